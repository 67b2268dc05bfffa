#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/diagnostics.h"
#include "parsers/cloudformation/check_parameters.h"
#include "parsers/cloudformation/functions.h"
#include "parsers/cloudformation/stack.h"
#include "parsers/declared/declared.h"

namespace canreach {

/// Sets a variable for as long as it lives.
template <class T>
class Meanwhile {
 public:
  Meanwhile(T& variable, T value) : variable_(variable), before_(variable) { variable_ = value; }
  ~Meanwhile() { variable_ = before_; }
  Meanwhile(const Meanwhile&) = delete;
  Meanwhile& operator=(const Meanwhile&) = delete;

 private:
  T& variable_;
  T before_;
};

/// Evaluates the values of stacks.  What it cannot know is an unknown value; mistakes are reported,
/// each once, and count as unknown.
class TemplateEvaluator {
 public:
  using MemberVisit =
      std::function<void(std::string key, const SyntaxNode::Member&, const TemplateScope&)>;

  TemplateEvaluator(const DeclaredOptions& options, Diagnostics& diagnostics)
      : options_(options), diagnostics_(diagnostics) {}

  /// The stacks that are not nested; others are found inside of them.
  std::vector<std::unique_ptr<Stack>>& stacks() { return stacks_; }
  /// Logical ids that several of these stacks have, and shared_condition() of such conditions.
  void set_shared_ids(std::unordered_set<std::string> ids) { shared_ids_ = std::move(ids); }

  DeclaredValue value(const SyntaxNode& node, const TemplateScope& scope,
                      TagUse tag = TagUse::counts);
  /// The members of a map; those of its loops once for each turn.
  void for_each_member(const SyntaxNode& map, const TemplateScope& scope, const MemberVisit& visit);

  /// Does its condition let a resource, or an output, exist?  In the reading that is set.
  Truth presence(Stack& stack, const SyntaxNode& node, const LoopTurn& loop);
  /// The open conditions among `used`, in their order.
  std::vector<OpenCondition> open_conditions(Stack& stack,
                                             const std::unordered_set<std::string>& used);

  /// The name of a resource in the design.
  std::string address_of(const Stack& stack, const std::string& id) const;

  /// Resources outside of the design that parameters name, by their addresses.
  const std::map<std::string, DeclaredResource>& externals() const { return externals_; }

  /// Reports a value of a parameter that its template refuses.
  void check_given(const TemplateParameter& parameter, const std::string& text) {
    check_parameter(parameter, text, diagnostics_);
  }
  /// Reports a mistake unless it was reported before.
  void report(DiagnosticKind kind, SourceLoc at, std::vector<std::string> arguments,
              std::string suggestion = {});
  /// Counts what was made against the limit; false beyond it, which is reported.
  bool charge(std::size_t weight, SourceLoc at);
  bool is_exhausted() const { return is_exhausted_; }

  ConditionReading& reading() { return reading_; }

  /// What the pseudo parameters give: as the user says, or a usual region and an example account.
  std::string region() const;
  std::string account() const;

 private:
  struct Export {
    Stack* stack;
    StackOutput* output;
  };

  // evaluator.cpp
  DeclaredValue plain_value(const SyntaxNode& node, const TemplateScope& scope);
  DeclaredValue scalar_value(const SyntaxNode& node, const TemplateScope& scope);
  DeclaredValue list_value(const SyntaxNode& node, const TemplateScope& scope);
  DeclaredValue map_value(const SyntaxNode& node, const TemplateScope& scope);
  DeclaredValue called(const TemplateCall& call, const SyntaxNode& node,
                       const TemplateScope& scope);
  DeclaredValue called_mistake(const TemplateCall& call, SourceLoc at);
  /// The items of a function's list, when they are as many as it takes.
  std::optional<std::span<const SyntaxNode>> items_of(const TemplateCall& call, std::size_t least,
                                                      std::size_t most, std::string_view words);
  void needs(const TemplateCall& call, SourceLoc at, std::string_view words);
  DeclaredValue mistaken(SourceLoc at) const;
  DeclaredValue charged(DeclaredValue value);

  // evaluate_loops.cpp
  void visit_members(const SyntaxNode& map, const TemplateScope& scope, const MemberVisit& visit,
                     std::size_t depth);
  void visit_loop(const SyntaxNode::Member& loop, const TemplateScope& scope,
                  const MemberVisit& visit, std::size_t depth);

  // evaluate_names.cpp
  DeclaredValue ref(const TemplateCall& call, const TemplateScope& scope);
  DeclaredValue named(const std::string& name, SourceLoc at, const TemplateScope& scope);
  DeclaredValue get_att(const TemplateCall& call, const TemplateScope& scope);
  DeclaredValue attribute(const std::string& id, const std::string& name, SourceLoc at,
                          const TemplateScope& scope);
  DeclaredValue pseudo_parameter(const std::string& name, SourceLoc at, const Stack& stack);
  DeclaredValue resource_value(StackResource& resource, const std::string& name, SourceLoc at,
                               Stack& stack);
  DeclaredValue nested_value(StackResource& resource, const std::string& name, SourceLoc at,
                             Stack& stack);
  DeclaredValue cidr_block_of(StackResource& vpc, SourceLoc at, Stack& stack);
  DeclaredValue unknown_id(const std::string& id, std::string_view what, SourceLoc at,
                           const Stack& stack);
  std::string suggestion(const std::string& name, const std::vector<std::string>& known);
  std::string nearest_id(const std::string& id, const Stack& stack);
  std::string partition() const;

