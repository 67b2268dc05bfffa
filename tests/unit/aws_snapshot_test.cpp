#include "tests/catch.h"
#include "tests/unit/addresses.h"
#include "tests/unit/snapshot_reading.h"

namespace canreach {
namespace {

using test::corpus_snapshot;
using test::find_id;
using test::read_snapshot_files;
using test::read_snapshot_text;
using test::ReadSnapshot;

template <class T>
const T& by_name(const Design& design, const std::string& name) {
  for (const T& resource : design.all<T>()) {
    if (resource.name == name) return resource;
  }
  FAIL("nothing is called " << name);
  return design.all<T>().front();
}

std::string rule_text(const Design& design, const SecurityGroupRule& rule) {
  const SecurityGroupPeer& peer = rule.peer;
  std::string text = rule.traffic.surely.to_string() + " ";
  switch (peer.kind) {
    case SecurityGroupPeer::Kind::cidr:
      return text + peer.cidr.to_string();
    case SecurityGroupPeer::Kind::group:
      return text + design.get(peer.group).name;
    case SecurityGroupPeer::Kind::prefix_list:
      return text + design.get(peer.prefix_list).name;
    case SecurityGroupPeer::Kind::missing_group:
      return text + "missing " + peer.name;
    case SecurityGroupPeer::Kind::foreign_group:
      return text + "foreign " + peer.name;
    case SecurityGroupPeer::Kind::unknown:
      return text + "unknown " + peer.name;
  }
  return text;
}

std::vector<std::string> rule_texts(const Design& design,
                                    const std::vector<SecurityGroupRule>& rules) {
  std::vector<std::string> texts;
  for (const SecurityGroupRule& rule : rules) texts.push_back(rule_text(design, rule));
  return texts;
}

using Texts = std::vector<std::string>;

TEST_CASE("every snapshot of the corpus is read without errors") {
  for (const std::string name :
       {"aws-cli-examples", "batfish-ipsec-vpn", "batfish-load-vendor", "equiv-web"}) {
    const std::vector<InputFile> files = corpus_snapshot(name);
    if (files.empty()) {
      WARN("the corpus is not there: " << name << " is not tested");
      continue;
    }
    const ReadSnapshot together = read_snapshot_files(files);
    INFO(name);
    CHECK_FALSE(together.diagnostics.has_errors());
    for (const InputFile& file : files) {
      INFO(file.name);
      Design design;
      Diagnostics diagnostics;
      const std::uint32_t index = design.files.add(file.name, file.text);
      const SyntaxNode root = read_json(design.files, index, diagnostics);
      CHECK(is_snapshot(root));
      CHECK_FALSE(read_snapshot_files({file}).diagnostics.has_errors());
    }
  }
}

TEST_CASE("the web design of the corpus is what its files say") {
  const std::vector<InputFile> files = corpus_snapshot("equiv-web");
  if (files.empty()) {
    WARN("the corpus is not there: equiv-web is not tested");
    return;
  }
  const ReadSnapshot read = read_snapshot_files(files);
  const Design& design = read.design;
  CHECK(read.messages() == Texts{});

  REQUIRE(design.all<Vpc>().size() == 1);
  const Vpc& vpc = design.all<Vpc>().front();
  CHECK(vpc.name == "main");
  CHECK(vpc.id == "vpc-06af9ea8baa8ed1ec");
  CHECK(vpc.account == "111122223333");
  CHECK(vpc.region == "us-east-1");
  CHECK(vpc.cidrs == std::vector<Value<IpPrefix>>{prefix("10.80.0.0/16")});
  CHECK(vpc.state == Value<std::string>(""));
  CHECK(vpc.dns_support.is_unknown());

  REQUIRE(design.all<Subnet>().size() == 4);
  const Subnet& data = by_name<Subnet>(design, "db-b");
  CHECK(data.zone == "us-east-1b");
  CHECK(data.zone_id == "use1-az2");
  CHECK(data.scope == "main");
  CHECK(design.get(data.route_table).name == "db");
  CHECK(design.get(data.network_acl).name == "db-nacl");
  CHECK(by_name<Subnet>(design, "pub-a").map_public_ip == Value<bool>(true));
  CHECK(design.get(by_name<Subnet>(design, "app-a").network_acl).is_default);

  REQUIRE(design.all<RouteTable>().size() == 4);
  CHECK(design.all<RouteTable>().front().main);
  const RouteTable& app = by_name<RouteTable>(design, "app");
  CHECK_FALSE(app.main);
  REQUIRE(app.routes.size() == 2);
  CHECK(app.routes[0].target.kind == RouteTarget::Kind::local);
  CHECK(app.routes[0].implied);
  CHECK(app.routes[1].destination == Value<IpPrefix>(prefix("0.0.0.0/0")));
  CHECK(app.routes[1].target.kind == RouteTarget::Kind::nat_gateway);
  CHECK(app.routes[1].target.name == "nat");
  CHECK_FALSE(app.routes[1].implied);
  const Route& out = by_name<RouteTable>(design, "pub").routes[1];
  CHECK(out.target.kind == RouteTarget::Kind::internet_gateway);
  CHECK(out.state == Route::State::active);

  const NetworkAcl& acl = by_name<NetworkAcl>(design, "db-nacl");
  REQUIRE(acl.ingress.size() == 1);
  REQUIRE(acl.egress.size() == 1);
  CHECK(acl.ingress[0].number == 100);
  CHECK(acl.ingress[0].allow == Value<bool>(true));
  CHECK(acl.ingress[0].traffic.surely.to_string() == "tcp/5432");
  CHECK(acl.ingress[0].cidr == Value<IpPrefix>(prefix("10.80.1.0/24")));
  CHECK(acl.egress[0].traffic.surely.to_string() == "tcp/1024-65535");

  REQUIRE(design.all<SecurityGroup>().size() == 4);
  const SecurityGroup& web = by_name<SecurityGroup>(design, "web-sg");
  CHECK(rule_texts(design, web.ingress) == Texts{"tcp/443 0.0.0.0/0", "tcp/22 203.0.113.0/24"});
  CHECK(rule_texts(design, web.egress) == Texts{"all 0.0.0.0/0"});
  const SecurityGroup& db_group = by_name<SecurityGroup>(design, "db-sg");
  CHECK(rule_texts(design, db_group.ingress) == Texts{"tcp/5432 app-sg"});
  CHECK(db_group.egress.empty());
  CHECK(db_group.rules_known);
  CHECK(by_name<SecurityGroup>(design, "default").is_default);

  CHECK(design.get(by_name<InternetGateway>(design, "igw").vpc).name == "main");
  const NatGateway& nat = by_name<NatGateway>(design, "nat");
  CHECK(design.get(nat.subnet).name == "pub-a");
  CHECK(nat.is_private == Value<bool>(false));
  const NetworkInterface& nat_interface = design.get(nat.interface);
  CHECK(nat_interface.type == NetworkInterface::Type::nat_gateway);
  CHECK_FALSE(nat_interface.has_security_groups);
  CHECK(nat_interface.owned);
  CHECK(nat_interface.owner_kind == ResourceKind::NatGateway);
  REQUIRE(nat_interface.addresses.size() == 1);
  CHECK(nat_interface.addresses[0].address == address("10.80.0.200"));
  CHECK(nat_interface.addresses[0].public_ip.address == address("192.0.2.10"));

  const Instance& server = by_name<Instance>(design, "web");
  CHECK(server.id == "i-041e717febef9f3a5");
  CHECK(server.region == "us-east-1");
  CHECK_FALSE(server.listens);
  CHECK(server.source_ports.first == 32768);
  CHECK(server.source_ports.last == 60999);
  REQUIRE(server.interfaces.size() == 1);
  const NetworkInterface& front = design.get(server.interfaces[0]);
  CHECK(front.id == "eni-0cfa73587b6f7bc2f");
  CHECK(front.owner_kind == ResourceKind::Instance);
  CHECK(front.addresses[0].address == address("10.80.0.10"));
  CHECK(front.addresses[0].public_ip.kind == PublicIp::Kind::address);
  CHECK(front.addresses[0].public_ip.address == address("192.0.2.21"));
  REQUIRE(front.security_groups.size() == 1);
  CHECK(design.get(front.security_groups[0]).name == "web-sg");

  const Database& database = by_name<Database>(design, "db");
  CHECK(database.engine == "postgres");
  REQUIRE(database.listens);
  CHECK(database.listens->to_string() == "tcp/5432");
  CHECK(database.publicly_accessible == Value<bool>(false));
  REQUIRE(database.interfaces.size() == 1);
  CHECK(design.get(database.interfaces[0]).addresses[0].address == address("10.80.2.77"));
  CHECK(design.get(design.get(database.interfaces[0]).subnet).name == "db-a");

  CHECK(design.is_complete(ResourceKind::NetworkAcl));
  CHECK_FALSE(design.is_complete(ResourceKind::VpcEndpoint));
  CHECK_FALSE(design.is_complete(ResourceKind::Function));
}

TEST_CASE("a VPN design keeps its propagated and blackhole routes") {
  const std::vector<InputFile> files = corpus_snapshot("batfish-ipsec-vpn");
  if (files.empty()) {
    WARN("the corpus is not there: batfish-ipsec-vpn is not tested");
    return;
  }
  const ReadSnapshot read = read_snapshot_files(files);
  const Design& design = read.design;
  const RouteTable& table = by_name<RouteTable>(design, "GNS3-BGP-Test");
  CHECK(table.main);
  CHECK(table.region == "us-west-2");
  REQUIRE(table.propagating.size() == 1);
  CHECK(design.get(table.propagating[0]).name == "lhr-aws-01");
  REQUIRE(table.routes.size() == 8);
  CHECK(table.routes[0].state == Route::State::blackhole);
  CHECK(table.routes[0].target.kind == RouteTarget::Kind::blackhole);
  CHECK(table.routes[0].target.name == "igw-aad7d6cd");
  CHECK(table.routes[3].target.kind == RouteTarget::Kind::vpn_gateway);
  CHECK(table.routes[3].propagated);
  CHECK(design.all<InternetGateway>().empty());
  CHECK(design.is_complete(ResourceKind::InternetGateway));
  std::vector<std::string> kinds;
  for (const NotModelled& row : design.not_modelled) kinds.push_back(row.kind + " " + row.name);
  CHECK(kinds == Texts{"customer-gateway lhr-border-02"});
}

TEST_CASE("an active route to a gateway that was not collected leads to an external one") {
  const std::vector<InputFile> files = corpus_snapshot("batfish-load-vendor");
  if (files.empty()) {
    WARN("the corpus is not there: batfish-load-vendor is not tested");
    return;
  }
  const ReadSnapshot read = read_snapshot_files(files);
  const Design& design = read.design;
  CHECK(read.messages() == Texts{});
  REQUIRE(design.all<VpnGateway>().size() == 1);
  const VpnGateway& gateway = design.all<VpnGateway>().front();
  CHECK(gateway.external);
  CHECK(gateway.id == "vgw-0c09bd7fadac961bf");
  CHECK(design.get(gateway.vpc).id == "vpc-0b966fdeb36d5e43f");
  REQUIRE(design.all<Instance>().size() == 1);
  const NetworkInterface& front = design.get(design.all<Instance>().front().interfaces.at(0));
  CHECK(front.addresses.at(0).address == address("10.0.1.204"));
  CHECK(front.addresses.at(0).public_ip.kind == PublicIp::Kind::none);
  CHECK(rule_texts(design, design.get(front.security_groups.at(0)).egress) ==
        Texts{"all 0.0.0.0/0"});
}

TEST_CASE("paths and envelopes say account, region and argument") {
  const std::string vpc = R"({"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]})";
  struct Row {
    std::string name;
    std::string text;
    std::string account;
    std::string region;
  };
  const std::vector<Row> rows = {
      {"ec2_describe-vpcs.json", vpc, "", ""},
      {"dump/us-west-2/ec2_describe-vpcs.json", vpc, "", "us-west-2"},
      {"accounts/111122223333/eu-central-1/ec2_describe-vpcs.json", vpc, "111122223333",
       "eu-central-1"},
      {"aws_configs/accounts/12/us-gov-west-1/Vpcs.json", vpc, "12", "us-gov-west-1"},
      {"aws_configs/Vpcs-us-west-2.json", vpc, "", "us-west-2"},
      {"ec2-describe-vpcs.json", vpc, "", ""},
      {"any.json",
       R"({"command": "ec2 describe-vpcs", "args": {}, "region": "us-east-2", "account": "444455556666", "output": )" +
           vpc + "}",
       "444455556666", "us-east-2"},
      {"any.json", R"({"status_code": 200, "data": )" + vpc + "}", "", ""},
      {"any.json",
       R"([{"command": "ec2 describe-vpcs", "region": "us-east-2", "output": )" + vpc + "}]", "",
       "us-east-2"},
      {"any.json",
       R"({"collector_version": "1", "provider": "aws", "instances": null, "vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]})",
       "", ""},
  };
  for (const Row& row : rows) {
    INFO(row.name << " " << row.text);
    const ReadSnapshot read = read_snapshot_files({{row.name, row.text}});
    REQUIRE(read.design.all<Vpc>().size() == 1);
    CHECK(read.design.all<Vpc>().front().account == row.account);
    CHECK(read.design.all<Vpc>().front().region == row.region);
    CHECK(read.messages() == Texts{});
  }
}

