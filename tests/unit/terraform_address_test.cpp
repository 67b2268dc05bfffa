#include <string>

#include "parsers/terraform/address.h"
#include "tests/catch.h"

using namespace canreach;

TEST_CASE("an address of Terraform is split outside of its keys only") {
  struct Row {
    const char* text;
    const char* module;
    const char* config;
    const char* type;
    const char* key;
    bool is_data;
  };
  const Row rows[] = {
      {"aws_vpc.main", "", "aws_vpc.main", "aws_vpc", "", false},
      {"aws_subnet.a[0]", "", "aws_subnet.a", "aws_subnet", "[0]", false},
      {"aws_subnet.a[\"x.y[0]\"]", "", "aws_subnet.a", "aws_subnet", "[\"x.y[0]\"]", false},
      {"module.m[\"a.b\"].aws_vpc.v", "module.m[\"a.b\"]", "aws_vpc.v", "aws_vpc", "", false},
      {"module.m.module.n[1].data.aws_vpc.d", "module.m.module.n[1]", "data.aws_vpc.d", "aws_vpc",
       "", true},
      {"aws_subnet.a[\"say \\\"hi\\\"].x\"]", "", "aws_subnet.a", "aws_subnet",
       "[\"say \\\"hi\\\"].x\"]", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const std::optional<ResourceAddress> address = resource_address(row.text);
    REQUIRE(address);
    CHECK(address->module == row.module);
    CHECK(address->config == row.config);
    CHECK(address->type == row.type);
    CHECK(address->key == row.key);
    CHECK(address->is_data == row.is_data);
  }
}

TEST_CASE("what is no address of a resource is told") {
  for (const char* text : {"", "aws_vpc", "aws_vpc.a.b", "aws_vpc.a[", "aws_vpc.a[\"x]", ".",
                           "a..b", "module.a", "data.aws_vpc", "aws_vpc.a.", "aws_vpc.a[0]x"}) {
    CAPTURE(text);
    CHECK_FALSE(resource_address(text));
  }
  CHECK_FALSE(address_steps(std::string(1000, 'a') + std::string(1000, '.')));
}

TEST_CASE("a shorter reference leads to a longer one only at a dot or a bracket") {
  CHECK(leads_to("aws_vpc.a", "aws_vpc.a.id"));
  CHECK(leads_to("aws_vpc.a", "aws_vpc.a[0]"));
  CHECK(leads_to("aws_vpc.a", "aws_vpc.a"));
  CHECK_FALSE(leads_to("aws_vpc.a", "aws_vpc.ab"));
  CHECK_FALSE(leads_to("aws_vpc.a.id", "aws_vpc.a"));
}
