#include "report/show.h"

#include <string>

#include "parsers/load.h"
#include "report/diagnostics_text.h"
#include "report/json.h"
#include "report/write.h"
#include "tests/catch.h"
#include "tests/unit/holds.h"

namespace canreach {
namespace {

constexpr char kText[] = R"(canreach: 1
region: us-east-1
vpcs:
  main:
    cidr: 10.0.0.0/16
    internet_gateway: igw
    subnets:
      a: {cidr: 10.0.1.0/24, zone: a, route_table: public, network_acl: strict}
    route_tables:
      main: {main: true}
      public: {routes: [{to: 0.0.0.0/0, via: igw}]}
    network_acls:
      strict:
        ingress:
          - {rule: 100, action: allow, protocol: tcp, ports: 443, cidr: 0.0.0.0/0}
        egress: []
    security_groups:
      web:
        ingress:
          - {protocol: tcp, ports: [80, 443], from: 0.0.0.0/0}
          - {protocol: tcp, ports: 22, from: web}
        egress: []
instances:
  web: {subnet: a, address: 10.0.1.10, public_ip: 198.51.100.7, security_groups: web}
)";

Design design() {
  Diagnostics diagnostics;
  Design result = load_design({{"a.yaml", kText}}, {}, diagnostics);
  INFO(text_of(diagnostics, result.files, {}));
  REQUIRE_FALSE(diagnostics.has_errors());
  return result;
}

}  // namespace

TEST_CASE("a kind's label shows the resources of that kind") {
  const Design read = design();
  const std::string text = text_of(view_of(read, "subnet"), {});
  CHECK(
      text ==
      "1 subnet\n"
      "  main/a                                                                                   "
      " a.yaml:8\n");
}

TEST_CASE("a name shows all resources that have it, whole") {
  const Design read = design();
  const View view = view_of(read, "web");
  REQUIRE(view.resources.size() == 2);
  const std::string text = text_of(view, {});
  CHECK(holds(text, "security-group main/web (a.yaml:18)\n"));
  CHECK(holds(text, "  ingress   tcp/80,443 from 0.0.0.0/0 "));
  CHECK(holds(text, "  ingress   tcp/22 from web "));
  CHECK(holds(text, "a.yaml:21\n"));
  CHECK(holds(text, "  egress    none\n"));
  CHECK(holds(text, "instance web (a.yaml:24)\n"));
  CHECK(holds(text, "10.0.1.10 (public 198.51.100.7) in a, security groups web"));
}

TEST_CASE("names may carry their VPC or their kind") {
  const Design read = design();
  CHECK(view_of(read, "main/web").resources.size() == 1);
  CHECK(view_of(read, "instance/web").resources.size() == 1);
  CHECK(view_of(read, "security-group/web").resources.size() == 1);
  CHECK(view_of(read, "nothing").resources.empty());
}

TEST_CASE("a route table shows its routes, a network ACL its rules and the last one") {
  const Design read = design();
  const std::string table = text_of(view_of(read, "public"), {});
  CHECK(holds(table, "10.0.0.0/16 -> local (AWS default)\n"));
  CHECK(holds(table, "0.0.0.0/0 -> igw "));
  const std::string acl = text_of(view_of(read, "strict"), {});
  CHECK(holds(acl, "ingress   rule 100 allow tcp/443 from 0.0.0.0/0 "));
  CHECK(holds(acl, "ingress   rule * deny all\n"));
  CHECK(holds(acl, "egress    rule * deny all\n"));
}

TEST_CASE("everything lists each kind with its count") {
  const Design read = design();
  const std::string text = text_of(view_of_everything(read), {});
  CHECK(holds(text, "1 vpc\n  main "));
  CHECK(holds(text, "2 route-tables\n"));
  CHECK(holds(text, "1 instance\n  web "));
}

TEST_CASE("what is not modelled or left out is listed, names escaped") {
  Design read = design();
  read.not_modelled.push_back({"bucket", "ratings\x1b", {0, 3, 1}});
  read.left_out.push_back({"instance", "i-1", "no subnet", {}});
  const std::string text = text_of(view_of_everything(read), {});
  CHECK(holds(text,
              "not modelled: an answer that it could change is undecided\n"
              "  bucket   ratings\\x1b "));
  CHECK(holds(text, "left out, because it could not be read\n  instance i-1   no subnet\n"));
  const std::string json = json_of(view_of_everything(read));
  CHECK(holds(json, R"("not_modelled":[{"kind":"bucket","name":"ratings\u001b",)"
                    R"("at":{"file":"a.yaml","line":3,"column":1}}],)"
                    R"("left_out":[{"kind":"instance","name":"i-1","why":"no subnet"}])"));
}

TEST_CASE("as JSON a view has counts, resources, and details of what was asked for by name") {
  const Design read = design();
  const std::string json = json_of(view_of(read, "main/web"));
  CHECK(json.rfind(R"({"schema":"canreach/result/v1","op":"show",)"
                   R"("kinds":[{"kind":"security-group","count":1}],)"
                   R"("resources":[{"name":"main/web","kind":"security-group","id":"web",)"
                   R"("at":{"file":"a.yaml","line":18,"column":)",
                   0) == 0);
  CHECK(holds(json, R"({"key":"ingress","text":"tcp/22 from web","at":{"file":"a.yaml",)"
                    R"("line":21,"column":)"));
}

TEST_CASE("--kinds lists every row of the table") {
  const std::string text = text_of(view_of_kinds(), {});
  for (const ResourceKindRow& row : resource_kind_rows()) {
    CHECK(holds(text, "\n  " + std::string(row.label)));
  }
}

}  // namespace canreach
