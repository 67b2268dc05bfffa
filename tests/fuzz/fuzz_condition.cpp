#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "policy/condition.h"

// The lines of the input are an operator, a key, the request's value, and the policy's values.
// Whatever they are, judging them ends; what is absent or unknown is judged as well, and a negated
// operator says the opposite of its positive one where the key has a value that can be read.

namespace {

using canreach::Truth;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  return lines;
}

Truth judge(const std::vector<std::string>& lines, const std::string& operation,
            const canreach::Context& context) {
  canreach::PolicyDocument document;
  document.variables = true;
  canreach::PolicyCondition condition;
  condition.operation = operation;
  condition.key = lines[1];
  for (std::size_t i = 3; i < lines.size(); ++i) {
    condition.values.push_back({canreach::Value<std::string>(lines[i]), {}});
  }
  document.statements.push_back({});
  document.statements.back().effect = canreach::PolicyStatement::Effect::allow;
  document.statements.back().conditions.push_back(condition);
  const canreach::CompiledPolicy policy =
      canreach::compile_policy(document, canreach::PolicyUse::identity);
  if (!policy.conditions.empty() && policy.conditions.front().unreadable) return Truth::unknown;
  return canreach::conditions_hold(policy, policy.statements.front(), context);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> lines = lines_of(text);
  if (lines.size() < 3) return 0;
  canreach::Context context;
  judge(lines, lines[0], context);
  context.set_unknown(lines[1]);
  judge(lines, lines[0], context);
  context.set_several(lines[1], {lines[2], "x"});
  judge(lines, lines[0], context);
  canreach::Context single;
  single.set(lines[1], lines[2]);
  judge(lines, lines[0], single);
  const bool is_single =
      single.find(canreach::ConditionKey(lines[1])).state == canreach::ContextValue::State::single;
  const Truth like = judge(lines, "StringLike", single);
  if (is_single && judge(lines, "StringNotLike", single) != !like) std::abort();
  return 0;
}
