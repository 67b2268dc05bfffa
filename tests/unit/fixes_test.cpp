// Fixes, by way of the answers that hold them.
#include "app/fixes.h"

#include <string>
#include <vector>

#include "analyzer/query/query.h"
#include "tests/catch.h"

namespace canreach {
namespace {

struct Asked {
  Answer answer;
  std::string patch;
};

Asked ask(const std::string& text, const std::string& from, const std::string& to) {
  Diagnostics diagnostics;
  const Design design = load_design({{"d.yaml", text}}, {}, diagnostics);
  REQUIRE(diagnostics.errors() == 0);
  const Network network = compile(design);
  TraceQuery query;
  query.from = from;
  query.to = to;
  auto answer = trace(network, query);
  REQUIRE(answer.has_value());
  add_fixes(network, query, {}, {}, *answer);
  return {*answer, patch_of(design, *answer)};
}

std::string vpc(const std::string& groups, const std::string& tables = "",
                const std::string& acls = "") {
  return "canreach: 1\nregion: us-east-1\nvpcs:\n  A:\n    cidr: 10.0.0.0/16\n"
         "    internet_gateway: igw\n    subnets:\n"
         "      a: {cidr: 10.0.1.0/24, zone: a" +
         std::string(tables.empty() ? "" : ", route_table: rt") +
         "}\n      b: {cidr: 10.0.2.0/24, zone: a" + (acls.empty() ? "" : ", network_acl: acl") +
         "}\n" + tables + acls + "    security_groups:\n" + groups +
         "instances:\n  web: {subnet: a, address: 10.0.1.10, security_groups: web, public_ip: "
         "198.51.100.1}\n  db: {subnet: b, address: 10.0.2.20, security_groups: db}\n";
}

TEST_CASE("a group without rules gets one for the group of the other end") {
  const Asked asked = ask(vpc("      web: {}\n      db: {}\n"), "web", "db:5432");
  REQUIRE(asked.answer.fixes.size() == 1);
  CHECK(asked.answer.fixes[0].opens == std::vector<std::string>{"web -> db tcp/5432"});
  CHECK(asked.patch.find("-      db: {}\n"
                         "+      db: {ingress: [{protocol: tcp, ports: 5432, from: web}]}\n") !=
        std::string::npos);
}

TEST_CASE("a list of rules gets one more, in its own style") {
  const std::string block =
      "      web: {}\n      db:\n        ingress:\n          - {protocol: tcp, ports: 22, from: "
      "10.9.0.0/16}\n";
  CHECK(ask(vpc(block), "web", "db:5432")
            .patch.find("+          - {protocol: tcp, ports: 5432, from: web}\n") !=
        std::string::npos);
  const std::string flow =
      "      web: {}\n      db: {ingress: [{protocol: tcp, ports: 22, from: 10.9.0.0/16}]}\n";
  CHECK(ask(vpc(flow), "web", "db:5432")
            .patch.find("[{protocol: tcp, ports: 5432, from: web}, {protocol: tcp, ports: 22") !=
        std::string::npos);
  const std::string single =
      "      web: {}\n      db: {ingress: {protocol: tcp, ports: 22, from: 10.9.0.0/16}}\n";
  CHECK(ask(vpc(single), "web", "db:5432")
            .patch.find("ingress: [{protocol: tcp, ports: 5432, from: web}, {protocol: tcp") !=
        std::string::npos);
}

TEST_CASE("both ends of a flow are mended") {
  const Asked asked = ask(vpc("      web:\n        egress: []\n      db: {}\n"), "web", "db:5432");
  REQUIRE(asked.answer.fixes.size() == 1);
  CHECK(asked.answer.fixes[0].edits.size() == 2);
  CHECK(asked.patch.find("+        egress: [{protocol: tcp, ports: 5432, to: db}]\n") !=
        std::string::npos);
}

TEST_CASE("an entry of a network ACL is asked before the one that denies") {
  const std::string acls =
      "    network_acls:\n      acl:\n        ingress:\n"
      "          - {rule: 100, action: deny, protocol: tcp, ports: 5432, cidr: 10.0.1.0/24}\n"
      "          - {rule: 200, action: allow, protocol: all, cidr: 0.0.0.0/0}\n"
      "        egress:\n          - {rule: 100, action: allow, protocol: all, cidr: 0.0.0.0/0}\n";
  const Asked asked =
      ask(vpc("      web: {}\n      db: {ingress: [{protocol: tcp, ports: 5432, from: web}]}\n", "",
              acls),
          "web", "db:5432");
  CHECK(asked.patch.find("+          - {rule: 90, action: allow, protocol: tcp, ports: 5432, cidr: "
                         "10.0.1.10/32}\n") != std::string::npos);
}

TEST_CASE("a missing route is added to the table that lacks it") {
  const std::string tables =
      "    route_tables:\n      main: {main: true}\n      rt: {routes: []}\n";
  const std::string groups =
      "      web: {ingress: [{protocol: tcp, ports: 443, from: 0.0.0.0/0}]}\n      db: {}\n";
  const Asked asked = ask(vpc(groups, tables), "web", "internet:443");
  CHECK(asked.patch.find("+      rt: {routes: [{to: 0.0.0.0/0, via: igw}]}\n") !=
        std::string::npos);
}

TEST_CASE("what no rule or route mends has no fix") {
  const Asked asked = ask(vpc("      web: {}\n      db: {}\n"), "internet", "db:5432");
  CHECK(asked.answer.verdict == Verdict::blocked);
  CHECK(asked.answer.fixes.empty());
  CHECK(asked.patch.empty());
}

TEST_CASE("what passes needs no fix") {
  const Asked asked =
      ask(vpc("      web: {}\n      db: {ingress: [{protocol: tcp, ports: 5432, from: web}]}\n"),
          "web", "db:5432");
  CHECK(asked.answer.fixes.empty());
}

}  // namespace
}  // namespace canreach
