#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/compact_vector.h"
#include "base/source.h"
#include "model/design.h"

namespace canreach {

// What infrastructure code declares, before it is a design: resources one by one, with properties
// that may refer to each other and may not be known yet.  CloudFormation and Terraform are both
// read into these, in CloudFormation's words; to_native.h makes a design of them.

/// A property of a declared resource.
struct DeclaredValue {
  struct Member;
  enum class Kind : std::uint8_t {
    absent,     // left out, null, or AWS::NoValue
    text,       // a scalar, as it was written: what it means is decided by the property
    list,       // items
    map,        // members
    reference,  // what a resource gives: `target` is its address, `text` the attribute
    joined,     // the texts of its items, one after the other
    unknown,    // known only later; `text` says what to supply: "parameter `VpcCidr`"; `items` are
                // references to what it may turn out to name, where that is something of the design
  };

  std::string text;
  std::string target;  // of a reference: DeclaredResource::address
  CompactVector<DeclaredValue> items;
  CompactVector<Member> members;  // in the order of the file
  SourceLoc at;
  Kind kind = Kind::absent;
  bool is_one_of = false;  // of an unknown one: it surely is one of its items

  DeclaredValue() = default;
  DeclaredValue(const DeclaredValue&) = default;
  DeclaredValue(DeclaredValue&&) = default;
  ~DeclaredValue() = default;
  /// A part of it may become all of it.
  DeclaredValue& operator=(DeclaredValue other) noexcept;

  static DeclaredValue of_text(std::string text, SourceLoc at);
  static DeclaredValue of_list(CompactVector<DeclaredValue> items, SourceLoc at);
  static DeclaredValue of_map(SourceLoc at);
  /// `attribute` as CloudFormation names it; empty for what Ref gives.
  static DeclaredValue reference(std::string target, std::string attribute, SourceLoc at);
  static DeclaredValue unknown(std::string supply, SourceLoc at);

  bool is_absent() const { return kind == Kind::absent; }
  bool is_text() const { return kind == Kind::text; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }
  bool is_reference() const { return kind == Kind::reference; }
  bool is_unknown() const { return kind == Kind::unknown; }

  /// The value of a key; an absent one when there is none.
  const DeclaredValue& operator[](std::string_view key) const;
  /// Adds a member, or replaces it.
  void set(std::string_view key, DeclaredValue value);
};

struct DeclaredValue::Member {
  Member(std::string member_key, DeclaredValue member_value)
      : key(std::move(member_key)), value(std::move(member_value)) {}

  std::string key;
  DeclaredValue value;
};

inline DeclaredValue& DeclaredValue::operator=(DeclaredValue other) noexcept {
  text.swap(other.text);
  target.swap(other.target);
  items.swap(other.items);
  members.swap(other.members);
  at = other.at;
  kind = other.kind;
  is_one_of = other.is_one_of;
  return *this;
}

/// One resource.  Types and properties are CloudFormation's ("AWS::EC2::Subnet", "CidrBlock"), with
/// these differences, which both languages need:
/// - a security group without SecurityGroupEgress lets everything out unless the design has a
///   resource AWS::EC2::SecurityGroupEgress for it; with an empty list it lets nothing out;
/// - IsDefault: "true" (security groups, network ACLs), IsMain: "true" (route tables) adopt the
///   one that AWS made with the VPC; AWS::EC2::VPC may have IsDefault too;
/// - Accepted (peerings): "false": nobody has accepted it, so it is pending;
/// - IsAsMade: "true" with IsDefault: nothing adopts it, so it has the rules that AWS gave it;
///   IsRestricted: "true": they were taken away again;
/// - a prefix list that a rule of a group names may be AWS's own, by the name of its service
///   ("com.amazonaws.us-east-1.s3");
/// - IsExternal: "true": it exists, and nothing else is known of it.
struct DeclaredResource {
  std::string type;
  std::string address;  // its name in the design: logical id, Terraform address
  SourceLoc at;
  DeclaredValue properties;  // a map
  std::string region;        // empty: the design's
  std::string account;
};

struct DeclaredDesign {
  std::vector<DeclaredResource> resources;  // addresses are unique
  std::vector<OpenCondition> open_conditions;
  std::string region;   // empty: not said
  std::string account;  // likewise
};

/// What the user says of things that the input leaves open.
struct DeclaredOptions {
  std::string region;
  std::string account;
  std::map<std::string, std::string> parameters;   // of CloudFormation, by name
  std::map<std::string, std::string> assumptions;  // ADDRESS or ADDRESS.attribute to a value
  std::map<std::string, bool> conditions;          // open conditions, decided for one reading
  bool allow_partial = false;                      // the plan of a run that failed is read, too
};

}  // namespace canreach
