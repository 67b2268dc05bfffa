#include "parsers/terraform/attribute.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/algorithm.h"

// Terraform writes the blocks of a set in the order of their hashes, and the configuration in the
// order of the file.  So the blocks that may have given an element are those whose constants agree
// with what is known of it, and which have an expression for what is unknown.  Where several agree,
// the references of all of them are candidates.

namespace canreach {
namespace {

/// More blocks than this are not compared one by one.
constexpr std::size_t kMostBlocks = 256;

bool agrees(const SyntaxNode& written, const SyntaxNode& value) {
  if (value.is_null() || written.is_null()) return true;
  if (written.is_scalar() || value.is_scalar()) {
    return written.is_scalar() && value.is_scalar() && written.text() == value.text();
  }
  if (written.is_map() || value.is_map()) return true;
  const auto is_there = [&value](const SyntaxNode& element) {
    return any_of(value.elements(),
                  [&element](const SyntaxNode& other) { return other.text() == element.text(); });
  };
  return written.elements().size() > kMostBlocks || all_of(written.elements(), is_there);
}

bool may_give(const SyntaxNode& block, const SyntaxNode* value, const SyntaxNode* unknown) {
  for (const SyntaxNode::Member& member : block.members()) {
    const SyntaxNode* constant = member.value.find("constant_value");
    const SyntaxNode* known = find_in(value, member.key);
    if (constant != nullptr && known != nullptr && !agrees(*constant, *known)) return false;
  }
  if (unknown == nullptr) return true;
  return all_of(unknown->members(), [&block](const SyntaxNode::Member& member) {
    const SyntaxNode* expression = block.find(member.key);
    return !is_true(&member.value) ||
           (expression != nullptr && expression->find("constant_value") == nullptr);
  });
}

/// Does the block say all that is known of the value by constants?  Then all blocks that do give
/// values that differ in nothing but what is unknown.
bool surely_gives(const SyntaxNode& block, const SyntaxNode* value) {
  if (value == nullptr) return false;
  return all_of(block.members(), [value](const SyntaxNode::Member& member) {
    const SyntaxNode* known = value->find(member.key);
    return known == nullptr || known->is_null() || member.value.find("constant_value") != nullptr;
  });
}

/// The first block of a list of them.
const SyntaxNode* first_block(const SyntaxNode* node) {
  if (node == nullptr || !node->is_list()) return node;
  return node->elements().empty() ? nullptr : &node->elements().front();
}

}  // namespace

bool is_expression(const SyntaxNode& node) {
  return node.find("references") != nullptr || node.find("constant_value") != nullptr;
}

Attribute::Attribute(const TerraformObject& object)
    : object_(&object),
      value_(object.values),
      unknown_(object.unknown),
      sensitive_(object.sensitive) {
  const SyntaxNode* written = find_in(object.written, "expressions");
  if (written != nullptr) written_.push_back(written);
}

Attribute Attribute::operator[](std::string_view name) const {
  if (value_ != nullptr && value_->is_list()) {
    const std::vector<Attribute> blocks = elements();
    if (!blocks.empty()) return blocks.front()[name];
  }
  Attribute result;
  result.object_ = object_;
  result.above_ = inner_path();
  result.name_ = name;
  result.value_ = find_in(value_, name);
  if (is_gone(result.value_)) result.value_ = nullptr;
  result.unknown_ = is_true(unknown_) ? unknown_ : find_in(first_block(unknown_), name);
  result.sensitive_ = is_true(sensitive_) ? sensitive_ : find_in(first_block(sensitive_), name);
  result.secret_ =
      secret_ || (above_.empty() && name_.empty() && contains(object_->secret_names, name));
  result.is_merged_ = is_merged_;
  for (const SyntaxNode* node : written_) {
    const bool is_whole = is_expression(*node);
    const SyntaxNode* inner = is_whole ? node : find_in(first_block(node), name);
    if (inner != nullptr) result.written_.push_back(inner);
    result.is_merged_ = result.is_merged_ || is_whole;
  }
  result.is_written_ = is_written_ && written_.empty() ? true : !result.written_.empty();
  return result;
}

Attribute Attribute::element(std::size_t index, const SyntaxNode* value) const {
  Attribute result(*this);
  result.above_ = fmt::format("{}[{}]", inner_path(), index);
  result.name_ = {};
  result.value_ = value;
  if (unknown_ != nullptr && unknown_->is_list()) {
    const auto masks = unknown_->elements();
    result.unknown_ = index < masks.size() ? &masks[index] : nullptr;
  }
  if (sensitive_ != nullptr && sensitive_->is_list()) {
    const auto masks = sensitive_->elements();
    result.sensitive_ = index < masks.size() ? &masks[index] : nullptr;
  }
  return result;
}

std::vector<Attribute> Attribute::elements() const {
  std::vector<Attribute> result;
  if (!is_known()) return result;
  if (!value_->is_list()) {
    result.push_back(*this);
    return result;
  }
  for (std::size_t i = 0; i < value_->elements().size(); ++i) {
    const SyntaxNode* value = &value_->elements()[i];
    if (!is_gone(value)) result.push_back(element(i, value));
  }
  write_blocks(result);
  return result;
}

void Attribute::write_blocks(std::vector<Attribute>& blocks) const {
  std::vector<const SyntaxNode*> written;
  bool has_blocks = false;
  for (const SyntaxNode* node : written_) {
    if (!node->is_list()) {
      written.push_back(node);
      continue;
    }
    has_blocks = true;
    for (const SyntaxNode& block : node->elements()) written.push_back(&block);
  }
  if (written_.empty()) {
    // The configuration leaves these blocks out, so it does not tell what was asked for.
    for (Attribute& block : blocks) block.is_written_ = true;
    return;
  }
  if (!has_blocks && written.size() <= 1) return;
  const bool too_many = written.size() > kMostBlocks;
  for (Attribute& block : blocks) {
    block.written_.clear();
    block.is_written_ = true;
    if (too_many) continue;
    for (const SyntaxNode* node : written) {
      if (is_expression(*node) || may_give(*node, block.value_, block.unknown_)) {
        block.written_.push_back(node);
      }
    }
    if (block.written_.empty()) block.written_ = written;
    const bool is_plain = all_of(block.written_, [&block](const SyntaxNode* node) {
      return !is_expression(*node) && surely_gives(*node, block.value_);
    });
    block.is_merged_ = block.is_merged_ || (block.written_.size() > 1 && !is_plain);
  }
}

std::string Attribute::inner_path() const {
  if (above_.empty() || name_.empty()) return name_.empty() ? above_ : std::string(name_);
  return fmt::format("{}.{}", above_, name_);
}

bool Attribute::is_gone(const SyntaxNode* value) const {
  const std::vector<const SyntaxNode*>& gone = object_->gone;
  return !gone.empty() && std::binary_search(gone.begin(), gone.end(), value);
}

bool Attribute::masked() const { return is_true(unknown_); }

// AWS computes what nobody wrote: that is AWS's default, not something to be supplied.
bool Attribute::is_unknown() const {
  if (masked()) return is_written_ || object_->written == nullptr;
  if (!object_->omits_unknown || (value_ != nullptr && !value_->is_null())) return false;
  return any_of(written_, [](const SyntaxNode* node) {
    const SyntaxNode* references = node->find("references");
    return references != nullptr && !references->elements().empty();
  });
}

bool Attribute::is_secret() const { return secret_ || is_true(sensitive_); }

bool Attribute::has_unknown_elements() const {
  if (!is_known() || unknown_ == nullptr) return false;
  return any_of(unknown_->elements(), [](const SyntaxNode& node) { return is_true(&node); });
}

SourceLoc Attribute::at() const {
  return value_ != nullptr && !value_->is_null() ? value_->at() : object_->at;
}

}  // namespace canreach
