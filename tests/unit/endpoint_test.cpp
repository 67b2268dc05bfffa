#include "analyzer/query/endpoint.h"

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/query/names.h"
#include "base/algorithm.h"
#include "tests/catch.h"

// One design with everything that an endpoint can name; no routes or rules, which no name depends
// on.
//
//   main  10.0.0.0/16, 2001:db8:1::/56     dr  10.1.0.0/16, 10.0.64.0/18      office
//   192.168.0.0/16, 203.0.113.0/26
//     app   10.0.12.0/24                     app   10.1.12.0/24
//     data  10.0.21.0/24
//     empty 10.0.90.0/24

namespace canreach {
namespace {

using EndKind = EndMember::Kind;

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }
IpPrefix cidr(std::string_view text) { return IpPrefix::parse(text).value(); }

struct World {
  Design design;
  Ref<Vpc> main, dr;
  Ref<Subnet> app, data, empty, dr_app;

  template <class T>
  Ref<T> add(std::string name, std::string scope = {}) {
    T resource;
    resource.name = name;
    resource.id = std::move(name);
    resource.scope = std::move(scope);
    return design.add(std::move(resource));
  }

  Ref<Subnet> subnet(std::string name, Ref<Vpc> vpc, std::string_view block) {
    const Ref<Subnet> ref = add<Subnet>(std::move(name), design.get(vpc).name);
    design.get(ref).vpc = vpc;
    design.get(ref).cidrs = {cidr(block)};
    return ref;
  }

  Ref<NetworkInterface> interface(std::string name, Ref<Subnet> place,
                                  std::vector<std::string> addresses) {
    const Ref<NetworkInterface> ref =
        add<NetworkInterface>(std::move(name), design.get(place).scope);
    NetworkInterface& interface = design.get(ref);
    interface.subnet = place;
    interface.vpc = design.get(place).vpc;
    for (const std::string& address : addresses) {
      interface.addresses.push_back({ip(address), PublicIp(), false});
    }
    return ref;
  }

  /// One interface a place, as the native reader makes them: named after the owner.
  template <class T>
  Ref<T> workload(const std::string& name, const std::vector<Ref<Subnet>>& places,
                  const std::vector<std::vector<std::string>>& addresses) {
    const Ref<T> ref = add<T>(name);
    for (std::size_t i = 0; i < places.size(); ++i) {
      const Ref<NetworkInterface> own = interface(name, places[i], addresses[i]);
      design.get(own).owned = true;
      design.get(own).owner_kind = kind_of<T>();
      design.get(own).owner_index = ref.index();
      design.get(ref).interfaces.push_back(own);
    }
    return ref;
  }

  World() {
    main = add<Vpc>("main");
    design.get(main).cidrs = {cidr("10.0.0.0/16"), cidr("2001:db8:1::/56")};
    design.get(main).id = "vpc-0a1";
    dr = add<Vpc>("dr");
    design.get(dr).cidrs = {cidr("10.1.0.0/16"), cidr("10.0.64.0/18")};
    app = subnet("app", main, "10.0.12.0/24");
    data = subnet("data", main, "10.0.21.0/24");
    empty = subnet("empty", main, "10.0.90.0/24");
    dr_app = subnet("app", dr, "10.1.12.0/24");
    add_workloads();
    add_infrastructure();
    add_outside();
  }

  void add_workloads() {
    const Ref<Instance> web = workload<Instance>(
        "web", {app, data}, {{"10.0.12.5", "10.0.12.6", "2001:db8:1::5"}, {"10.0.21.5"}});
    design.get(web).id = "i-0web";
    design.get(web).tags = {{"env", "prod"}, {"aws:path", "a/b"}, {"Name", "front door"}};
    PublicIp& public_ip = design.get(design.get(web).interfaces[0]).addresses[0].public_ip;
    public_ip = {PublicIp::Kind::address, ip("198.51.100.10")};
    design.get(design.get(web).interfaces[0]).prefixes = {cidr("10.0.12.64/28")};

    const Ref<Database> orders =
        workload<Database>("orders-db", {data, app}, {{"10.0.21.15"}, {"10.0.12.15"}});
    design.get(orders).listens = TrafficSet::ports(kTcp, 5432, 5432);
    design.get(orders).tags = {{"env", "prod"}};
    design.get(orders).region = "us-east-1";

    const Ref<Function> etl = workload<Function>("etl", {app}, {{"10.0.12.31"}});
    design.get(etl).source_ports = {.first = 1024, .last = 65535};
    add<Function>("outside");
    workload<Instance>("lost", {app}, {{}});
    workload<Instance>("twin", {app}, {{"10.0.12.40"}});
    workload<Function>("twin", {dr_app}, {{"10.1.12.40"}});
    workload<Cache>("sessions", {dr_app}, {{"10.1.12.7"}});
  }

