#include <fmt/format.h>

#include <cctype>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/cloudformation/cidr_blocks.h"
#include "parsers/cloudformation/evaluator.h"
#include "parsers/cloudformation/values.h"

// Functions that make texts and lists: Sub, Join, Split, Select, GetAZs, Cidr, Length.

namespace canreach {
namespace {

constexpr std::size_t kLongestName = 300;

bool is_name(std::string_view name) {
  return !name.empty() && all_of(name, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == ':';
  });
}

/// A list stands in a text as its items with commas between, as it does in a parameter.
DeclaredValue as_text(DeclaredValue value, SourceLoc at) {
  if (!value.is_list()) return value;
  JoinedText joined(at);
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    if (i > 0) joined.add(",");
    joined.add(std::move(value.items[i]));
  }
  return joined.take();
}

}  // namespace

DeclaredValue TemplateEvaluator::sub(const TemplateCall& call, const TemplateScope& scope) {
  const SyntaxNode& argument = *call.argument;
  if (argument.is_scalar() && !argument.is_null()) {
    return sub_text(in_loop(argument.text(), scope.loop), nullptr, argument.at(), scope);
  }
  const std::span<const SyntaxNode> items = argument.elements();
  const bool fits = (items.size() == 1 || items.size() == 2) && items[0].is_scalar() &&
                    !items[0].is_null() && (items.size() == 1 || items[1].is_map());
  if (!fits) {
    needs(call, argument.at(), "a text, or a list of a text and a map");
    return mistaken(argument.at());
  }
  const SyntaxNode* variables = items.size() == 2 ? &items[1] : nullptr;
  return sub_text(in_loop(items[0].text(), scope.loop), variables, items[0].at(), scope);
}

DeclaredValue TemplateEvaluator::sub_text(const std::string& text, const SyntaxNode* variables,
                                          SourceLoc at, const TemplateScope& scope) {
  JoinedText joined(at);
  std::string_view rest = text;
  for (std::size_t begin = rest.find("${"); begin != std::string_view::npos;
       begin = rest.find("${")) {
    joined.add(rest.substr(0, begin));
    const std::size_t length = rest.substr(begin + 2, kLongestName).find('}');
    if (length == std::string_view::npos) {
      joined.add("${");
      rest.remove_prefix(begin + 2);
      continue;
    }
    const std::string_view name = rest.substr(begin + 2, length);
    rest.remove_prefix(begin + 2 + length + 1);
    if (name.substr(0, 1) == "!") {
      joined.add(fmt::format("${{{}}}", name.substr(1)));
    } else {
      joined.add(as_text(sub_name(trim(name), variables, at, scope), at));
    }
    if (is_exhausted_) return {};
  }
  joined.add(rest);
  return joined.take();
}

DeclaredValue TemplateEvaluator::sub_name(std::string_view name, const SyntaxNode* variables,
                                          SourceLoc at, const TemplateScope& scope) {
  const SyntaxNode* variable = variables == nullptr ? nullptr : variables->find(name);
  if (variable != nullptr) return value(*variable, scope);
  if (!is_name(name)) {
    report(
        DiagnosticKind::template_arguments, at,
        {quoted("Fn::Sub"),
         fmt::format("the name of a parameter or resource in {}; {} stands for the text itself",
                     quoted(fmt::format("${{{}}}", name)), quoted(fmt::format("${{!{}}}", name)))});
    return mistaken(at);
  }
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return charged(named(std::string(name), at, scope));
  return charged(
      attribute(std::string(name.substr(0, dot)), std::string(name.substr(dot + 1)), at, scope));
}

DeclaredValue TemplateEvaluator::join(const TemplateCall& call, const TemplateScope& scope) {
  const std::optional<std::span<const SyntaxNode>> items =
      items_of(call, 2, 2, "a list of a delimiter and a list");
  const SourceLoc at = call.argument->at();
  if (!items) return mistaken(at);
  const DeclaredValue delimiter = value((*items)[0], scope);
  DeclaredValue list = value((*items)[1], scope);
  if (!delimiter.is_text()) {
    if (delimiter.is_unknown()) return delimiter;
    needs(call, (*items)[0].at(), "a text as its delimiter");
    return mistaken(at);
  }
  if (list.is_unknown()) return list;
  if (list.is_reference()) return DeclaredValue::unknown(missing_of(list), at);
  return joined_items(call, delimiter.text, std::move(list), at);
}