  // evaluate_parameters.cpp
  DeclaredValue parameter_value(Stack& stack, StackParameter& parameter, SourceLoc at);
  DeclaredValue bound_value(Stack& stack, StackParameter& parameter);
  DeclaredValue own_value(const Stack& stack, const StackParameter& parameter);
  DeclaredValue argument_value(Stack& stack, StackParameter& parameter);
  DeclaredValue typed_text(const Stack& stack, const TemplateParameter& parameter,
                           const std::string& text, SourceLoc at);
  DeclaredValue stored_value(const Stack& stack, const TemplateParameter& parameter,
                             const std::string& name, SourceLoc at);
  DeclaredValue missing_value(const Stack& stack, const TemplateParameter& parameter);
  DeclaredValue id_value(const TemplateParameter& parameter, std::string_view text, SourceLoc at);
  DeclaredValue external(const std::string& type, std::string address, SourceLoc at);

  // evaluate_lookups.cpp
  DeclaredValue find_in_map(const TemplateCall& call, const TemplateScope& scope);
  DeclaredValue map_entry(const TemplateCall& call, const SyntaxNode& mapping,
                          const DeclaredValue (&keys)[3], const SyntaxNode* otherwise,
                          const TemplateScope& scope);
  DeclaredValue import_value(const TemplateCall& call, const TemplateScope& scope);
  DeclaredValue get_stack_output(const TemplateCall& call, const TemplateScope& scope);
  DeclaredValue output_value(Stack& stack, StackOutput& output, SourceLoc at);
  void find_exports(Stack& stack);
  void add_export(Stack& stack, StackOutput& output);
  bool is_present(Stack& stack);

  // evaluate_texts.cpp
  DeclaredValue sub(const TemplateCall& call, const TemplateScope& scope);
  DeclaredValue sub_text(const std::string& text, const SyntaxNode* variables, SourceLoc at,
                         const TemplateScope& scope);
  DeclaredValue sub_name(std::string_view name, const SyntaxNode* variables, SourceLoc at,
                         const TemplateScope& scope);
  DeclaredValue join(const TemplateCall& call, const TemplateScope& scope);
  DeclaredValue joined_items(const TemplateCall& call, const std::string& delimiter,
                             DeclaredValue list, SourceLoc at);
  DeclaredValue split(const TemplateCall& call, const TemplateScope& scope);
  DeclaredValue select(const TemplateCall& call, const TemplateScope& scope);
  DeclaredValue selected(const TemplateCall& call, const std::string& index, DeclaredValue list,
                         SourceLoc at);
  DeclaredValue length(const TemplateCall& call, const TemplateScope& scope);
  DeclaredValue get_azs(const TemplateCall& call, const TemplateScope& scope);
  DeclaredValue cidr(const TemplateCall& call, const TemplateScope& scope);
  DeclaredValue transform(const TemplateCall& call, const TemplateScope& scope);

  // evaluate_conditions.cpp
  DeclaredValue choice(const TemplateCall& call, const TemplateScope& scope);
  ConditionValue condition_value(const SyntaxNode& node, const TemplateScope& scope, TagUse tag);
  ConditionValue named_condition(Stack& stack, const std::string& name, SourceLoc at);
  ConditionValue evaluated(Stack& stack, StackCondition& condition, ConditionReading reading);
  ConditionValue comparison(const TemplateCall& call, const TemplateScope& scope);
  ConditionValue negation(const TemplateCall& call, const TemplateScope& scope);
  ConditionValue combination(const TemplateCall& call, Truth decisive, const TemplateScope& scope);
  Truth decision(Stack& stack, StackCondition& condition);
  std::optional<bool> assumed(const Stack& stack, const StackCondition& condition);
  std::string name_of_condition(const Stack& stack, const StackCondition& condition) const;

  const DeclaredOptions& options_;
  Diagnostics& diagnostics_;
  std::vector<std::unique_ptr<Stack>> stacks_;
  std::unordered_set<std::string> shared_ids_;
  std::map<std::string, DeclaredResource> externals_;
  std::map<std::string, Export> exports_;
  bool has_exports_ = false;
  std::set<std::tuple<DiagnosticKind, SourceLoc, std::string>> reported_;
  std::set<std::uint32_t> files_with_macros_;
  ConditionReading reading_ = ConditionReading::decided;
  bool shows_secrets_ = false;   // in conditions, which say nothing of them
  bool touched_secret_ = false;  // since somebody set it to false
  std::size_t spent_ = 0;
  std::size_t depth_ = 0;
  std::size_t suggestions_ = 0;
  bool is_exhausted_ = false;
};

/// How the name of a condition stands among logical ids.
inline std::string shared_condition(const std::string& name) { return "condition " + name; }

/// `text` with what the turns of loops put in place of `${Name}` and `&{Name}`.
std::string in_loop(std::string_view text, const LoopTurn& turn);

}  // namespace canreach
