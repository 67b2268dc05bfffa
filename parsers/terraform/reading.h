#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "parsers/declared/declared.h"
#include "parsers/terraform/attribute.h"
#include "parsers/terraform/objects.h"
#include "parsers/terraform/resolve.h"

namespace canreach {

/// What becomes of the elements of a list that are known: looked up, or kept as they are.
enum class KnownItems { resolved, kept };

/// Attributes as values of the design: what is known as it is, what is not known as a reference
/// where the configuration tells which resource will give it, else unknown.
class TerraformReading {
 public:
  TerraformReading(const std::vector<std::unique_ptr<TerraformObjects>>& documents,
                   const DeclaredOptions& options, DeclaredDesign& design,
                   Diagnostics& diagnostics);

  /// A scalar.
  DeclaredValue text(const Attribute& attribute);
  /// A scalar that may be the port of a database, which its engine gives: `aws_db_instance.x.port`.
  DeclaredValue port(const Attribute& attribute);
  /// The scalars of a list.
  DeclaredValue texts(const Attribute& attribute);
  /// What one id, ARN or name belongs to; the text itself when it belongs to nothing here.
  /// An unknown one has references to what it may turn out to name.
  DeclaredValue reference(const Attribute& attribute, WantedTypes wanted);
  /// The same for a list.  What may be missing from it stands in it as one that is unknown.
  DeclaredValue references(const Attribute& attribute, WantedTypes wanted,
                           KnownItems known = KnownItems::resolved);
  /// A policy document: its JSON text, or a map that was put together from its statements.
  DeclaredValue policy(const Attribute& attribute);
  /// `tags` as a list of Key and Value.
  DeclaredValue tags(const Attribute& resource);
  DeclaredValue unknown(const Attribute& attribute, const std::string& why = {}) const;

  /// Adds a resource.  `part` is what its address has after that of its object.
  DeclaredResource& emit(const TerraformObject& object, std::string_view type,
                         const std::string& part = {});
  /// The resource that an object became, or nullptr.
  DeclaredResource* emitted(const std::string& address);
  /// Is there a resource of that address that Terraform makes, not only looks up?
  bool is_declared(const std::string& address) const;
  /// Adds `item` to a list of the resource that `owner` names.  When it is not known which one that
  /// is, all of the type `owner_type` get an unknown item: a rule too many is never forgotten.
  void append(const DeclaredValue& owner, std::string_view owner_type, std::string_view property,
              DeclaredValue item);
  /// The same for a property that is no list.
  void replace(const DeclaredValue& owner, std::string_view owner_type, std::string_view property,
               const DeclaredValue& value);

  /// The VPC with which AWS made the thing that `attribute` names.
  DeclaredValue vpc_of(const Attribute& attribute);
  /// The main route table of a VPC, which nobody declared.
  DeclaredValue main_route_table(const DeclaredValue& vpc, SourceLoc at);
  /// Notes what takes over a thing that AWS makes with a VPC: the resource of that address.
  void adopt(const DeclaredValue& vpc, std::string_view attribute, const std::string& address);
  /// Where it is open which of several VPCs has what the resource adopts: adds a thing of that type
  /// to each VPC that `of` may be, and of which nothing has taken it over yet.  Returns what their
  /// addresses have after that of the resource.
  std::vector<std::string> open_defaults(const Attribute& resource, const DeclaredValue& of,
                                         std::string_view attribute, std::string_view type);
  /// A VPC of which another route table is the main one.
  void replace_main(const DeclaredValue& vpc);
  bool is_main_replaced(const DeclaredValue& vpc) const;
  /// A security group has rules in resources of their own: a warning when it has others, too.
  void note_rule_of(const std::string& group);

  /// Data sources that something refers to, in the order in which that was seen.
  const std::vector<const TerraformObject*>& used_data() const { return used_data_; }
  /// Warns of assumptions about resources of Terraform that replaced nothing.
  void report_unused_assumptions();

  DeclaredDesign& design() { return design_; }
  const DeclaredOptions& options() const { return options_; }
  Diagnostics& diagnostics() { return diagnostics_; }

 private:
  const std::string* assumption(const Attribute& attribute);
  DeclaredValue known_reference(std::string_view text, const Attribute& attribute,
                                WantedTypes wanted);
  DeclaredValue found_reference(const Attribute& attribute, WantedTypes wanted);
  const TerraformObject* assumed(const Attribute& attribute, WantedTypes wanted,
                                 const Found& found);
  DeclaredValue open(const Attribute& attribute, WantedTypes wanted, const Found& found);
  void note_pairing(const Attribute& attribute, const Found& found);
  void add_defaults(const TerraformObject& object, WantedTypes wanted, DeclaredValue& value);
  DeclaredValue to(const Candidate& candidate, SourceLoc at);
  void add_found(const Attribute& attribute, WantedTypes wanted, std::size_t expected,
                 CompactVector<DeclaredValue>& items);
  DeclaredValue assumed_list(const std::string& text, const Attribute& attribute,
                             WantedTypes wanted);
  Resolver& resolver_of(const TerraformObject& object);

  const std::vector<std::unique_ptr<TerraformObjects>>& documents_;
  const DeclaredOptions& options_;
  DeclaredDesign& design_;
  Diagnostics& diagnostics_;
  Identities identities_;
  std::deque<Resolver> resolvers_;
  std::unordered_map<std::string, std::size_t> emitted_;
  std::map<std::string_view, std::vector<std::size_t>, std::less<>> by_type_;
  std::vector<const TerraformObject*> used_data_;
  std::set<const TerraformObject*> seen_data_;
  std::set<std::string> used_assumptions_;
  std::map<std::pair<std::string, std::string>, std::string> adopted_;  // by VPC and attribute
  std::set<std::string> main_replaced_;
  std::set<std::string> ruled_;
  std::set<std::pair<const ModuleInstance*, std::string_view>> paired_;  // told of
};

/// Is it a block of addresses, a number, an id of a network resource or a plain word of a rule:
/// something that may be shown although Terraform calls it sensitive?
bool may_be_shown(std::string_view text);

/// The resource itself, as others name it.
DeclaredValue self(const Attribute& resource);

/// True, at the resource's place.
DeclaredValue yes(const Attribute& resource);

/// The properties of what the resource became.
DeclaredValue& properties_of(TerraformReading& reading, const Attribute& resource);

}  // namespace canreach
