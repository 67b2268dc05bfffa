#include "parsers/cloudformation/edit_style.h"

#include <fmt/format.h>

#include "parsers/text_places.h"

namespace canreach {
namespace {

bool mentions(std::string_view text, std::string_view words) {
  return text.find(words) != std::string_view::npos;
}

std::string quoted_by(char quote, std::string_view text) {
  return quote == '\0' ? std::string(text) : fmt::format("{}{}{}", quote, text, quote);
}

}  // namespace

char quote_at(std::string_view text, const SourceLoc& at) {
  const std::size_t offset = offset_of(text, at);
  if (offset >= text.size()) return '\0';
  return text[offset] == '"' || text[offset] == '\'' ? text[offset] : '\0';
}

TemplateStyle TemplateStyle::of(std::string_view text, const SyntaxNode::Member& sample) {
  TemplateStyle style;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool has_long = mentions(text, "Fn::") || mentions(text, "Ref:");
  const bool has_short = mentions(text, "!Ref") || mentions(text, "!GetAtt");
  style.short_tags = has_short || !has_long;
  const std::size_t body = offset_of(text, sample.value.at());
  style.is_flow = body < text.size() && text[body] == '{';
  style.has_spaces = style.is_flow && body + 1 < text.size() && text[body + 1] == ' ';
  style.json =
      first != std::string_view::npos && text[first] == '{' && quote_at(text, sample.key_at) == '"';
  if (const SyntaxNode* type = sample.value.find("Type")) style.quote = quote_at(text, type->at());
  const SyntaxNode::Member* inner =
      sample.value.members().empty() ? nullptr : &sample.value.members().front();
  if (inner == nullptr) return style;
  const bool is_below = inner->key_at.line > sample.key_at.line;
  if (style.json) style.is_flow = !is_below;
  if (is_below && inner->key_at.column > sample.key_at.column) {
    style.unit = inner->key_at.column - sample.key_at.column;
  }
  return style;
}

std::string TemplateStyle::key(std::string_view name) const {
  return json ? fmt::format("\"{}\": ", name) : fmt::format("{}: ", name);
}

std::string TemplateStyle::scalar(const TemplateProperty& property) const {
  switch (property.kind) {
    case TemplateProperty::Kind::number:
      return property.text;
    case TemplateProperty::Kind::text: {
      // "::/0" looks like a key of YAML.
      const bool is_odd = !property.text.empty() && property.text.front() == ':';
      return quoted_by(json || (is_odd && quote == '\0') ? '"' : quote, property.text);
    }
    case TemplateProperty::Kind::reference:
      if (json) return fmt::format("{{\"Ref\": \"{}\"}}", property.text);
      return short_tags ? "!Ref " + property.text : fmt::format("{{Ref: {}}}", property.text);
    case TemplateProperty::Kind::group_id:
      if (json) return fmt::format("{{\"Fn::GetAtt\": [\"{}\", \"GroupId\"]}}", property.text);
      return short_tags ? fmt::format("!GetAtt {}.GroupId", property.text)
                        : fmt::format("{{\"Fn::GetAtt\": [{}, GroupId]}}", property.text);
    case TemplateProperty::Kind::map:
      return flow(property.members);
  }
  return {};
}

std::string TemplateStyle::flow(const std::vector<TemplateProperty>& properties) const {
  std::string text;
  for (const TemplateProperty& property : properties) {
    if (!text.empty()) text += ", ";
    text += key(property.key) + scalar(property);
  }
  return has_spaces ? fmt::format("{{ {} }}", text) : fmt::format("{{{}}}", text);
}

std::string TemplateStyle::block(const std::vector<TemplateProperty>& properties,
                                 std::size_t indent) const {
  std::string text;
  for (const TemplateProperty& property : properties) {
    if (!text.empty()) text += "\n" + std::string(indent, ' ');
    if (property.kind != TemplateProperty::Kind::map) {
      text += key(property.key) + scalar(property);
      continue;
    }
    const std::size_t deeper = indent + unit;
    text += property.key + ":\n" + std::string(deeper, ' ') + block(property.members, deeper);
  }
  return text;
}

std::string TemplateStyle::braces(const std::vector<TemplateProperty>& properties,
                                  std::size_t indent) const {
  const std::string lead = "\n" + std::string(indent + unit, ' ');
  std::string text = "{";
  for (const TemplateProperty& property : properties) {
    if (text.size() > 1) text += ",";
    text += lead + key(property.key);
    text += property.kind == TemplateProperty::Kind::map ? braces(property.members, indent + unit)
                                                         : scalar(property);
  }
  return text + "\n" + std::string(indent, ' ') + "}";
}

}  // namespace canreach