  void add_infrastructure() {
    add<SecurityGroup>("web", "main");
    add<SecurityGroup>("only-group", "main");
    const Ref<NatGateway> nat = add<NatGateway>("nat-a", "main");
    design.get(nat).vpc = main;
    design.get(nat).interface = interface("nat-a", app, {"10.0.12.200"});
    NetworkInterface& of_nat = design.get(design.get(nat).interface);
    of_nat.type = NetworkInterface::Type::nat_gateway;
    of_nat.owned = true;
    of_nat.owner_kind = ResourceKind::NatGateway;
    of_nat.owner_index = nat.index();
    endpoint("sqs", EndpointType::interface);
    endpoint("s3", EndpointType::gateway);
    design.get(interface("probe", data, {"10.0.21.99"})).tags = {{"env", "prod"}};
    interface("shared-1", app, {"10.0.12.77"});
    interface("shared-2", dr_app, {"10.0.12.77"});
    interface("monitor", app, {"10.0.12.91"});
    interface("monitor", dr_app, {"10.1.12.91"});
    interface("node", dr_app, {"10.1.12.101"});
    interface("node", dr_app, {"10.1.12.102"});
    design.all<NetworkInterface>()[design.all<NetworkInterface>().size() - 2].id = "eni-1";
    design.all<NetworkInterface>().back().id = "eni-2";
  }

  void endpoint(const std::string& service, EndpointType type) {
    const Ref<VpcEndpoint> ref = add<VpcEndpoint>(service + "-ep", "main");
    VpcEndpoint& added = design.get(ref);
    added.vpc = main;
    added.type = type;
    added.service = service;
    added.service_name = "com.amazonaws.us-east-1." + service;
    if (type == EndpointType::gateway) return;
    added.interfaces = {interface(added.name, data, {"10.0.21.150"})};
    NetworkInterface& own = design.get(added.interfaces.front());
    own.type = NetworkInterface::Type::endpoint;
    own.owned = true;
    own.owner_kind = ResourceKind::VpcEndpoint;
    own.owner_index = ref.index();
  }

  void add_outside() {
    const Ref<OnPremisesNetwork> office = add<OnPremisesNetwork>("office");
    design.get(office).cidrs = {cidr("192.168.0.0/16"), cidr("203.0.113.0/26")};
    const Ref<OnPremisesNetwork> lab = add<OnPremisesNetwork>("lab");
    design.get(lab).cidrs = {cidr("192.168.7.0/24")};
    design.not_modelled = {{"transit-gateway", "hub", {}},
                           {"load-balancer", "etl", {}},
                           {"load-balancer", "front", {}},
                           {"role", "web", {}}};
    design.left_out = {{"instance", "i-broken", "no VPC", {}}};
  }
};

const Network& network() {
  static const World kWorld;
  static const Network kNetwork = compile(kWorld.design);
  return kNetwork;
}

Endpoint resolved(std::string_view text, const Endpoint* beside = nullptr) {
  const auto endpoint = resolve_endpoint(network(), text, beside);
  INFO(text);
  if (!endpoint) FAIL(endpoint.error().message);
  return *endpoint;
}

QueryError refused(std::string_view text) {
  const auto endpoint = resolve_endpoint(network(), text, nullptr);
  if (endpoint) FAIL(text << " is " << endpoint->end.name);
  return endpoint.error();
}

std::string addresses_of(const EndMember& member) {
  std::string text;
  for (const std::uint32_t face : member.faces) {
    text += (text.empty() ? "" : " ") + network().faces[face].address.to_string();
  }
  return text;
}

/// Members as "name: addresses", the way a group lists them.
std::string members_of(const Endpoint& endpoint) {
  std::string text;
  for (const EndMember& member : endpoint.members) {
    const std::string what =
        member.kind == EndKind::faces ? addresses_of(member) : member.hosts.to_string();
    text += (text.empty() ? "" : "; ") + member.end.name + ": " + what;
  }
  return text;
}

struct Meaning {
  std::string_view text;
  EndKind kind;
  std::string_view name;
  std::string_view label;
  std::string_view faces;  // addresses of the faces
};

}  // namespace

