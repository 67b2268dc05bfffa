#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "parsers/cloudformation/evaluator.h"
#include "parsers/cloudformation/stack.h"
#include "parsers/cloudformation/template.h"

namespace canreach {

/// Makes the stacks of templates: their resources after loops, nested stacks inside the stacks that
/// name them.
class StackBuilder {
 public:
  StackBuilder(const std::vector<Template>& templates, const DeclaredOptions& options,
               TemplateEvaluator& evaluator)
      : templates_(templates), options_(options), evaluator_(evaluator) {}

  /// Fills evaluator.stacks().
  void build();

 private:
  /// Which templates do others name as nested stacks?
  std::vector<bool> nested_ones();
  std::unique_ptr<Stack> new_stack(const Template& source, std::string name);
  /// Of a parameter; nullptr: the user says nothing of it.
  const std::string* given_value(const std::string& name) const;
  void give_parameters(Stack& stack);
  void check_given_parameters();
  void share_ids();
  void add_outer_stacks(const std::vector<bool>& is_nested);

  void read_sections(Stack& stack);
  void add_resource(Stack& stack, std::string id, const SyntaxNode::Member& member,
                    const LoopTurn& loop);
  bool check_resource(const std::string& id, const SyntaxNode::Member& member);
  void check_keys(const std::string& id, const SyntaxNode& node);
  void add_role_of_function(Stack& stack, const StackResource& function);
  void insert(Stack& stack, StackResource resource);

  void add_nested_stacks(Stack& stack);
  void add_nested_stack(Stack& stack, StackResource& resource);
  void give_arguments(Stack& nested, const SyntaxNode& parameters);
  /// The number of the template that a nested stack names; the reason when there is none.
  Result<std::size_t> template_of(Stack& stack, const StackResource& resource);
  Result<std::size_t> template_at(std::string_view path, const Template* self) const;
  DeclaredValue path_of(Stack& stack, const StackResource& resource);

  const std::vector<Template>& templates_;
  const DeclaredOptions& options_;
  TemplateEvaluator& evaluator_;
  std::vector<std::string> claims_;  // the paths of templates that nested stacks name
  std::size_t resources_ = 0;
};

}  // namespace canreach
