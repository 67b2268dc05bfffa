#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "model/net/ip.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach {

/// Are two keys one, case and underscores ignored?  `cidr_block`, `CidrBlock` and `cidrBlock` are.
bool same_key(std::string_view a, std::string_view b);

/// The first thing that was found wrong with an object, and where.
struct RecordProblem {
  std::string why;
  SourceLoc at;

  bool found() const { return !why.empty(); }
};

/// The fields of one object of an input that nobody wrote by hand.  Keys are compared by
/// same_key(); what is absent or null is empty.  A value of the wrong type is empty too and noted
/// in the problem that all records of the object share: whoever reads the object asks once, at the
/// end, whether to leave it out.
class ResourceRecord {
 public:
  /// Both must outlive the record.
  ResourceRecord(const SyntaxNode& node, RecordProblem& problem);

  const SourceLoc& at() const { return node_->at(); }
  const SyntaxNode& node() const { return *node_; }

  /// The value of a key, or nullptr when it is absent or null.
  const SyntaxNode* find(std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }

  /// A string's text; empty when absent.
  SyntaxText text(std::string_view key) const;
  /// The same; a problem when absent or empty.
  SyntaxText required_text(std::string_view key) const;
  std::optional<bool> boolean(std::string_view key) const;
  std::optional<long long> integer(std::string_view key) const;
  std::optional<IpAddress> address(std::string_view key) const;
  std::optional<IpPrefix> prefix(std::string_view key) const;

  /// A map; a record without fields when absent.
  ResourceRecord record(std::string_view key) const;
  /// The maps of a list; empty when absent.
  std::vector<ResourceRecord> records(std::string_view key) const;
  /// The same; a problem when absent.
  std::vector<ResourceRecord> required_records(std::string_view key) const;
  /// The strings of a list; empty when absent.
  std::vector<std::string> texts(std::string_view key) const;
  /// The texts of the numbers of a list; empty when absent.
  std::vector<std::string> numbers(std::string_view key) const;

  /// Notes a problem; the first one counts.
  void refuse(std::string why, SourceLoc at) const;
  void refuse(std::string why) const { refuse(std::move(why), at()); }
  /// Has any record of the object a problem so far?
  bool has_problem() const { return problem_->found(); }

 private:
  const SyntaxNode* string(std::string_view key) const;
  std::vector<std::string> scalars(std::string_view key, SyntaxKind kind,
                                   std::string_view wanted) const;
  const SyntaxNode* of_kind(std::string_view key, SyntaxKind kind) const;
  void refuse_type(std::string_view key, std::string_view wanted, const SyntaxNode& value) const;

  const SyntaxNode* node_;
  RecordProblem* problem_;
};

/// "us-east-1" of a zone such as "us-east-1a" or "us-west-2-lax-1a"; empty for what is no zone or
/// region.
std::string region_of_zone(std::string_view zone);

}  // namespace canreach