DeclaredValue TemplateEvaluator::joined_items(const TemplateCall& call,
                                              const std::string& delimiter, DeclaredValue list,
                                              SourceLoc at) {
  if (!list.is_list()) {
    needs(call, at, "a list as its second item");
    return mistaken(at);
  }
  JoinedText joined(at);
  bool is_first = true;
  for (DeclaredValue& item : list.items) {
    if (item.is_list() || item.is_map()) {
      needs(call, item.at, "texts to join");
      return mistaken(at);
    }
    if (!is_first) joined.add(delimiter);
    is_first = false;
    joined.add(std::move(item));
  }
  return joined.take();
}

DeclaredValue TemplateEvaluator::split(const TemplateCall& call, const TemplateScope& scope) {
  const std::optional<std::span<const SyntaxNode>> items =
      items_of(call, 2, 2, "a list of a delimiter and a text");
  const SourceLoc at = call.argument->at();
  if (!items) return mistaken(at);
  const DeclaredValue delimiter = value((*items)[0], scope);
  const DeclaredValue text = value((*items)[1], scope);
  if (delimiter.is_unknown() || text.is_unknown()) {
    return delimiter.is_unknown() ? delimiter : text;
  }
  if (!delimiter.is_text() || delimiter.text.empty()) {
    needs(call, (*items)[0].at(), "a text as its delimiter");
    return mistaken(at);
  }
  if (text.is_list() || text.is_map() || text.is_absent()) {
    needs(call, (*items)[1].at(), "a text to split");
    return mistaken(at);
  }
  // A firewall's endpoints are texts "zone:endpoint": the second part stands for the endpoint.
  if (text.is_reference() && delimiter.text == ":" && text.text.substr(0, 12) == "EndpointIds.") {
    CompactVector<DeclaredValue> parts;
    parts.push_back(DeclaredValue::unknown(missing_of(text), at));
    parts.push_back(text);
    return DeclaredValue::of_list(std::move(parts), at);
  }
  return split_value(text, delimiter.text, at);
}

DeclaredValue TemplateEvaluator::select(const TemplateCall& call, const TemplateScope& scope) {
  const std::optional<std::span<const SyntaxNode>> items =
      items_of(call, 2, 2, "a list of an index and a list");
  const SourceLoc at = call.argument->at();
  if (!items) return mistaken(at);
  const DeclaredValue index = value((*items)[0], scope);
  DeclaredValue list = value((*items)[1], scope);
  if (!index.is_text()) {
    if (!index.is_list() && !index.is_map() && !index.is_absent()) {
      DeclaredValue open = DeclaredValue::unknown(missing_of(index), at);
      if (list.is_list()) open.items = std::move(list.items);
      open.is_one_of = !open.items.empty();
      return open;
    }
    needs(call, (*items)[0].at(), "a number as its index");
    return mistaken(at);
  }
  return selected(call, index.text, std::move(list), at);
}

DeclaredValue TemplateEvaluator::selected(const TemplateCall& call, const std::string& index,
                                          DeclaredValue list, SourceLoc at) {
  const std::optional<unsigned long long> number = parse_number(index);
  if (!number) {
    needs(call, at, "a number as its index");
    return mistaken(at);
  }
  if (list.is_unknown()) return list;
  if (list.is_reference()) {
    if (list.text.empty()) return DeclaredValue::unknown(missing_of(list), at);
    return DeclaredValue::reference(list.target, fmt::format("{}.{}", list.text, *number), at);
  }
  if (!list.is_list()) {
    needs(call, at, "a list as its second item");
    return mistaken(at);
  }
  if (*number < list.items.size()) return std::move(list.items[*number]);
  report(DiagnosticKind::template_value, at,
         {quoted(call.name), fmt::format("there is no item {} in a list of {}", *number,
                                         counted(list.items.size(), "item"))});
  return mistaken(at);
}