TEST_CASE("a text that names one thing means it") {
  const std::vector<Meaning> kMeanings = {
      {"web", EndKind::faces, "web", "instance", "10.0.12.5 2001:db8:1::5 10.0.21.5"},
      {"i-0web", EndKind::faces, "web", "instance", "10.0.12.5 2001:db8:1::5 10.0.21.5"},
      {"instance/web", EndKind::faces, "web", "instance", "10.0.12.5 2001:db8:1::5 10.0.21.5"},
      {"instance/i-0web", EndKind::faces, "web", "instance", "10.0.12.5 2001:db8:1::5 10.0.21.5"},
      {"main/web", EndKind::faces, "web", "instance", "10.0.12.5 2001:db8:1::5 10.0.21.5"},
      {"vpc-0a1/web", EndKind::faces, "web", "instance", "10.0.12.5 2001:db8:1::5 10.0.21.5"},
      {"instance/main/web", EndKind::faces, "web", "instance", "10.0.12.5 2001:db8:1::5 10.0.21.5"},
      {"front door", EndKind::faces, "web", "instance", "10.0.12.5 2001:db8:1::5 10.0.21.5"},
      {"orders-db", EndKind::faces, "orders-db", "database", "10.0.21.15 10.0.12.15"},
      {"sessions", EndKind::faces, "sessions", "cache", "10.1.12.7"},
      {"function/etl", EndKind::faces, "main/etl", "function", "10.0.12.31"},
      {"main/etl", EndKind::faces, "main/etl", "function", "10.0.12.31"},
      {"load-balancer/etl", EndKind::no_address, "load-balancer/etl", "load-balancer", ""},
      {"instance/twin", EndKind::faces, "main/twin", "instance", "10.0.12.40"},
      {"dr/twin", EndKind::faces, "dr/twin", "function", "10.1.12.40"},
      {"outside", EndKind::outside, "outside", "function", ""},
      {"lost", EndKind::no_address, "lost", "instance", ""},
      {"nat-a", EndKind::faces, "nat-a", "nat-gateway", "10.0.12.200"},
      {"sqs-ep", EndKind::faces, "sqs-ep", "vpc-endpoint", "10.0.21.150"},
      {"probe", EndKind::faces, "probe", "network-interface", "10.0.21.99"},
      {"dr/monitor", EndKind::faces, "dr/monitor", "network-interface", "10.1.12.91"},
      {"eni-2", EndKind::faces, "eni-2", "network-interface", "10.1.12.102"},
      {"office", EndKind::on_premises, "office", "on-premises-network", ""},
      {"hub", EndKind::no_address, "hub", "transit-gateway", ""},
      {"i-broken", EndKind::no_address, "i-broken", "instance", ""},
      {"internet", EndKind::hosts, "internet", "internet", ""},
      {"service/s3", EndKind::service, "service/s3", "service", ""},
      {"arn:aws:ec2:us-east-1:111122223333:instance/i-0web", EndKind::faces, "web", "instance",
       "10.0.12.5 2001:db8:1::5 10.0.21.5"},
      {"arn:aws:lambda:us-east-1:111122223333:function:etl:7", EndKind::faces, "main/etl",
       "function", "10.0.12.31"},
      {"arn:aws:rds:us-east-1:111122223333:db:orders-db", EndKind::faces, "orders-db", "database",
       "10.0.21.15 10.0.12.15"},
      {"10.0.12.5", EndKind::faces, "10.0.12.5", "address", "10.0.12.5"},
      {"10.0.12.6", EndKind::faces, "10.0.12.6", "address", "10.0.12.6"},
      {"10.0.21.5", EndKind::faces, "10.0.21.5", "address", "10.0.21.5"},
      {"2001:db8:1::5", EndKind::faces, "2001:db8:1::5", "address", "2001:db8:1::5"},
      {"[2001:DB8:1::5]", EndKind::faces, "2001:db8:1::5", "address", "2001:db8:1::5"},
      {"10.0.12.70", EndKind::faces, "10.0.12.70", "address", "10.0.12.5"},
      {"198.51.100.10", EndKind::faces, "198.51.100.10", "address", "10.0.12.5"},
      {"10.0.12.250", EndKind::private_address, "10.0.12.250", "address", ""},
      {"main/10.0.12.77", EndKind::faces, "10.0.12.77", "address", "10.0.12.77"},
      {"dr/10.0.64.9", EndKind::private_address, "10.0.64.9", "address", ""},
      {"192.168.1.1", EndKind::on_premises, "192.168.1.1", "address", ""},
      {"203.0.113.7", EndKind::on_premises, "203.0.113.7", "address", ""},
      {"203.0.113.70", EndKind::hosts, "203.0.113.70", "address", ""},
      {"2600::1", EndKind::hosts, "2600::1", "address", ""},
      {"172.20.0.1", EndKind::private_address, "172.20.0.1", "address", ""},
      {"169.254.169.254", EndKind::private_address, "169.254.169.254", "address", ""},
      {"fd00:ec2::253", EndKind::private_address, "fd00:ec2::253", "address", ""},
  };
  for (const Meaning& meaning : kMeanings) {
    INFO(meaning.text);
    const Endpoint endpoint = resolved(meaning.text);
    REQUIRE(endpoint.members.size() == 1);
    const EndMember& member = endpoint.members.front();
    CHECK(member.kind == meaning.kind);
    CHECK(endpoint.end.name == meaning.name);
    CHECK(endpoint.end.kind == meaning.label);
    CHECK(addresses_of(member) == meaning.faces);
    CHECK_FALSE(endpoint.is_group);
  }
}