TEST_CASE("options say account and region where the input leaves them open") {
  LoadOptions options;
  options.region = "eu-west-1";
  options.account = "999900001111";
  const ReadSnapshot read = read_snapshot_files(
      {{"v.json", R"({"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]})"}}, options);
  CHECK(read.design.all<Vpc>().front().region == "eu-west-1");
  CHECK(read.design.all<Vpc>().front().account == "999900001111");
}

TEST_CASE("a collection of another provider is refused") {
  const ReadSnapshot read =
      read_snapshot_text(R"({"collector_version": "1", "provider": "ibm", "vpcs": []})");
  CHECK(read.messages() ==
        Texts{"CR1009 `snapshot.json` was collected from `ibm`: only aws is read"});
}

TEST_CASE("pages make their kind incomplete") {
  const std::string page = R"({"Subnets": [], "NextToken": "abc"})";
  const ReadSnapshot read = read_snapshot_text(page);
  CHECK_FALSE(read.design.is_complete(ResourceKind::Subnet));
  CHECK(read.messages() ==
        Texts{"CR1402 `snapshot.json` is one page of several: it has `NextToken`"});
  const ReadSnapshot whole = read_snapshot_text(R"({"Subnets": [], "NextToken": null})");
  CHECK(whole.design.is_complete(ResourceKind::Subnet));
  CHECK(whole.messages() == Texts{});
  const ReadSnapshot databases = read_snapshot_text(R"({"DBInstances": [], "Marker": "x"})");
  CHECK_FALSE(databases.design.is_complete(ResourceKind::Database));
}