DeclaredValue TemplateEvaluator::length(const TemplateCall& call, const TemplateScope& scope) {
  const DeclaredValue list = value(*call.argument, scope, call.argument_tag);
  const SourceLoc at = call.argument->at();
  if (list.is_list()) return DeclaredValue::of_text(std::to_string(list.items.size()), at);
  if (!list.is_text() && !list.is_map()) return DeclaredValue::unknown(missing_of(list), at);
  needs(call, at, "a list");
  return mistaken(at);
}

/// The zones of a region by names that stand for them; which of them an account has is not known.
DeclaredValue TemplateEvaluator::get_azs(const TemplateCall& call, const TemplateScope& scope) {
  const SourceLoc at = call.argument->at();
  DeclaredValue name = call.argument->is_null() ? DeclaredValue::of_text("", at)
                                                : value(*call.argument, scope, call.argument_tag);
  if (name.is_list() && name.items.empty()) name = DeclaredValue::of_text("", at);
  if (!name.is_text()) {
    if (name.is_list() || name.is_map()) needs(call, at, "the name of a region");
    return DeclaredValue::unknown(missing_of(name), at);
  }
  CompactVector<DeclaredValue> zones;
  for (const char zone : {'a', 'b', 'c', 'd', 'e', 'f'}) {
    zones.push_back(DeclaredValue::of_text((name.text.empty() ? region() : name.text) + zone, at));
  }
  return DeclaredValue::of_list(std::move(zones), at);
}

DeclaredValue TemplateEvaluator::cidr(const TemplateCall& call, const TemplateScope& scope) {
  constexpr unsigned long long kMostBlocks = 256;
  const std::optional<std::span<const SyntaxNode>> items =
      items_of(call, 2, 3, "a list of a block, a count and a number of host bits");
  const SourceLoc at = call.argument->at();
  if (!items) return mistaken(at);
  DeclaredValue parts[3];
  for (std::size_t i = 0; i < items->size(); ++i) {
    parts[i] = value((*items)[i], scope);
    if (parts[i].is_text()) continue;
    if (parts[i].is_list() || parts[i].is_map()) needs(call, (*items)[i].at(), "texts and numbers");
    return DeclaredValue::unknown(missing_of(parts[i]), at);
  }
  if (items->size() == 2) {
    return DeclaredValue::unknown("the number of host bits for `Fn::Cidr`", at);
  }
  const Result<IpPrefix> block = IpPrefix::parse(parts[0].text);
  const std::optional<unsigned long long> count = parse_number(parts[1].text);
  const std::optional<unsigned long long> bits = parse_number(parts[2].text);
  if (!block) {
    report(DiagnosticKind::template_value, (*items)[0].at(),
           {quoted(call.name), fmt::format("invalid block: {}", block.error().text)});
    return mistaken(at);
  }
  const unsigned long long most_bits = static_cast<unsigned long long>(bits_of(block->family()));
  if (!count || *count == 0 || *count > kMostBlocks || !bits || *bits == 0 || *bits > most_bits) {
    needs(call, at,
          fmt::format("a count of 1 to {} and 1 to {} host bits", kMostBlocks, most_bits));
    return mistaken(at);
  }
  const Result<std::vector<std::string>> blocks =
      cidr_blocks(*block, static_cast<std::size_t>(*count), static_cast<int>(*bits));
  if (!blocks) {
    report(DiagnosticKind::template_value, at, {quoted(call.name), blocks.error().text});
    return mistaken(at);
  }
  CompactVector<DeclaredValue> values;
  for (const std::string& text : *blocks) values.push_back(DeclaredValue::of_text(text, at));
  return DeclaredValue::of_list(std::move(values), at);
}

DeclaredValue TemplateEvaluator::transform(const TemplateCall& call, const TemplateScope& scope) {
  const SyntaxNode* name = call.argument->find("Name");
  const SourceLoc at = call.argument->at();
  const std::string words =
      name == nullptr ? "the macro" : fmt::format("the macro {}", quoted(name->text()));
  (void)scope;
  if (files_with_macros_.insert(at.file).second) {
    report(DiagnosticKind::template_macro, at, {words});
  }
  return DeclaredValue::unknown(fmt::format("what {} gives", words), at);
}

}  // namespace canreach