TEST_CASE("the name of a member leads back to it") {
  for (const std::string_view text : {"function/etl", "instance/twin", "dr/twin", "dr/monitor",
                                      "eni-1", "eni-2", "i-0web", "load-balancer/etl"}) {
    const std::string name = resolved(text).end.name;
    CHECK(resolved(name).end.name == name);
  }
}

TEST_CASE("a member says which addresses, ports and owner it stands for") {
  const EndMember web = resolved("web").members.front();
  CHECK(web.end.address.empty());  // IPv4 and IPv6: two are meant
  CHECK(web.owned);
  CHECK(web.owner_kind == ResourceKind::Instance);
  CHECK_FALSE(web.listens.has_value());
  CHECK_FALSE(web.by_address);

  CHECK(resolved("function/etl").end.address == "10.0.12.31");
  CHECK(resolved("orders-db").members.front().listens == TrafficSet::ports(kTcp, 5432, 5432));
  CHECK(resolved("sqs-ep").members.front().listens == TrafficSet::ports(kTcp, 443, 443));
  CHECK(resolved("nat-a").members.front().source_ports.first == 1024);

  const EndMember of_database = resolved("10.0.21.15").members.front();
  CHECK(of_database.by_address);
  CHECK_FALSE(of_database.by_public_address);
  CHECK(of_database.owner_kind == ResourceKind::Database);
  CHECK(of_database.listens == TrafficSet::ports(kTcp, 5432, 5432));

  const EndMember of_public = resolved("198.51.100.10").members.front();
  CHECK(of_public.by_public_address);
  CHECK(of_public.end.address == "198.51.100.10");

  const EndMember delegated = resolved("10.0.12.70").members.front();
  CHECK(delegated.address == ip("10.0.12.70"));
}

TEST_CASE("what has no interface says by which addresses it is met") {
  CHECK(resolved("internet").members.front().hosts ==
        public_addresses() - AddressSet(cidr("2001:db8:1::/56")) -  // IGW-9
            AddressSet(ip("198.51.100.10")));                       // an address of `web`
  CHECK(resolved("203.0.113.70").members.front().hosts == AddressSet(ip("203.0.113.70")));
  const EndMember office = resolved("office").members.front();
  CHECK(office.hosts.to_string() == "192.168.0.0/16,203.0.113.0/26");
  CHECK(office.on_premises == 0);
  const EndMember in_lab = resolved("192.168.7.7").members.front();  // the longest prefix
  CHECK(in_lab.on_premises == 1);
  CHECK(in_lab.hosts == AddressSet(ip("192.168.7.7")));
  CHECK(resolved("10.0.12.250").members.front().vpc == 0);
  CHECK(resolved("172.20.0.1").members.front().vpc == kNoIndex);
  CHECK(resolved("169.254.169.254").members.front().vpc == kNoIndex);
}

TEST_CASE("a service is known by its short or its full name") {
  struct Row {
    std::string_view text, service, region;
  };
  const std::vector<Row> kRows = {
      {"service/s3", "s3", ""},
      {"service/ecr.api", "ecr.api", ""},
      {"service/com.amazonaws.us-west-2.sqs", "sqs", "us-west-2"},
      {"service/com.amazonaws.us-west-2.ecr.api", "ecr.api", "us-west-2"},
      {"service/cn.com.amazonaws.cn-north-1.ec2", "ec2", "cn-north-1"},
  };
  for (const Row& row : kRows) {
    INFO(row.text);
    const EndMember member = resolved(row.text).members.front();
    CHECK(member.service == row.service);
    CHECK(member.service_region == row.region);
    CHECK(member.listens == TrafficSet::ports(kTcp, 443, 443));
  }
}

