#include "tests/catch.h"
#include "tests/unit/native_reading.h"

namespace canreach {

namespace {

const char* const kExample = R"yaml(canreach: 1
region: us-east-1                      # a VPC may have its own region and account
account: "111122223333"

vpcs:
  main:
    cidr: [10.0.0.0/16]                # first = primary; IPv6 blocks too
    dns: {support: true, hostnames: true}
    internet_gateway: igw
    subnets:
      public-a: {cidr: 10.0.1.0/24,  zone: a, route_table: public}
      app-a:    {cidr: 10.0.12.0/24, zone: a, route_table: app}
      data-a:   {cidr: 10.0.21.0/24, zone: a, network_acl: data}   # no route_table: the main one
      data-b:   {cidr: 10.0.22.0/24, zone: b, network_acl: data}
    route_tables:
      main:   {main: true}             # the local routes are implicit
      public: {routes: [{to: 0.0.0.0/0, via: igw}]}
      app:    {routes: [{to: 0.0.0.0/0, via: nat-a}]}
    nat_gateways:
      nat-a: {subnet: public-a}        # public, with an Elastic IP, unless private: true
    network_acls:
      data:
        ingress:
          - {rule: 110, action: allow, protocol: tcp, ports: 5432, cidr: 10.0.0.0/16}
        egress:
          - {rule: 120, action: allow, protocol: tcp, ports: 1024-65535, cidr: 10.0.0.0/16}
    security_groups:
      bastion: {ingress: [{protocol: tcp, ports: 22, from: 203.0.113.0/24}]}    # egress left out: AWS's allow-all
      etl:     {}
      db:
        ingress:
          - {protocol: tcp, ports: 5432, from: [etl, bastion]}
        egress: []                     # none
    endpoints:
      s3: {service: s3, type: gateway, route_tables: [app]}

instances:
  bastion: {subnet: public-a, public_ip: auto, security_groups: [bastion], role: bastion-role}
functions:
  etl: {subnets: [app-a], security_groups: [etl], role: etl-role}
databases:
  orders-db: {engine: postgres, subnets: [data-a, data-b], security_groups: [db]}
buckets:
  ratings:
    policy:
      Statement: [{Effect: Allow, Principal: {AWS: "arn:aws:iam::111122223333:role/bastion-role"}, Action: "s3:GetObject", Resource: "arn:aws:s3:::ratings/*"}]
iam:
  roles:
    etl-role:
      trust: lambda.amazonaws.com
      policies:
        - {Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::ratings/*"}]}
    bastion-role: {trust: ec2.amazonaws.com}
)yaml";

std::string listed_addresses(const NetworkInterface& interface) {
  std::vector<std::string> parts;
  for (const InterfaceAddress& held : interface.addresses) {
    parts.push_back(held.address.to_string());
  }
  return join(parts, " ");
}

const NetworkInterface& interface_of(const Design& design, const Workload& workload,
                                     std::size_t number) {
  return design.get(workload.interfaces.at(number));
}

std::string shown(const SecurityGroupRule& rule) {
  return rule.traffic.surely.to_string() + " " + rule.peer.name;
}

}  // namespace

TEST_CASE("the example of the format loads without any report") {
  const NativeReading reading = load_native_text(kExample);
  CHECK(reading.lines() == std::vector<std::string>());
}

TEST_CASE("every resource of the example is in the design") {
  const Design design = read_native_text(kExample).design;
  CHECK(design.all<Vpc>().size() == 1);
  CHECK(design.all<Subnet>().size() == 4);
  CHECK(design.all<RouteTable>().size() == 3);
  CHECK(design.all<NetworkAcl>().size() == 1);
  CHECK(design.all<SecurityGroup>().size() == 3);
  CHECK(design.all<InternetGateway>().size() == 1);
  CHECK(design.all<NatGateway>().size() == 1);
  CHECK(design.all<VpcEndpoint>().size() == 1);
  CHECK(design.all<Instance>().size() == 1);
  CHECK(design.all<Function>().size() == 1);
  CHECK(design.all<Database>().size() == 1);
  // nat-a, bastion, etl, and orders-db in each of its two subnets
  CHECK(design.all<NetworkInterface>().size() == 5);
  CHECK(design.all<PrefixList>().size() == 1);
  CHECK(design.all<Cache>().empty());
}

TEST_CASE("parts of the example's VPC have its region, account and full zone names") {
  const Design design = read_native_text(kExample).design;
  const Subnet& subnet = named<Subnet>(design, "data-b");
  CHECK(subnet.zone == "us-east-1b");
  CHECK(subnet.scope == "main");
  CHECK(subnet.region == "us-east-1");
  CHECK(subnet.account == "111122223333");
  CHECK(subnet.cidrs.at(0).get().to_string() == "10.0.22.0/24");
  CHECK(subnet.route_table.is_none());
  CHECK(design.get(subnet.network_acl).name == "data");
  CHECK(named<Vpc>(design, "main").dns_hostnames == Value<bool>(true));
  CHECK(named<Instance>(design, "bastion").region == "us-east-1");
}

TEST_CASE("routes of the example point at the gateway and the NAT gateway") {
  const Design design = read_native_text(kExample).design;
  CHECK(named<RouteTable>(design, "main").main);
  const RouteTable& open = named<RouteTable>(design, "public");
  REQUIRE(open.routes.size() == 1);
  CHECK(open.routes[0].destination.get().to_string() == "0.0.0.0/0");
  CHECK(open.routes[0].target.kind == RouteTarget::Kind::internet_gateway);
  CHECK(open.routes[0].state == Route::State::active);
  const RouteTable& app = named<RouteTable>(design, "app");
  REQUIRE(app.routes.size() == 1);
  CHECK(app.routes[0].target.kind == RouteTarget::Kind::nat_gateway);
  CHECK(app.routes[0].target.name == "nat-a");
}

TEST_CASE("rules of the example say what is written, and egress left out lets everything out") {
  const Design design = read_native_text(kExample).design;
  const SecurityGroup& db = named<SecurityGroup>(design, "db");
  REQUIRE(db.ingress.size() == 2);
  CHECK(shown(db.ingress[0]) == "tcp/5432 etl");
  CHECK(shown(db.ingress[1]) == "tcp/5432 bastion");
  CHECK(db.ingress[0].at.line == 32);
  CHECK(db.egress.empty());
  const SecurityGroup& etl = named<SecurityGroup>(design, "etl");
  CHECK(etl.ingress.empty());
  REQUIRE(etl.egress.size() == 1);
  CHECK(shown(etl.egress[0]) == "all 0.0.0.0/0");
  CHECK_FALSE(etl.egress[0].at.is_somewhere());
  const NetworkAcl& acl = named<NetworkAcl>(design, "data");
  REQUIRE(acl.ingress.size() == 1);
  REQUIRE(acl.egress.size() == 1);
  CHECK(acl.ingress[0].number == 110);
  CHECK(acl.ingress[0].allow == Value<bool>(true));
  CHECK(acl.egress[0].traffic.surely.to_string() == "tcp/1024-65535");
}

TEST_CASE("workloads of the example stand on interfaces that get the next free addresses") {
  const Design design = load_native_text(kExample).design;
  const Instance& bastion = named<Instance>(design, "bastion");
  CHECK(bastion.credentials.name == "bastion-role");
  REQUIRE(bastion.credentials.role.is_known());
  CHECK(design.get(bastion.credentials.role).name == "bastion-role");
  CHECK_FALSE(bastion.listens.has_value());
  const NetworkInterface& first = interface_of(design, bastion, 0);
  CHECK(listed_addresses(first) == "10.0.1.5");  // nat-a, declared before it, has 10.0.1.4
  CHECK(first.addresses[0].public_ip.kind == PublicIp::Kind::assigned);
  CHECK(first.owner_kind == ResourceKind::Instance);
  const Database& orders = named<Database>(design, "orders-db");
  REQUIRE(orders.interfaces.size() == 2);
  CHECK(listed_addresses(interface_of(design, orders, 0)) == "10.0.21.4");
  CHECK(listed_addresses(interface_of(design, orders, 1)) == "10.0.22.4");
  CHECK(orders.listens->to_string() == "tcp/5432");
  CHECK(orders.engine == "postgres");
  const Function& etl = named<Function>(design, "etl");
  CHECK(interface_of(design, etl, 0).type == NetworkInterface::Type::function);
  const NatGateway& nat = named<NatGateway>(design, "nat-a");
  const NetworkInterface& nat_interface = design.get(nat.interface);
  CHECK(nat_interface.addresses.at(0).public_ip.kind == PublicIp::Kind::assigned);
  CHECK_FALSE(nat_interface.has_security_groups);
}

TEST_CASE("the example's gateway endpoint brings AWS's own prefix list") {
  const Design design = read_native_text(kExample).design;
  const VpcEndpoint& s3 = named<VpcEndpoint>(design, "s3");
  CHECK(s3.type == EndpointType::gateway);
  CHECK(s3.service == "s3");
  CHECK(s3.service_name == "com.amazonaws.us-east-1.s3");
  REQUIRE(s3.route_tables.size() == 1);
  CHECK(design.get(s3.route_tables[0]).name == "app");
  const PrefixList& list = named<PrefixList>(design, "com.amazonaws.us-east-1.s3");
  CHECK(list.implied);
  CHECK_FALSE(list.entries_known);
}

TEST_CASE("what holds data and who may read it are in the design, and nothing is left unmodelled") {
  const Design design = read_native_text(kExample).design;
  CHECK(design.not_modelled.empty());
  const Bucket& ratings = named<Bucket>(design, "ratings");
  REQUIRE(ratings.policy);
  CHECK(ratings.policy->statements.size() == 1);
  CHECK(design.all<Role>().size() == 2);
  CHECK(named<Role>(design, "etl-role").permissions.inline_policies.size() == 1);
}

TEST_CASE("kinds that are not modelled are listed by name") {
  const Design design =
      read_native_text("canreach: 1\nregion: us-east-1\nfile_systems: {hub: {}}\n").design;
  REQUIRE(design.not_modelled.size() == 1);
  CHECK(design.not_modelled[0].kind == "file-system");
  CHECK(design.not_modelled[0].name == "hub");
}

TEST_CASE("what is not modelled says what it is in front of and whether it holds a policy") {
  const std::string text =
      "canreach: 1\nregion: us-east-1\n"
      "vpcs: {main: {cidr: 10.0.0.0/16, subnets: {net: {cidr: 10.0.1.0/24}}}}\n"
      "instances: {web: {subnet: net}}\n"
      "load_balancers: {web: {type: network, scheme: internal, subnets: [net]}}\n"
      "not_modelled:\n";
  const Design design =
      read_native_text(text +
                       "  accelerator: {kind: group, in_front_of: load-balancer/web}\n"
                       "  both: {kind: group, in_front_of: [instance/web, load-balancer/web]}\n"
                       "  guard: {kind: policy, policy_type: TAG_POLICY}\n"
                       "  share: {kind: share, policy: true}\n")
          .design;
  std::vector<std::string> words;
  for (const NotModelled& thing : design.not_modelled) {
    words.push_back(kind_in_words(design, thing));
  }
  CHECK(words == std::vector<std::string>{"group in front of web", "group in front of web, web",
                                          "policy (TAG_POLICY)", "share with a policy"});
  CHECK(design.not_modelled[0].in_front_of.front().first == ResourceKind::LoadBalancer);
  const auto refused = [&](const std::string& name) {
    const NativeReading read =
        read_native_text(text + "  accelerator: {kind: group, in_front_of: " + name + "}\n");
    return std::string(row_of(read.diagnostics.sorted().at(0).kind).code);
  };
  CHECK(refused("web") == "CR1202");
  CHECK(refused("net") == "CR1201");
}

}  // namespace canreach
