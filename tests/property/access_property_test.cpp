// Path and policy joined: what `can` says must be what follows when the oracle sends the packet,
// condition keys are read off where it arrived, and the slow evaluator is asked with those keys.
//
// Worlds are small: one VPC, a client in one of two subnets, ways out that may be missing, a
// gateway endpoint for S3 and an interface endpoint for SQS that may be there; policies of role,
// resource and endpoint with conditions on the keys of the way.  Everything is known, so nothing
// may be undecided.
#include <cstdlib>
#include <map>
#include <string>
#include <utility>

#include "analyzer/access/access.h"
#include "analyzer/network/network.h"
#include "tests/catch.h"
#include "tests/oracle/build.h"
#include "tests/oracle/journey.h"
#include "tests/oracle/oracle.h"
#include "tests/oracle/policy_oracle.h"
#include "tests/oracle/random.h"
#include "tests/property/seeds.h"

namespace canreach {
namespace {

using oracle::Random;

constexpr const char* kAccount = "111122223333";
constexpr const char* kRole = "arn:aws:iam::111122223333:role/reader";
constexpr const char* kPublicIp = "198.51.100.10";
constexpr const char* kNatIp = "198.51.100.9";
constexpr const char* kClientInside = "10.0.1.10";
constexpr const char* kClientOutside = "10.0.0.10";
constexpr const char* kServiceHost = "192.0.2.200";  // in the list of S3
constexpr const char* kQueueHost = "203.0.113.80";   // in that of SQS
constexpr const char* kQueueEndpoint = "10.0.1.5";

PolicyText text(std::string value) { return {Value<std::string>(std::move(value)), {}}; }

PolicyCondition random_condition(Random& random) {
  struct Choice {
    const char* operation;
    const char* key;
    std::vector<std::string> values;
  };
  static const std::vector<std::string> kAddresses = {
      kPublicIp, kNatIp, "198.51.100.0/24", "10.0.0.0/16", "10.0.1.0/24", "203.0.113.0/24"};
  static const std::vector<Choice> kChoices = {
      {"StringEquals", "aws:SourceVpce", {"s3-endpoint", "sqs-endpoint", "vpce-other"}},
      {"StringNotEquals", "aws:SourceVpce", {"s3-endpoint", "sqs-endpoint", "vpce-other"}},
      {"StringEquals", "aws:SourceVpc", {"main", "vpc-other"}},
      {"StringNotEqualsIfExists", "aws:SourceVpc", {"main", "vpc-other"}},
      {"IpAddress", "aws:SourceIp", kAddresses},
      {"NotIpAddress", "aws:SourceIp", kAddresses},
      {"IpAddressIfExists", "aws:SourceIp", kAddresses},
      {"IpAddress", "aws:VpcSourceIp", kAddresses},
      {"NotIpAddress", "aws:VpcSourceIp", kAddresses},
      {"Null", "aws:SourceVpce", {"true", "false"}},
      {"Null", "aws:SourceIp", {"true", "false"}},
  };
  const Choice& choice = random.pick(kChoices);
  PolicyCondition condition;
  condition.operation = choice.operation;
  condition.key = choice.key;
  condition.values.push_back(text(random.pick(choice.values)));
  return condition;
}

PolicyStatement random_statement(Random& random, PolicyUse use) {
  PolicyStatement statement;
  statement.effect =
      random.one_in(3) ? PolicyStatement::Effect::deny : PolicyStatement::Effect::allow;
  statement.has_principal = use != PolicyUse::identity;
  if (statement.has_principal) {
    const bool everyone = use == PolicyUse::endpoint || random.one_in(2);
    statement.principals.push_back(everyone
                                       ? PolicyPrincipal{PolicyPrincipal::Kind::everyone, "*", {}}
                                       : PolicyPrincipal{PolicyPrincipal::Kind::aws, kRole, {}});
  }
  statement.actions.push_back(text("*"));
  statement.has_resource = true;
  statement.resources.push_back(text("*"));
  if (!random.one_in(4)) statement.conditions.push_back(random_condition(random));
  if (random.one_in(4)) statement.conditions.push_back(random_condition(random));
  return statement;
}

PolicyDocument random_document(Random& random, PolicyUse use) {
  PolicyDocument document;
  document.variables = true;
  for (std::size_t n = 1 + random.below(3); n > 0; --n) {
    document.statements.push_back(random_statement(random, use));
  }
  return document;
}

struct World {
  Design design;
  Ref<NetworkInterface> client;
  bool has_queue_endpoint = false;
};

void add_endpoints(Random& random, World& world, Ref<Vpc> vpc, Ref<Subnet> inside,
                   const std::vector<Ref<RouteTable>>& tables, Ref<SecurityGroup> group) {
  Design& design = world.design;
  if (!random.one_in(3)) {
    const Ref<VpcEndpoint> s3 =
        oracle::add_gateway_endpoint(design, vpc, "s3-endpoint", "s3", {random.pick(tables)});
    if (random.one_in(2)) design.get(s3).policy = random_document(random, PolicyUse::endpoint);
  }
  world.has_queue_endpoint = random.one_in(2);
  if (!world.has_queue_endpoint) return;
  oracle::add_interface_endpoint(design, inside, "sqs-endpoint", oracle::address(kQueueEndpoint),
                                 {group});
  VpcEndpoint& sqs = design.all<VpcEndpoint>().back();
  sqs.private_dns = !random.one_in(4);
  world.has_queue_endpoint = sqs.private_dns.get();
  if (random.one_in(2)) sqs.policy = random_document(random, PolicyUse::endpoint);
}

void add_client(Random& random, World& world, Ref<Subnet> inside, Ref<Subnet> outside,
                Ref<SecurityGroup> group) {
  Design& design = world.design;
  const bool is_inside = random.one_in(2);
  world.client =
      oracle::add_instance(design, is_inside ? inside : outside, "client",
                           oracle::address(is_inside ? kClientInside : kClientOutside), {group});
  if (!random.one_in(3)) {
    oracle::set_public_ip(design, world.client, oracle::address(kPublicIp));
  }
  Role role;
  role.name = role.id = "reader";
  role.arn = kRole;
  role.account = kAccount;
  if (!random.one_in(3)) {
    role.permissions.inline_policies.push_back(random_document(random, PolicyUse::identity));
  }
  Credentials& credentials = design.all<Instance>().front().credentials;
  credentials.kind = Credentials::Kind::role;
  credentials.role = design.add(std::move(role));
}

template <class T>
void add_store(Random& random, Design& design, const std::string& name, const std::string& arn) {
  T store;
  store.name = store.id = name;
  store.arn = arn;
  store.account = kAccount;
  store.region = "us-east-1";
  if (!random.one_in(3)) store.policy = random_document(random, PolicyUse::resource);
  design.add(std::move(store));
}

World random_access_world(Random& random) {
  World world;
  Design& design = world.design;
  design.region = "us-east-1";
  design.account = kAccount;
  const Ref<Vpc> vpc = oracle::add_vpc(design, "main", {"10.0.0.0/16"});
  design.get(vpc).dns_hostnames = true;
  design.get(vpc).region = "us-east-1";
  const Ref<Subnet> outside =
      oracle::add_subnet(design, vpc, "outside", "us-east-1a", {"10.0.0.0/24"});
  const Ref<Subnet> inside =
      oracle::add_subnet(design, vpc, "inside", "us-east-1a", {"10.0.1.0/24"});
  const Ref<RouteTable> public_table = oracle::add_route_table(design, vpc, "public");
  const Ref<RouteTable> private_table = oracle::add_route_table(design, vpc, "private");
  design.get(outside).route_table = public_table;
  design.get(inside).route_table = private_table;
  for (const auto& [service, block] :
       {std::pair{"s3", "192.0.2.128/25"}, std::pair{"sqs", "203.0.113.0/25"}}) {
    PrefixList& list = design.get(oracle::add_prefix_list(design, service, {block}));
    list.service = service;
    list.region = "us-east-1";
  }
  const Ref<SecurityGroup> group = oracle::add_group(design, vpc, "all");
  const SecurityGroupRule all = oracle::rule(TrafficSet::all(), oracle::from_cidr("0.0.0.0/0"));
  design.get(group).egress.push_back(all);
  if (!random.one_in(8)) design.get(group).ingress.push_back(all);
  const Ref<InternetGateway> gateway = oracle::add_internet_gateway(design, vpc, "igw");
  const Ref<NatGateway> nat = oracle::add_nat_gateway(design, outside, "nat", "10.0.0.5", kNatIp);
  oracle::add_route(design, public_table, "0.0.0.0/0", oracle::target_of(design, gateway));
  if (!random.one_in(4)) {
    oracle::add_route(design, private_table, "0.0.0.0/0", oracle::target_of(design, nat));
  }
  add_endpoints(random, world, vpc, inside, {public_table, private_table}, group);
  add_client(random, world, inside, outside, group);
  add_store<Bucket>(random, design, "data", "arn:aws:s3:::data");
  add_store<Queue>(random, design, "jobs", "arn:aws:sqs:us-east-1:111122223333:jobs");
  design.all<Bucket>().front().restrict_public_buckets = false;
  design.all<Bucket>().front().block_public_policy = false;
  world.design = oracle::completed(std::move(design));
  return world;
}

struct Question {
  std::string action, target, resource, host;
};

/// Where the oracle's packet arrives, and what a service sees of it.
struct Way {
  bool reached = false;
  std::string endpoint;  // empty: none
  std::map<std::string, oracle::KeyValue> keys;
};

Way way_of(const World& world, const Question& asked) {
  const NetworkInterface& client = world.design.get(world.client);
  oracle::Connection connection;
  connection.source_interface = world.client;
  connection.source = client.addresses.front().address;
  connection.destination = oracle::address(asked.host);
  connection.source_port = 40000;
  connection.destination_port = 443;
  Way way;
  const oracle::Outcome outcome = oracle::connect(world.design, connection);
  way.reached = outcome.forward && outcome.reply;
  oracle::Journey journey(world.design,
                          {.protocol = kTcp,
                           .source = connection.source,
                           .destination = connection.destination,
                           .source_port = 40000,
                           .destination_port = 443,
                           .icmp_type = 0,
                           .icmp_code = 0},
                          0);
  const oracle::Arrival arrival = journey.send_from(world.client);
  const std::string source = journey.packet().source.to_string();
  if (arrival.kind == oracle::Arrival::Kind::internet) {
    way.keys["aws:sourceip"] = {false, {source}};
    return way;
  }
  way.endpoint = asked.host == kQueueEndpoint ? "sqs-endpoint" : "s3-endpoint";
  way.keys["aws:sourcevpce"] = {false, {way.endpoint}};
  way.keys["aws:sourcevpc"] = {false, {"main"}};
  way.keys["aws:vpcsourceip"] = {false, {source}};
  return way;
}

template <class T>
std::vector<PolicyDocument> policy_of(const T& resource) {
  return resource.policy ? std::vector<PolicyDocument>{*resource.policy}
                         : std::vector<PolicyDocument>();
}

bool may(const World& world, const Question& asked, const Way& way) {
  oracle::PolicyQuestion question;
  question.caller.kind = oracle::Caller::Kind::role_session;
  question.caller.account = kAccount;
  question.caller.arn = "arn:aws:sts::111122223333:assumed-role/reader/client";
  question.caller.role_arn = kRole;
  question.action = asked.action;
  question.resource = asked.resource;
  question.resource_account = kAccount;
  question.context = way.keys;
  question.identity = world.design.all<Role>().front().permissions.inline_policies;
  const bool is_bucket = asked.action == "s3:GetObject";
  question.resource_policies = is_bucket ? policy_of(world.design.all<Bucket>().front())
                                         : policy_of(world.design.all<Queue>().front());
  for (const VpcEndpoint& endpoint : world.design.all<VpcEndpoint>()) {
    if (endpoint.name == way.endpoint && endpoint.policy) question.endpoint = policy_of(endpoint);
  }
  return oracle::judge(question) == oracle::PolicyVerdict::allowed;
}

std::string why(const AccessAnswer& answer) {
  std::string text;
  for (const Blocker& blocker : answer.blockers) text += blocker.message + "; ";
  for (const Remark& remark : answer.undecided) text += remark.message + "; ";
  return text;
}

TEST_CASE("`can` says what follows from the oracle's packet and the slow evaluator") {
  const std::size_t count = seeds(1500);
  std::map<std::string, std::size_t> seen;
  for (std::size_t seed = 1; seed <= count; ++seed) {
    Random random(seed);
    const World world = random_access_world(random);
    const Network network = compile(world.design);
    const std::string queue_host = world.has_queue_endpoint ? kQueueEndpoint : kQueueHost;
    for (const Question& asked :
         {Question{"s3:GetObject", "s3://data/k", "arn:aws:s3:::data/k", kServiceHost},
          Question{"sqs:SendMessage", "jobs", "arn:aws:sqs:us-east-1:111122223333:jobs",
                   queue_host}}) {
      const Way way = way_of(world, asked);
      const bool expected = way.reached && may(world, asked, way);
      AccessQuery query;
      query.who = "client";
      query.action = asked.action;
      query.target = asked.target;
      const auto answer = can(network, query);
      INFO("seed " << seed << ": " << asked.action);
      if (!answer) FAIL(answer.error().message);
      const std::string got(name_of(answer->verdict));
      if (got != (expected ? "allowed" : "denied")) {
        FAIL("wanted " << (expected ? "allowed" : "denied") << ", got " << got << ", reached "
                       << way.reached << ", endpoint " << way.endpoint << ", because "
                       << why(*answer));
      }
      ++seen[got + (way.endpoint.empty() ? " from outside" : " through an endpoint")];
      ++seen[way.reached ? "reached" : "not reached"];
    }
  }
  for (const char* kind : {"allowed from outside", "allowed through an endpoint",
                           "denied from outside", "denied through an endpoint", "not reached"}) {
    INFO(kind);
    CHECK((count < 300 || seen[kind] > count / 30));
  }
}

}  // namespace
}  // namespace canreach