TEST_CASE("a private address of several VPCs is looked up in the VPC of the other end first") {
  const Endpoint in_main = resolved("web");
  const Endpoint in_dr = resolved("sessions");
  CHECK(resolved("10.0.12.77", &in_main).members.front().vpc == 0);
  CHECK(resolved("10.0.12.77", &in_dr).members.front().vpc == 1);
  // No interface has it, but each VPC has a range that holds it.
  const Endpoint unused = resolved("10.0.64.9", &in_dr);
  CHECK(unused.members.front().kind == EndKind::private_address);
  CHECK(unused.members.front().vpc == 1);
  const Endpoint internet = resolved("internet");
  CHECK_FALSE(resolve_endpoint(network(), "10.0.12.77", &internet).has_value());
}

TEST_CASE(
    "a group has the workloads inside with their faces inside, and no NAT gateway or endpoint") {
  struct Row {
    std::string_view text, name, kind, members;
  };
  const std::vector<Row> kRows = {
      {"subnet/data", "subnet/data", "subnet",
       "web: 10.0.21.5; orders-db: 10.0.21.15; probe: 10.0.21.99"},
      {"subnet/dr/app", "subnet/dr/app", "subnet",
       "dr/twin: 10.1.12.40; sessions: 10.1.12.7; shared-2: 10.0.12.77; dr/monitor: 10.1.12.91; "
       "eni-1: 10.1.12.101; eni-2: 10.1.12.102"},
      {"vpc/main", "vpc/main", "vpc",
       "web: 10.0.12.5 2001:db8:1::5 10.0.21.5; lost: none; main/twin: 10.0.12.40; main/etl: "
       "10.0.12.31; "
       "orders-db: 10.0.21.15 10.0.12.15; probe: 10.0.21.99; shared-1: 10.0.12.77; "
       "main/monitor: 10.0.12.91"},
      {"tag:env=prod", "tag:env=prod", "group",
       "web: 10.0.12.5 2001:db8:1::5 10.0.21.5; orders-db: 10.0.21.15 10.0.12.15; probe: "
       "10.0.21.99"},
      {"10.0.21.0/24", "10.0.21.0/24", "cidr",
       "web: 10.0.21.5; orders-db: 10.0.21.15; probe: 10.0.21.99"},
      {"10.0.12.6/31", "10.0.12.6/31", "cidr", "web: 10.0.12.6; lost: none"},
      {"10.1.12.40/29", "10.1.12.40/29", "cidr", "dr/twin: 10.1.12.40"},
      {"10.1.12.43/29", "10.1.12.40/29", "cidr", "dr/twin: 10.1.12.40"},
      {"203.0.113.0/25", "203.0.113.0/25", "cidr",
       "office: 203.0.113.0/26; 203.0.113.0/25: 203.0.113.64/26"},
      {"192.168.7.0/24", "192.168.7.0/24", "cidr", "office: 192.168.7.0/24; lab: 192.168.7.0/24"},
      {"2600::/32", "2600::/32", "cidr", "2600::/32: 2600::/32"},
  };
  for (const Row& row : kRows) {
    INFO(row.text);
    const Endpoint endpoint = resolved(row.text);
    CHECK(endpoint.is_group);
    CHECK(endpoint.end.name == row.name);
    CHECK(endpoint.end.kind == row.kind);
    CHECK(members_of(endpoint) == row.members);
  }
}

