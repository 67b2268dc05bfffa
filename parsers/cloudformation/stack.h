#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "parsers/cloudformation/template.h"
#include "parsers/declared/declared.h"

namespace canreach {

/// One turn of a loop Fn::ForEach: what its name stands for, and the loops around it.
struct TemplateLoop {
  std::string name;
  std::string text;
  std::shared_ptr<const TemplateLoop> outer;
};
using LoopTurn = std::shared_ptr<const TemplateLoop>;

/// Values are asked for in two readings: with open conditions decided as the user said, and with
/// them left open.
enum class ConditionReading : std::uint8_t { decided, open };
inline constexpr std::size_t kConditionReadings = 2;

enum class Truth : std::uint8_t { no, yes, open };

/// A value that is made when it is first asked for.
struct LazyValue {
  std::optional<DeclaredValue> values[kConditionReadings];
  bool is_busy = false;
};

struct Stack;

struct StackParameter {
  const TemplateParameter* declared = nullptr;
  const SyntaxNode* argument = nullptr;  // what the outer stack gives
  std::optional<std::string> given;      // what the user gives
  LazyValue value;
  bool is_secret = false;  // NoEcho, or made from such a one
};

/// What is known of a condition.
struct ConditionValue {
  Truth truth = Truth::open;
  std::string supply;         // of an open one: "parameter `Environment`"
  std::string comparison;     // when it is one open Fn::Equals: what is compared with what
  bool is_negated = false;    // of the comparison
  bool has_open_own = false;  // is it open by itself, not only by other conditions?
};

struct StackCondition {
  std::string name;
  SourceLoc at;
  const SyntaxNode* node = nullptr;
  LoopTurn loop;
  std::optional<ConditionValue> open_value;  // when nothing is decided
  std::optional<Truth> decided;
  bool is_busy = false;
};

struct StackOutput {
  std::string name;
  SourceLoc at;
  const SyntaxNode* node = nullptr;
  LoopTurn loop;
  LazyValue value;
};

struct StackResource {
  enum class Kind : std::uint8_t {
    plain,
    serverless_function,  // becomes a function of Lambda
    serverless_role,      // the role that such a function gets; `node` is the function's
    nested_stack,
  };
  Kind kind = Kind::plain;
  std::string id;
  std::string type;
  SourceLoc at;
  const SyntaxNode* node = nullptr;
  LoopTurn loop;
  std::unique_ptr<Stack> nested;
};

/// A template with its parameters: one stack.
struct Stack {
  const Template* source = nullptr;
  std::string name;        // AWS::StackName
  std::string id;          // of a nested one, in the outer stack; empty for others
  std::string address;     // likewise, in the design
  Stack* outer = nullptr;  // of a nested one
  LoopTurn outer_loop;     // in which it is declared there
  std::size_t depth = 0;   // stacks around it
  std::unordered_map<std::string, StackParameter> parameters;
  std::vector<StackCondition> conditions;
  std::unordered_map<std::string, std::size_t> condition_numbers;
  std::vector<StackResource> resources;
  std::unordered_map<std::string, std::size_t> resource_numbers;
  std::vector<StackOutput> outputs;
  std::unordered_map<std::string, std::size_t> output_numbers;
  std::unordered_map<std::string, LazyValue> cidr_blocks;  // of VPCs, by their ids
  /// Open comparisons of conditions, with the first condition that makes each.
  std::map<std::string, std::size_t> comparisons;

  StackCondition* find_condition(const std::string& wanted) {
    const auto found = condition_numbers.find(wanted);
    return found == condition_numbers.end() ? nullptr : &conditions[found->second];
  }
  StackResource* find_resource(const std::string& wanted) {
    const auto found = resource_numbers.find(wanted);
    return found == resource_numbers.end() ? nullptr : &resources[found->second];
  }
  StackOutput* find_output(const std::string& wanted) {
    const auto found = output_numbers.find(wanted);
    return found == output_numbers.end() ? nullptr : &outputs[found->second];
  }
};

/// Where a node is evaluated.
struct TemplateScope {
  Stack& stack;
  LoopTurn loop;
};

}  // namespace canreach
