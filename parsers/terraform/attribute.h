#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parsers/terraform/objects.h"

namespace canreach {

/// A value of an object, with what the file says of it in three places: what is known, what is
/// known only after apply, and the expressions of the configuration that give it.
class Attribute {
 public:
  /// All attributes of an object.
  explicit Attribute(const TerraformObject& object);

  /// A member of a map.  Of a list of blocks, which Terraform uses where one may stand, that of the
  /// first block.
  Attribute operator[](std::string_view name) const;
  /// The elements of a list or the blocks of a kind; of anything else that is there, itself.
  /// Blocks have no order, so their expressions are found by what they hold.
  std::vector<Attribute> elements() const;

  /// Left out, null, or computed by AWS without anyone having asked for a value.
  bool is_absent() const { return !is_known() && !is_unknown(); }
  /// There is a value, in which parts may be unknown.
  bool is_known() const { return value_ != nullptr && !value_->is_null() && !masked(); }
  bool is_unknown() const;
  bool is_secret() const;
  /// A known list or map of which an element is unknown.
  bool has_unknown_elements() const;

  /// Only of a known one.
  const SyntaxNode& node() const { return *value_; }
  SourceLoc at() const;
  const TerraformObject& object() const { return *object_; }
  /// `aws_route_table.a.route[0].gateway_id`: what an assumption calls it.
  std::string path() const { return object_->address + "." + inner_path(); }
  const std::vector<const SyntaxNode*>& expressions() const { return written_; }
  bool is_written() const { return is_written_; }
  /// Are its expressions those of more than itself: of a whole block, of several blocks?
  bool is_merged() const { return is_merged_; }

 private:
  Attribute() = default;
  bool masked() const;
  bool is_gone(const SyntaxNode* value) const;
  std::string inner_path() const;
  Attribute element(std::size_t index, const SyntaxNode* value) const;
  void write_blocks(std::vector<Attribute>& blocks) const;

  const TerraformObject* object_ = nullptr;
  const SyntaxNode* value_ = nullptr;
  const SyntaxNode* unknown_ = nullptr;
  const SyntaxNode* sensitive_ = nullptr;
  std::vector<const SyntaxNode*> written_;
  bool is_written_ = false;
  bool is_merged_ = false;
  std::string above_;      // of what it is a part, as in its path
  std::string_view name_;  // empty for an element, whose path is `above_`
  bool secret_ = false;
};

/// Is it an expression, and not a block?
bool is_expression(const SyntaxNode& node);

}  // namespace canreach