TEST_CASE("a name that fits nothing is an error with what was near") {
  struct Row {
    std::string_view text, message;
    std::vector<std::string> suggestions;
  };
  const std::vector<Row> kRows = {
      {"wbe", "nothing in the design is called `wbe`", {"web"}},
      {"orders", "nothing in the design is called `orders`", {"orders-db"}},
      {"instance/wbe", "no instance is called `wbe`", {"instance/web"}},
      {"subnet/dta", "no subnet is called `dta`", {"subnet/data"}},
      {"vpc/man", "no vpc is called `man`", {"vpc/main"}},
      {"main/orders", "nothing in the VPC `main` is called `orders`", {"main/orders-db"}},
      {"dr/web", "nothing in the VPC `dr` is called `web`", {}},
      {"instnce/web", "nothing in the design is called `instnce/web`", {"instance/web"}},
      {"mian/web", "nothing in the design is called `mian/web`", {"main/web"}},
      {"xyzzy", "nothing in the design is called `xyzzy`", {}},
      {"tag:env=prdo",
       "no workload and no network interface has the tag `env=prdo`",
       {"tag:env=prod"}},
      {"subnet/empty", "no workload is in `subnet/empty`", {}},
      {"10.0.91.0/24", "no workload is in `10.0.91.0/24`", {}},
      {"main", "`main` is of the kind `vpc`: everything in it is `vpc/main`", {"vpc/main"}},
      {"data",
       "`data` is of the kind `subnet`: everything in it is `subnet/data`",
       {"subnet/data"}},
      {"s3-ep",
       "`s3-ep` is of the kind `vpc-endpoint` and a gateway, which has no address: ask for "
       "`service/s3`",
       {"service/s3"}},
      {"only-group",
       "`only-group` is of the kind `security-group`, which sends and receives nothing itself: ask "
       "for a workload, a network interface, an address, or a group such as `subnet/NAME`",
       {}},
      {"security-group/web",
       "`security-group/web` is of the kind `security-group`, which sends and receives nothing "
       "itself: ask for a workload, a network interface, an address, or a group such as "
       "`subnet/NAME`",
       {}},
      {"dr/172.16.0.1", "`172.16.0.1` is no address of the VPC `dr`", {}},
      {"service/S 3",
       "no AWS service is called `S 3`: expected a short name such as `s3`, or "
       "`com.amazonaws.REGION.NAME`",
       {"service/s3"}},
      {"arn:aws:rds:eu-west-1:111122223333:db:orders-db",
       "nothing in the design that sends or receives traffic has the ARN "
       "`arn:aws:rds:eu-west-1:111122223333:db:orders-db`",
       {}},
  };
  for (const Row& row : kRows) {
    const QueryError error = refused(row.text);
    CHECK(error.code == "CR1201");
    CHECK(error.slug == "unknown-name");
    CHECK(error.message == row.message);
    CHECK(error.suggestions == row.suggestions);
  }
}

TEST_CASE("a name that fits several things is an error that lists them as they can be typed") {
  struct Row {
    std::string_view text, message;
    std::vector<std::string> suggestions;
  };
  const std::vector<Row> kRows = {
      {"twin", "`twin` is ambiguous: `main/twin` or `dr/twin`", {"main/twin", "dr/twin"}},
      {"etl",
       "`etl` is ambiguous: `main/etl` or `load-balancer/etl`",
       {"main/etl", "load-balancer/etl"}},
      {"monitor",
       "`monitor` is ambiguous: `main/monitor` or `dr/monitor`",
       {"main/monitor", "dr/monitor"}},
      {"node", "`node` is ambiguous: `eni-1` or `eni-2`", {"eni-1", "eni-2"}},
      {"subnet/app",
       "`subnet/app` is ambiguous: `subnet/main/app` or `subnet/dr/app`",
       {"subnet/main/app", "subnet/dr/app"}},
      {"10.0.12.77",
       "`10.0.12.77` is ambiguous: `main/10.0.12.77` or `dr/10.0.12.77`",
       {"main/10.0.12.77", "dr/10.0.12.77"}},
      {"10.0.64.9",
       "`10.0.64.9` is ambiguous: `main/10.0.64.9` or `dr/10.0.64.9`",
       {"main/10.0.64.9", "dr/10.0.64.9"}},
  };
  for (const Row& row : kRows) {
    const QueryError error = refused(row.text);
    CHECK(error.code == "CR1202");
    CHECK(error.slug == "ambiguous-name");
    CHECK(error.message == row.message);
    CHECK(error.suggestions == row.suggestions);
    for (const std::string& form : error.suggestions) {
      CHECK(resolve_endpoint(network(), form, nullptr).has_value());
    }
  }
}

TEST_CASE("a text that cannot be an endpoint is an invalid request") {
  struct Row {
    std::string_view text, message;
  };
  const std::vector<Row> kRows = {
      {"", "an end is missing: expected a name, an address or `internet`"},
      {"tag:env", "`tag:env`: a tag is written `tag:KEY=VALUE`"},
      {"s3://ratings/a.csv", "`s3://ratings/a.csv` is a place of data, which only `can` asks for"},
      {"orders-db/orders",
       "`orders-db/orders` names a part of `orders-db`, which only `can` asks for"},
      {"10.0.0.300", "`10.0.0.300` is no address: part 4 is 300, must be 0 to 255"},
      {"10.0.0.0/33", "`10.0.0.0/33` is no CIDR block: length must be 0 to 32"},
  };
  for (const Row& row : kRows) {
    INFO(row.text);
    const QueryError error = refused(row.text);
    CHECK(error.code == "CR1301");
    CHECK(error.slug == "invalid-request");
    CHECK(error.message == row.message);
  }
}