TEST_CASE("kinds that were not collected are incomplete") {
  const ReadSnapshot read = read_snapshot_text(R"({"Vpcs": [], "Reservations": []})");
  for (const ResourceKindRow& row : resource_kind_rows()) {
    INFO(row.label);
    const bool collected = row.kind == ResourceKind::Vpc || row.kind == ResourceKind::Instance ||
                           row.kind == ResourceKind::OnPremisesNetwork;
    CHECK(read.design.is_complete(row.kind) == collected);
  }
}

TEST_CASE("files with one key are one list, and the same object in two of them is one object") {
  const std::string first =
      R"({"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}, {"VpcId": "vpc-2", "CidrBlock": "10.1.0.0/16"}]})";
  const std::string second =
      R"({"Vpcs": [{"CidrBlock": "10.1.0.0/16", "VpcId": "vpc-2"}, {"VpcId": "vpc-3", "CidrBlock": "10.2.0.0/16"}]})";
  const ReadSnapshot read = read_snapshot_files({{"a.json", first}, {"b.json", second}});
  CHECK(read.design.all<Vpc>().size() == 3);
  CHECK(read.messages() == Texts{});
}

TEST_CASE("of two different descriptions the last one counts, with a warning") {
  const ReadSnapshot read = read_snapshot_files(
      {{"a.json", R"({"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}]})"},
       {"b.json", R"({"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.9.0.0/16"}]})"}});
  REQUIRE(read.design.all<Vpc>().size() == 1);
  CHECK(read.design.all<Vpc>()[0].cidrs[0] == Value<IpPrefix>(prefix("10.9.0.0/16")));
  CHECK(read.messages() ==
        Texts{"CR1401 left out `vpc-1`: it is described again, differently, and the last "
              "description counts"});
}

