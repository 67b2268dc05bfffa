#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "parsers/terraform/attribute.h"
#include "parsers/terraform/objects.h"

namespace canreach {

/// The Terraform types that an attribute may name, with blanks between them.
using WantedTypes = std::string_view;

bool is_wanted(WantedTypes wanted, std::string_view type);

/// What AWS makes with a VPC.
struct DefaultOfVpc {
  std::string_view attribute;  // of the VPC, with its id
  std::string_view type;       // of Terraform
  std::string_view given;      // what the declared design calls it
};
inline constexpr std::array<DefaultOfVpc, 4> kDefaultsOfVpc = {
    {{"default_security_group_id", "aws_security_group", "DefaultSecurityGroup"},
     {"default_network_acl_id", "aws_network_acl", "DefaultNetworkAcl"},
     {"default_route_table_id", "aws_route_table", "MainRouteTable"},
     {"main_route_table_id", "aws_route_table", "MainRouteTable"}}};

/// An object, and which of its attributes.
struct Candidate {
  const TerraformObject* object = nullptr;
  std::string_view attribute;  // as Terraform calls it; empty: not said

  friend bool operator==(const Candidate& a, const Candidate& b) {
    return a.object == b.object && a.attribute == b.attribute;
  }
};

/// What the references of an expression lead to.
struct Found {
  std::vector<Candidate> candidates;
  std::vector<std::string> literals;  // constants that look like ids of AWS
  std::string open;                   // a reference that cannot be followed, e.g. `local.vpc_id`
  bool open_local = false;            // ... which is a local value
  bool has_data = false;              // a data source is among what was met
  bool has_other = false;             // resources of other types are
  bool has_references = false;
  bool is_paired = false;    // an instance was chosen since it has the same `count.index`
  bool has_keyed = false;    // an instance is named by a key that is written out
  bool has_choice = false;   // something that may choose among the candidates is
  bool may_compute = false;  // something that may compute a key with is
  std::vector<const SyntaxNode*> constants;  // scalars that variables led to

  /// May it be that only some of the candidates are meant?
  bool may_be_fewer() const;
  /// All references lead to constants: then it is AWS that computes the value.
  bool is_constant() const {
    return has_references && candidates.empty() && literals.empty() && open.empty() && !has_data &&
           !has_other;
  }
};

/// What a known id, ARN or name belongs to.
class Identities {
 public:
  void add(const TerraformObject& object);
  void sort();

  /// The object of a wanted type; none when there is none, or when several have that name.
  Candidate find(std::string_view text, WantedTypes wanted) const;
  /// Have several objects of the wanted types that name?
  bool is_ambiguous(std::string_view text, WantedTypes wanted) const;

 private:
  struct Entry {
    std::string_view text;
    const TerraformObject* object;
    std::string_view attribute;
    int rank;  // lower ones are surer: what is there before what was there
  };
  void add_text(const SyntaxNode* values, std::string_view attribute, const TerraformObject& object,
                int rank);
  std::vector<const Entry*> matching(std::string_view text, WantedTypes wanted) const;

  std::vector<Entry> entries_;
};

/// May an instance be chosen since it has the key of the one that asks?
enum class Pairing : std::uint8_t { by_key, none };

/// Follows the references of the configuration from an attribute to resources.
class Resolver {
 public:
  explicit Resolver(TerraformObjects& objects);

  Found find(const Attribute& attribute, WantedTypes wanted, Pairing pairing = Pairing::by_key);
  /// The only object of the wanted types in the same instance of its module, or nullptr.
  const TerraformObject* only_one(const TerraformObject& object, WantedTypes wanted) const;
  /// All objects of the wanted types there and in the modules that it calls; of the whole document
  /// where there are none.
  const std::vector<const TerraformObject*>& all_of(const TerraformObject& object,
                                                    WantedTypes wanted);

 private:
  /// Where an expression stands: its module, and the instance that it is evaluated for.
  struct Scope {
    const ModuleInstance* module;
    std::string_view key;
    const SyntaxNode* for_each;
    std::size_t instances;  // of what it stands in
  };
  struct Task {
    WantedTypes wanted;
    std::set<std::pair<const void*, const void*>> visited;
    Pairing pairing = Pairing::by_key;
  };

  std::size_t instances_of(const TerraformObject& object) const;
  Scope scope_of(const TerraformObject& object) const;
  Scope scope_of_call(const ModuleInstance& module, const SyntaxNode& call);
  static void pair(Found& part, const Scope& scope, bool may_compute);

  void follow(const SyntaxNode& expression, const Scope& scope, Task& task, std::size_t depth,
              Found& found);
  void follow_reference(std::string_view reference, const Scope& scope, bool own_key, Task& task,
                        std::size_t depth, Found& found);
  void follow_value(const Scope& scope, Task& task, std::size_t depth, Found& found);
  void follow_variable(const std::vector<AddressStep>& steps, const Scope& scope, Task& task,
                       std::size_t depth, Found& found);
  void follow_output(const std::vector<AddressStep>& steps, const Scope& scope, bool own_key,
                     Task& task, std::size_t depth, Found& found);
  void follow_resource(const std::vector<AddressStep>& steps, const Scope& scope, Task& task,
                       std::size_t depth, Found& found);
  void candidate(const TerraformObject& object, std::string_view attribute, Task& task,
                 std::size_t depth, Found& found);
  bool spend();

  TerraformObjects& objects_;
  std::size_t budget_;
  std::map<std::pair<const ModuleInstance*, WantedTypes>, std::vector<const TerraformObject*>> all_;
};

}  // namespace canreach