TEST_CASE("a workload whose subnet is not known may be in every subnet without its own address") {
  World world;
  const Ref<Instance> drifting = world.workload<Instance>("drifting", {world.empty}, {{}});
  NetworkInterface& interface = world.design.get(world.design.get(drifting).interfaces.front());
  interface.subnet = Ref<Subnet>::unknown();
  interface.vpc = Ref<Vpc>::unknown();
  const Network unsure = compile(world.design);
  const auto group = resolve_endpoint(unsure, "subnet/empty", nullptr);
  REQUIRE(group.has_value());
  REQUIRE(group->members.size() == 1);
  CHECK(group->members.front().end.name == "drifting");
  CHECK(group->members.front().kind == EndKind::no_address);
}

TEST_CASE("a workload with a further interface of unknown address is not complete") {
  World world;
  const Ref<Database> half =
      world.workload<Database>("half", {world.data, world.app}, {{"10.0.21.70"}, {}});
  CHECK(half.is_known());
  const Network some = compile(world.design);
  CHECK_FALSE(resolve_endpoint(some, "half", nullptr)->members.front().complete);
  CHECK(resolve_endpoint(some, "subnet/data", nullptr)->members.front().complete);
  CHECK(resolve_endpoint(some, "orders-db", nullptr)->members.front().complete);
}

TEST_CASE("hundreds of instances of one name are told apart by id") {
  World world;
  for (int i = 0; i < 300; ++i) {
    const Ref<Instance> node = world.workload<Instance>(
        "fleet", {world.app},
        {{"10.0." + std::to_string(100 + i / 200) + "." + std::to_string(10 + i % 200)}});
    world.design.get(node).id = "i-" + std::to_string(1000 + i);
  }
  const Network fleet = compile(world.design);
  const auto error = resolve_endpoint(fleet, "fleet", nullptr);
  REQUIRE_FALSE(error.has_value());
  CHECK(
      error.error().message ==
      "`fleet` is ambiguous: `i-1000` or `i-1001` or `i-1002` or `i-1003` or `i-1004` or `i-1005` "
      "or `i-1006` or `i-1007` or 292 others");
  CHECK(resolve_endpoint(fleet, "i-1299", nullptr)->end.name == "i-1299");
}

