#include "model/design.h"

#include <set>
#include <string>

#include "tests/catch.h"

namespace canreach {
namespace {

TEST_CASE("the rows of the kinds stand in the order of the enumerators") {
  for (std::size_t i = 0; i < resource_kind_rows().size(); ++i) {
    CHECK(resource_kind_rows()[i].kind == static_cast<ResourceKind>(i));
  }
  CHECK(label_of(ResourceKind::Vpc) == "vpc");
  CHECK(label_of(kind_of<OnPremisesNetwork>()) == "on-premises-network");
}

TEST_CASE("no two kinds share a word of a format") {
  std::set<std::string_view> words;
  for (const ResourceKindRow& row : resource_kind_rows()) {
    CHECK(words.insert(row.label).second);
    for (const std::string_view word :
         {row.native, row.cloudformation, row.terraform, row.describe}) {
      if (!word.empty()) CHECK(words.insert(word).second);
    }
  }
}

TEST_CASE("what is added is found by its reference, its kind and its index") {
  Design design;
  Subnet subnet;
  subnet.name = "app";
  design.add(Subnet());
  const Ref<Subnet> ref = design.add(subnet);
  CHECK(ref.index() == 1);
  CHECK(design.get(ref).name == "app");
  CHECK(resource_of(design, ResourceKind::Subnet, 1).name == "app");
}

TEST_CASE("workloads are instances, functions, databases and caches") {
  Design design;
  design.add(Instance());
  design.add(Function());
  design.add(Database());
  design.add(Cache());
  design.add(NetworkInterface());
  CHECK(workload_of(design, ResourceKind::Instance, 0) == &design.all<Instance>()[0]);
  CHECK(workload_of(design, ResourceKind::Function, 0) == &design.all<Function>()[0]);
  CHECK(workload_of(design, ResourceKind::Database, 0) == &design.all<Database>()[0]);
  CHECK(workload_of(design, ResourceKind::Cache, 0) == &design.all<Cache>()[0]);
  CHECK(workload_of(design, ResourceKind::NetworkInterface, 0) == nullptr);
}

TEST_CASE("a kind is complete until a reader says that it is not") {
  Design design;
  CHECK(design.is_complete(ResourceKind::Subnet));
  design.set_incomplete(ResourceKind::Subnet);
  CHECK_FALSE(design.is_complete(ResourceKind::Subnet));
  CHECK(design.is_complete(ResourceKind::Vpc));
}

TEST_CASE("a reference is known, none or unknown") {
  CHECK(Ref<Vpc>().is_none());
  CHECK(Ref<Vpc>::none() == Ref<Vpc>());
  CHECK(Ref<Vpc>::unknown().is_unknown());
  CHECK_FALSE(Ref<Vpc>::unknown().is_known());
  CHECK_FALSE(Ref<Vpc>::none().is_known());
  CHECK(Ref<Vpc>(3).index() == 3);
}

}  // namespace
}  // namespace canreach
