#include "model/dns_names.h"

#include "analyzer/query/aws_names.h"
#include "analyzer/query/hosted_zones.h"
#include "tests/catch.h"

namespace canreach {
namespace {

struct NameCase {
  std::string text;
  std::string name;  // empty: none
};

struct AwsCase {
  std::string name;
  AwsName::Kind kind;
  std::string what;  // address, id, service
  std::string region;
};

using NameKind = AwsName::Kind;

std::string what_of(const AwsName& name) {
  if (!name.id.empty()) return name.id;
  if (!name.service.empty()) return name.service;
  const bool has_address =
      name.kind == NameKind::private_host || name.kind == NameKind::public_host;
  return has_address ? name.address.to_string() : std::string();
}

}  // namespace

TEST_CASE("names are kept in lower case, without a final dot, and a star is the first label") {
  const NameCase cases[] = {
      {"Db.Corp.Example.", "db.corp.example"},
      {"\\052.corp.example", "*.corp.example"},
      {"*.corp.example", "*.corp.example"},
      {"_sip._tcp.example", "_sip._tcp.example"},
      {"a.*.example", ""},
      {"a..b", ""},
      {".", ""},
      {"", ""},
      {"sp ace.example", ""},
      {std::string(64, 'a') + ".example", ""},
      {std::string(63, 'a') + ".example", std::string(63, 'a') + ".example"},
      {std::string(126, '.'), ""},
  };
  for (const NameCase& one : cases) {
    INFO(one.text);
    CHECK(dns_name_of(one.text) == one.name);
  }
}

TEST_CASE("a domain holds itself and what ends in it behind a dot") {
  CHECK(is_in_domain("corp.example", "corp.example"));
  CHECK(is_in_domain("db.corp.example", "corp.example"));
  CHECK_FALSE(is_in_domain("mycorp.example", "corp.example"));
  CHECK_FALSE(is_in_domain("example", "corp.example"));
  CHECK(parent_of_name("db.corp.example") == "corp.example");
  CHECK(parent_of_name("example").empty());
}

TEST_CASE("AWS's names tell what they are of") {
  const AwsCase cases[] = {
      {"ip-10-0-1-10.ec2.internal", NameKind::private_host, "10.0.1.10", "us-east-1"},
      {"ip-10-0-1-10.eu-west-1.compute.internal", NameKind::private_host, "10.0.1.10", "eu-west-1"},
      {"i-0abc.us-west-2.compute.internal", NameKind::private_host, "i-0abc", "us-west-2"},
      {"web.ec2.internal", NameKind::no_host, "", ""},
      {"i-web.ec2.internal", NameKind::no_host, "", ""},
      {"ip-10-0-1-10.web.ec2.internal", NameKind::no_host, "", ""},
      {"ip-10-0-1-10.compute.internal", NameKind::no_host, "", ""},
      {"ip-10-0-1-10.web.compute.internal", NameKind::no_host, "", ""},
      {"ec2-198-51-100-7.compute-1.amazonaws.com", NameKind::public_host, "198.51.100.7", ""},
      {"ec2-198-51-100-7.eu-west-1.compute.amazonaws.com", NameKind::public_host, "198.51.100.7",
       ""},
      {"sqs.us-east-1.amazonaws.com", NameKind::service, "sqs", "us-east-1"},
      {"api.ecr.us-gov-west-1.amazonaws.com", NameKind::service, "ecr.api", "us-gov-west-1"},
      {"111122223333.dkr.ecr.us-east-1.amazonaws.com", NameKind::service, "ecr.dkr", "us-east-1"},
      {"kinesis.us-east-1.amazonaws.com", NameKind::service, "kinesis-streams", "us-east-1"},
      {"my.data.s3.us-east-1.amazonaws.com", NameKind::service, "s3", "us-east-1"},
      {"sts.amazonaws.com", NameKind::service, "sts", ""},
      {"rds.us-east-1.amazonaws.com", NameKind::service, "rds", "us-east-1"},
      {"firehose.us-east-1.amazonaws.com", NameKind::service, "kinesis-firehose", "us-east-1"},
      {"runtime.sagemaker.eu-west-1.amazonaws.com", NameKind::service, "sagemaker.runtime",
       "eu-west-1"},
      {"streams.dynamodb.us-east-1.amazonaws.com", NameKind::service, "dynamodb-streams",
       "us-east-1"},
      {"orders.c1x2.us-east-1.rds.amazonaws.com", NameKind::other_host, "", ""},
      {"web-12.us-east-1.elb.amazonaws.com", NameKind::other_host, "", ""},
      {"net-12.elb.us-east-1.amazonaws.com", NameKind::other_host, "", "us-east-1"},
      {"b-1.events.x1.c2.kafka.us-east-1.amazonaws.com", NameKind::other_host, "", "us-east-1"},
      {"s3.dualstack.us-east-1.amazonaws.com", NameKind::other_host, "", "us-east-1"},
      {"amazonaws.com", NameKind::none, "", ""},
      {"www.example.com", NameKind::none, "", ""},
  };
  for (const AwsCase& one : cases) {
    const AwsName name = aws_name_of(one.name);
    INFO(one.name);
    CHECK(name.kind == one.kind);
    CHECK(what_of(name) == one.what);
    CHECK(name.region == one.region);
  }
}

TEST_CASE("only names of services that are known are listed, and their domains are their own") {
  const std::string none;
  const NameCase cases[] = {
      {"sqs.us-east-1.amazonaws.com", "sqs.us-east-1.amazonaws.com"},
      {"1.dkr.ecr.us-east-1.amazonaws.com", "dkr.ecr.us-east-1.amazonaws.com"},
      {"my.data.s3.us-east-1.amazonaws.com", "s3.us-east-1.amazonaws.com"},
      {"sts.amazonaws.com", "sts.amazonaws.com"},
      {"my.data.s3.amazonaws.com", "s3.amazonaws.com"},
      {"route53.amazonaws.com.cn", "route53.amazonaws.com.cn"},
      {"sts.amazonaws.com.cn", none},
      {"kms.amazonaws.com", none},
      {"organizations.amazonaws.com", none},
      {"nosuch.us-east-1.amazonaws.com", none},
      {"x.sqs.us-east-1.amazonaws.com", none},
      {"us-east-1.queue.amazonaws.com", none},
  };
  for (const NameCase& one : cases) {
    const AwsName name = aws_name_of(one.text);
    INFO(one.text);
    CHECK(name.is_listed == !one.name.empty());
    if (name.is_listed) CHECK(name.domain == one.name);
  }
  CHECK(aws_name_of("ip-10-0-1-10.ec2.internal").domain == "ec2.internal");
  CHECK(aws_name_of("x.ip-10-0-1-10.eu-west-1.compute.internal").domain ==
        "eu-west-1.compute.internal");
}

TEST_CASE("an endpoint has names of its service, Region and zones alone") {
  Design design;
  Vpc vpc;
  vpc.region = "us-east-1";
  design.add(vpc);
  Subnet subnet;
  subnet.zone = "us-east-1a";
  design.add(subnet);
  NetworkInterface interface;
  interface.subnet = Ref<Subnet>(0);
  design.add(interface);
  VpcEndpoint endpoint;
  endpoint.id = "vpce-0a";
  endpoint.vpc = Ref<Vpc>(0);
  endpoint.service = "ecr.api";
  endpoint.interfaces = {Ref<NetworkInterface>(0)};
  design.add(endpoint);
  const auto exists = [&](const std::string& start) {
    const auto host = host_with_name(design, start + ".vpce.amazonaws.com");
    REQUIRE(host.has_value());
    return host->exists;
  };
  CHECK(exists("vpce-0a-x1.api.ecr.us-east-1") == Tri::yes);
  CHECK(exists("vpce-0a-x1-us-east-1a.api.ecr.us-east-1") == Tri::yes);
  CHECK(exists("vpce-0a-x1-us-east-1b.api.ecr.us-east-1") == Tri::no);
  CHECK(exists("vpce-0a-x1.dkr.ecr.us-east-1") == Tri::no);
  CHECK(exists("vpce-0a-x1.api.ecr.eu-west-1") == Tri::no);
  CHECK(exists("vpce-0a-x1.vpce-svc-0c.us-east-1") == Tri::no);
  CHECK(exists("vpce-0a-x1.nosuch.us-east-1") == Tri::maybe);
  CHECK(exists("vpce-0a-x1") == Tri::maybe);
}

TEST_CASE("a record without an address below the apex may leave its names to other servers") {
  HostedZone zone;
  zone.domain = "corp.example";
  const auto add = [&](const std::string& name, const std::string& type) {
    DnsRecord record;
    record.name = name;
    record.is_other = type != "A";
    if (type != "A" && type != "other") record.other_type = type;
    zone.records.push_back(record);
  };
  add("corp.example", "NS");
  add("team.corp.example", "other");
  add("web.corp.example", "other");
  add("web.corp.example", "A");
  add("glue.corp.example", "A");
  add("glue.corp.example", "NS");
  add("mail.corp.example", "MX");
  CHECK(may_be_delegated(zone, "glue.corp.example"));
  CHECK_FALSE(may_be_delegated(zone, "mail.corp.example"));
  CHECK_FALSE(may_be_delegated(zone, "a.mail.corp.example"));
  CHECK(may_be_delegated(zone, "a.b.team.corp.example"));
  CHECK(may_be_delegated(zone, "team.corp.example"));
  CHECK_FALSE(may_be_delegated(zone, "corp.example"));
  CHECK_FALSE(may_be_delegated(zone, "a.corp.example"));
  CHECK_FALSE(may_be_delegated(zone, "web.corp.example"));
  CHECK_FALSE(may_be_delegated(zone, "a.web.corp.example"));
}

TEST_CASE("a database's name is found by its form, unless two may have it") {
  Design design;
  Database orders;
  orders.id = orders.name = "orders";
  orders.region = "us-east-1";
  design.add(orders);
  const std::string name = "orders.c1x2.us-east-1.rds.amazonaws.com";
  REQUIRE(host_with_name(design, name).has_value());
  CHECK(host_with_name(design, name)->by_form);
  CHECK_FALSE(host_with_name(design, "orders.c1x2.eu-west-1.rds.amazonaws.com").has_value());
  design.add(orders);
  CHECK_FALSE(host_with_name(design, name).has_value());
  design.all<Database>()[1].dns_names = {name};
  REQUIRE(host_with_name(design, name).has_value());
  CHECK(host_with_name(design, name)->index == 1);
  CHECK_FALSE(host_with_name(design, name)->by_form);
}

TEST_CASE("a wildcard stands for names that are not there, below the nearest that is") {
  HostedZone zone;
  zone.domain = "corp.example";
  for (const char* name : {"*.corp.example", "a.b.corp.example", "*.w.corp.example"}) {
    DnsRecord record;
    record.name = name;
    zone.records.push_back(record);
  }
  const auto found = [&](const std::string& name) {
    const std::vector<const DnsRecord*> records = records_of(zone, name);
    return records.empty() ? std::string() : records.front()->name;
  };
  CHECK(found("x.corp.example") == "*.corp.example");
  CHECK(found("x.y.corp.example") == "*.corp.example");
  CHECK(found("a.b.corp.example") == "a.b.corp.example");
  CHECK(found("b.corp.example").empty());    // it is there: a name below it has records
  CHECK(found("c.b.corp.example").empty());  // the nearest above is b.corp.example
  CHECK(found("x.w.corp.example") == "*.w.corp.example");
  CHECK(found("corp.example").empty());
}

TEST_CASE("the longest domain is asked, and a forwarding rule before a zone of the same domain") {
  Design design;
  const auto add = [&](const std::string& domain, HostedZone::Type type, Ref<Vpc> vpc) {
    HostedZone zone;
    zone.domain = domain;
    zone.type = type;
    zone.vpcs = {vpc};
    design.add(zone);
  };
  using Type = HostedZone::Type;
  add("example", Type::private_zone, Ref<Vpc>(0));
  add("corp.example", Type::private_zone, Ref<Vpc>(0));
  add("corp.example", Type::forwarding, Ref<Vpc>(0));
  add("x.corp.example", Type::private_zone, Ref<Vpc>::unknown());
  add("example", Type::public_zone, Ref<Vpc>(0));
  const auto asked = [&](const std::string& name, std::uint32_t vpc, Tri at_least) {
    return zone_for(design, name, Type::private_zone, vpc, at_least);
  };
  CHECK(asked("www.example", 0, Tri::maybe) == 0);
  CHECK(asked("www.corp.example", 0, Tri::maybe) == 2);
  CHECK(asked("a.x.corp.example", 0, Tri::maybe) == 3);
  CHECK(asked("a.x.corp.example", 0, Tri::yes) == 2);
  CHECK(asked("a.x.corp.example", 1, Tri::yes) == kNoIndex);
  CHECK(asked("www.test", 0, Tri::maybe) == kNoIndex);
  CHECK(zone_for(design, "www.example", Type::public_zone, 0, Tri::yes) == 4);
  CHECK(private_zone(design, "a.x.corp.example") == 3);
  add(kRootDomain, Type::forwarding, Ref<Vpc>(0));
  CHECK(asked("www.example", 0, Tri::maybe) == 0);
  CHECK(asked("www.test", 0, Tri::maybe) == 5);
  CHECK(asked("www.test", 1, Tri::maybe) == kNoIndex);
  CHECK(zone_for(design, "www.corp.example", Type::forwarding, 0, Tri::yes) == 2);
  CHECK(zone_for(design, "www.example", Type::forwarding, 0, Tri::yes) == 5);
}

}  // namespace canreach
