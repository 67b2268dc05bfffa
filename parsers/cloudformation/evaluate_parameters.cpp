#include <fmt/format.h>

#include <cctype>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/cloudformation/evaluator.h"
#include "parsers/cloudformation/values.h"

// A parameter has the value that the outer stack or the user gives, else its default, else none.
// One that is the id of a VPC, subnet or security group names something outside of the design: it
// becomes an external resource, so that rules about it still meet each other.
//
// The value of a NoEcho parameter decides conditions, and is unknown to everything else: what is
// unknown cannot be printed by mistake.

namespace canreach {
namespace {

std::string words_of(const Stack& stack, const TemplateParameter& parameter) {
  if (stack.outer == nullptr) return fmt::format("parameter {}", quoted(parameter.name));
  return fmt::format("parameter {} of the stack {}", quoted(parameter.name), quoted(stack.address));
}

/// "vpc-0abc": the prefix of the kind, and letters and digits.
bool looks_like_id(std::string_view text, const std::string& type) {
  std::string_view prefix = "vpc-";
  if (type == "AWS::EC2::Subnet") prefix = "subnet-";
  if (type == "AWS::EC2::SecurityGroup") prefix = "sg-";
  const std::string_view rest = text.substr(std::min(prefix.size(), text.size()));
  return text.substr(0, prefix.size()) == prefix && !rest.empty() &&
         all_of(rest, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; });
}

}  // namespace

DeclaredValue TemplateEvaluator::parameter_value(Stack& stack, StackParameter& parameter,
                                                 SourceLoc at) {
  const std::string words = words_of(stack, *parameter.declared);
  if (parameter.value.is_busy) {
    report(DiagnosticKind::template_cycle, at, {words});
    return mistaken(at);
  }
  std::optional<DeclaredValue>& kept = parameter.value.values[static_cast<std::size_t>(reading_)];
  if (!kept) {
    const Meanwhile<bool> busy(parameter.value.is_busy, true);
    kept = bound_value(stack, parameter);
  }
  if (!charge(weight_of(*kept), at)) return {};
  if (!parameter.is_secret) return *kept;
  touched_secret_ = true;
  if (shows_secrets_) return *kept;
  return DeclaredValue::unknown(fmt::format("{}, which is secret", words), at);
}

DeclaredValue TemplateEvaluator::bound_value(Stack& stack, StackParameter& parameter) {
  parameter.is_secret = parameter.is_secret || parameter.declared->is_secret;
  return parameter.argument != nullptr ? argument_value(stack, parameter)
                                       : own_value(stack, parameter);
}

/// Without what the outer stack may give.
DeclaredValue TemplateEvaluator::own_value(const Stack& stack, const StackParameter& parameter) {
  const TemplateParameter& declared = *parameter.declared;
  if (parameter.given) return typed_text(stack, declared, *parameter.given, declared.at);
  if (declared.default_value == nullptr) return missing_value(stack, declared);
  const std::string text = declared.default_value->text();
  if (declared.is_stored()) return stored_value(stack, declared, text, declared.at);
  return typed_text(stack, declared, text, declared.at);
}

DeclaredValue TemplateEvaluator::argument_value(Stack& stack, StackParameter& parameter) {
  const Meanwhile<bool> secrets(shows_secrets_, true);
  DeclaredValue given;
  {
    const Meanwhile<bool> touched(touched_secret_, false);
    given = value(*parameter.argument, {*stack.outer, stack.outer_loop});
    parameter.is_secret = parameter.is_secret || touched_secret_;
  }
  const TemplateParameter& declared = *parameter.declared;
  if (given.is_absent()) return own_value(stack, parameter);
  if (given.is_map()) return DeclaredValue::unknown(words_of(stack, declared), given.at);
  if (given.is_text()) return typed_text(stack, declared, given.text, given.at);
  if (declared.is_list()) return given.is_list() ? given : comma_list(given, given.at);
  if (!given.is_list()) return given;
  JoinedText joined(given.at);
  for (std::size_t i = 0; i < given.items.size(); ++i) {
    if (i > 0) joined.add(",");
    joined.add(std::move(given.items[i]));
  }
  return joined.take();
}

DeclaredValue TemplateEvaluator::typed_text(const Stack& stack, const TemplateParameter& parameter,
                                            const std::string& text, SourceLoc at) {
  if (parameter.is_stored() && text.substr(0, 1) == "/") {
    return stored_value(stack, parameter, text, at);
  }
  if (!parameter.is_list()) return id_value(parameter, text, at);
  DeclaredValue list = comma_list(DeclaredValue::of_text(text, at), at);
  for (DeclaredValue& item : list.items) item = id_value(parameter, item.text, at);
  return list;
}

/// What stands in the SSM parameter store is known only when the stack is made.
DeclaredValue TemplateEvaluator::stored_value(const Stack& stack,
                                              const TemplateParameter& parameter,
                                              const std::string& name, SourceLoc at) {
  if (!parameter.resource_type().empty()) return missing_value(stack, parameter);
  if (parameter.is_secret) return missing_value(stack, parameter);
  return DeclaredValue::unknown(
      fmt::format("parameter {} of SSM, for {}", quoted(name), words_of(stack, parameter)), at);
}

DeclaredValue TemplateEvaluator::missing_value(const Stack& stack,
                                               const TemplateParameter& parameter) {
  const std::string type = parameter.resource_type();
  if (type.empty() || parameter.is_list()) {
    return DeclaredValue::unknown(words_of(stack, parameter), parameter.at);
  }
  return external(type, address_of(stack, parameter.name), parameter.at);
}

DeclaredValue TemplateEvaluator::id_value(const TemplateParameter& parameter, std::string_view text,
                                          SourceLoc at) {
  const std::string type = parameter.resource_type();
  if (!type.empty() && looks_like_id(text, type)) return external(type, std::string(text), at);
  return DeclaredValue::of_text(std::string(text), at);
}

DeclaredValue TemplateEvaluator::external(const std::string& type, std::string address,
                                          SourceLoc at) {
  DeclaredResource resource;
  resource.type = type;
  resource.address = address;
  resource.at = at;
  resource.properties = DeclaredValue::of_map(at);
  resource.properties.set("IsExternal", DeclaredValue::of_text("true", at));
  externals_.emplace(address, std::move(resource));
  return DeclaredValue::reference(std::move(address), {}, at);
}

}  // namespace canreach