TEST_CASE("a shared subnet is what its owner sees") {
  const auto subnet = [](const std::string& zone) {
    return R"({"Subnets": [{"SubnetId": "subnet-1", "CidrBlock": "10.0.0.0/24", "OwnerId": "111122223333", "AvailabilityZone": ")" +
           zone + "\"}]}";
  };
  const InputFile own{"accounts/111122223333/us-east-1/s.json", subnet("us-east-1a")};
  const InputFile other{"accounts/444455556666/us-east-1/s.json", subnet("us-east-1c")};
  for (const std::vector<InputFile>& files : {std::vector{own, other}, std::vector{other, own}}) {
    const ReadSnapshot read = read_snapshot_files(files);
    REQUIRE(read.design.all<Subnet>().size() == 1);
    CHECK(read.design.all<Subnet>()[0].zone == "us-east-1a");
    CHECK(read.messages() == Texts{});
  }
}

TEST_CASE("what no reader takes is listed") {
  const ReadSnapshot read = read_snapshot_text(R"({
    "CarrierGateways": [{"CarrierGatewayId": "cagw-1", "Tags": [{"Key": "Name", "Value": "hub"}]}],
    "ReplicationGroups": [{"ReplicationGroupId": "front"}],
    "SomethingNew": [{"Size": 1}]})");
  std::vector<std::string> rows;
  for (const NotModelled& row : read.design.not_modelled) rows.push_back(row.kind + " " + row.name);
  CHECK(rows ==
        Texts{"carrier-gateway hub", "replication-group front", "something-new snapshot.json"});
  CHECK(read.messages() == Texts{});
}

TEST_CASE("a text is a snapshot by its keys") {
  struct Row {
    std::string text;
    bool expected;
  };
  const std::vector<Row> rows = {
      {R"({"Vpcs": []})", true},
      {R"({"Vpcs": 5})", false},
      {R"({"status_code": 200, "data": {}})", true},
      {R"({"command": "ec2 describe-vpcs", "output": {"Vpcs": []}})", true},
      {R"({"collector_version": "1"})", true},
      {R"([{"command": "c", "output": {"Vpcs": []}}])", true},
      {R"({"RoleDetailList": []})", true},
      {R"({"Resources": {"A": {"Type": "AWS::EC2::VPC"}}})", false},
      {R"({"Version": "2012-10-17", "Statement": []})", false},
      {R"({"format_version": "1.0", "planned_values": {}})", false},
      {"{}", false},
      {"[]", false},
      {"5", false},
      {"null", false},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    Design design;
    Diagnostics diagnostics;
    const std::uint32_t file = design.files.add("x.json", row.text);
    const SyntaxNode root = read_json(design.files, file, diagnostics);
    CHECK(is_snapshot(root) == row.expected);
  }
}

}  // namespace
}  // namespace canreach