TEST_CASE("a target's port and protocol are what is not part of its endpoint") {
  struct Row {
    std::string_view text, endpoint, port, protocol;  // empty: none
  };
  const std::vector<Row> kRows = {
      {"web", "web", "", ""},
      {"orders-db:5432", "orders-db", "5432", ""},
      {"orders-db:5432/tcp", "orders-db", "5432", "tcp"},
      {"orders-db:postgres", "orders-db", "postgres", ""},
      {"orders-db:80-90", "orders-db", "80-90", ""},
      {"web/udp", "web", "", "udp"},
      {"web/47", "web", "", "47"},
      {"web/all", "web", "", "all"},
      {"web:0-65535/17", "web", "0-65535", "17"},
      {"instance/web:22", "instance/web", "22", ""},
      {"main/web:22/tcp", "main/web", "22", "tcp"},
      {"wbe:22/udp", "wbe", "22", "udp"},
      {"instance/udp", "instance/udp", "", ""},
      {"10.0.0.0/16", "10.0.0.0/16", "", ""},
      {"10.0.0.0/6", "10.0.0.0/6", "", ""},
      {"10.0.0.0/47", "10.0.0.0/47", "", ""},
      {"10.0.0.0/16:443", "10.0.0.0/16", "443", ""},
      {"10.0.0.0/16:443/udp", "10.0.0.0/16", "443", "udp"},
      {"10.0.12.5/udp", "10.0.12.5", "", "udp"},
      {"10.0.12.5:53/udp", "10.0.12.5", "53", "udp"},
      {"2001:db8::7", "2001:db8::7", "", ""},
      {"2001:db8::7/udp", "2001:db8::7", "", "udp"},
      {"2001:db8::/32", "2001:db8::/32", "", ""},
      {"[2001:db8::7]", "2001:db8::7", "", ""},
      {"[2001:db8::7]:443", "2001:db8::7", "443", ""},
      {"[2001:db8::7]:443/tcp", "2001:db8::7", "443", "tcp"},
      {"[2001:db8::/32]:443", "2001:db8::/32", "443", ""},
      {"internet:443", "internet", "443", ""},
      {"service/s3", "service/s3", "", ""},
      {"service/s3:443/tcp", "service/s3", "443", "tcp"},
      {"tag:env=prod", "tag:env=prod", "", ""},
      {"tag:env=prod:443", "tag:env=prod", "443", ""},
      {"tag:aws:path=a/b", "tag:aws:path=a/b", "", ""},
      {"tag:aws:path=a/b:22/tcp", "tag:aws:path=a/b", "22", "tcp"},
      {"tag:env=none:443", "tag:env=none", "443", ""},
      {"vpc/main:443", "vpc/main", "443", ""},
      {"arn:aws:rds:us-east-1:111122223333:db:orders-db",
       "arn:aws:rds:us-east-1:111122223333:db:orders-db", "", ""},
      {"arn:aws:rds:us-east-1:111122223333:db:orders-db:5432/tcp",
       "arn:aws:rds:us-east-1:111122223333:db:orders-db", "5432", "tcp"},
      {"arn:aws:rds:us-east-1:111122223333:db:mysql", "arn:aws:rds:us-east-1:111122223333:db:mysql",
       "", ""},
      {"orders-db/orders", "orders-db/orders", "", ""},
  };
  for (const Row& row : kRows) {
    INFO(row.text);
    const auto target = split_target(network(), row.text);
    if (!target) FAIL(target.error().message);
    CHECK(target->endpoint == row.endpoint);
    CHECK(target->port.value_or("") == row.port);
    CHECK(target->protocol.value_or("") == row.protocol);
  }
}

TEST_CASE("a name may look like an endpoint with a port and protocol") {
  World world;
  world.workload<Instance>("node:443", {world.app}, {{"10.0.12.61"}});
  world.workload<Instance>("web/udp", {world.app}, {{"10.0.12.62"}});
  const Network odd = compile(world.design);
  CHECK(split_target(odd, "node:443")->endpoint == "node:443");
  CHECK_FALSE(split_target(odd, "node:443")->port.has_value());
  CHECK(split_target(odd, "node:443:22")->endpoint == "node:443");
  CHECK(split_target(odd, "web/udp")->endpoint == "web/udp");
  CHECK(split_target(odd, "web/udp/tcp")->protocol == "tcp");
}

TEST_CASE("a wrong port or protocol is an invalid request") {
  struct Row {
    std::string_view text, message;
  };
  const std::vector<Row> kRows = {
      {"orders-db:", "a port is missing after `:`"},
      {"orders-db:65536", "a port is 0 to 65535, not `65536`"},
      {"orders-db:1-99999999999999999999", "a port is 0 to 65535, not `99999999999999999999`"},
      {"orders-db:90-80", "the ports `90-80` begin after their end"},
      {"orders-db:postgrs",
       "`postgrs` is neither a port, a range such as 80-90, nor a service's usual name"},
      {"orders-db:65536/tcp", "a port is 0 to 65535, not `65536`"},
      {"orders-db:5432/tpc",
       "`tpc` is no protocol: expected `tcp`, `udp`, `icmp`, `all` or a number 0 to 255"},
      {"web/256",
       "`256` is no protocol: expected `tcp`, `udp`, `icmp`, `all` or a number 0 to 255"},
      {"1:2:3:4:5:6:7:8:443", "an IPv6 address with a port is written `[1:2:3:4:5:6:7:8]:443`"},
      {"[2001:db8::7", "`[2001:db8::7` lacks its closing `]`"},
      {"s3://bucket/key", "`s3://bucket/key` is a place of data, which only `can` asks for"},
  };
  for (const Row& row : kRows) {
    INFO(row.text);
    const auto target = split_target(network(), row.text);
    REQUIRE_FALSE(target.has_value());
    CHECK(target.error().code == "CR1301");
    CHECK(target.error().slug == "invalid-request");
    CHECK(target.error().message == row.message);
  }
}

TEST_CASE("the index of names is made once and follows the design of the network") {
  const World world;
  const Network compiled = compile(world.design);
  const NameIndex* first = &names_of(compiled);
  CHECK(first == &names_of(compiled));
  CHECK(&first->design() == &world.design);
}

}  // namespace canreach
