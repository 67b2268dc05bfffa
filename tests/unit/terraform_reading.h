#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "parsers/terraform.h"

namespace canreach::test {

/// A plan or state that was read.
struct ReadTerraform {
  SourceFiles files;
  DeclaredDesign design;
  Diagnostics diagnostics;

  const DeclaredResource* find(const std::string& address) const {
    for (const DeclaredResource& resource : design.resources) {
      if (resource.address == address) return &resource;
    }
    return nullptr;
  }

  /// "CR1653 this plan ...": what was reported.
  std::vector<std::string> codes() const {
    std::vector<std::string> result;
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
      result.push_back(std::string(row_of(diagnostic.kind).code));
    }
    return result;
  }

  std::string show(const std::string& address, const std::string& property) const;
};

/// text as it is; `-` absent; `@ADDRESS` or `@ADDRESS.Attribute` a reference; `?` unknown.
inline std::string terraform_text(const DeclaredValue& value) {
  std::string result;
  switch (value.kind) {
    case DeclaredValue::Kind::absent:
      return "-";
    case DeclaredValue::Kind::text:
      return value.text;
    case DeclaredValue::Kind::reference:
      return "@" + value.target + (value.text.empty() ? "" : "." + value.text);
    case DeclaredValue::Kind::unknown:
      return "?";
    case DeclaredValue::Kind::list:
    case DeclaredValue::Kind::joined:
      for (const DeclaredValue& item : value.items) {
        result += (result.empty() ? "" : ", ") + terraform_text(item);
      }
      return "[" + result + "]";
    case DeclaredValue::Kind::map:
      for (const auto& [name, member] : value.members) {
        result += (result.empty() ? "" : ", ") + name + ": " + terraform_text(member);
      }
      return "{" + result + "}";
  }
  return {};
}

/// "no resource" when there is none of that address.  Property names may lead into maps.
inline std::string ReadTerraform::show(const std::string& address,
                                       const std::string& property) const {
  const DeclaredResource* resource = find(address);
  if (resource == nullptr) return "no resource";
  if (property == "type") return resource->type;
  const DeclaredValue* value = &resource->properties;
  std::size_t from = 0;
  while (from <= property.size()) {
    const std::size_t dot = std::min(property.find('.', from), property.size());
    value = &(*value)[property.substr(from, dot - from)];
    from = dot + 1;
  }
  return terraform_text(*value);
}

inline ReadTerraform read_terraform_texts(const std::vector<std::string>& texts,
                                          const DeclaredOptions& options = {}) {
  ReadTerraform result;
  std::vector<SyntaxNode> roots;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::uint32_t file =
        result.files.add(std::string(1, static_cast<char>('a' + i)), texts[i]);
    roots.push_back(read_json(result.files, file, result.diagnostics));
  }
  std::vector<TerraformDocument> documents;
  for (std::size_t i = 0; i < roots.size(); ++i) {
    documents.push_back({std::string(1, static_cast<char>('a' + i)), &roots[i]});
  }
  read_terraform(documents, options, result.design, result.diagnostics);
  return result;
}

inline ReadTerraform read_terraform_text(const std::string& text,
                                         const DeclaredOptions& options = {}) {
  return read_terraform_texts({text}, options);
}

// Plans in few words.  The texts may have ' for ".

inline std::string quotes(std::string text) {
  for (char& c : text) {
    if (c == '\'') c = '"';
  }
  return text;
}

inline std::string address_text(const std::string& address) {
  std::string result;
  for (const char c : address) result += c == '"' ? std::string("\\\"") : std::string(1, c);
  return "\"" + result + "\"";
}

/// An entry of `resource_changes`.
inline std::string change(const std::string& address, const std::string& after,
                          const std::string& unknown = "{}",
                          const std::string& actions = "['create']",
                          const std::string& before = "null", const std::string& rest = "") {
  return "{\"address\":" + address_text(address) +
         quotes(rest + ",'change':{'actions':" + actions + ",'before':" + before +
                ",'after':" + after + ",'after_unknown':" + unknown + "}}");
}

/// A resource of the configuration.
inline std::string written(const std::string& address, const std::string& expressions,
                           const std::string& rest = "") {
  return "{\"address\":" + address_text(address) +
         quotes(",'provider_config_key':'aws','expressions':" + expressions + rest + "}");
}

/// An expression that refers to something: refers("aws_vpc.main.id", "aws_vpc.main").
template <class... Texts>
std::string refers(const Texts&... texts) {
  std::string list;
  ((list += (list.empty() ? "" : ",") + address_text(texts)), ...);
  return "{\"references\":[" + list + "]}";
}

inline std::string listed(const std::vector<std::string>& texts) {
  std::string result;
  for (const std::string& text : texts) result += (result.empty() ? "" : ",") + text;
  return "[" + result + "]";
}

inline std::string plan(const std::vector<std::string>& changes,
                        const std::vector<std::string>& configuration,
                        const std::string& module_rest = "", const std::string& rest = "") {
  return "{\"format_version\":\"1.2\",\"planned_values\":{},\"resource_changes\":" +
         listed(changes) +
         ",\"configuration\":{\"root_module\":{\"resources\":" + listed(configuration) +
         quotes(module_rest) + "}}" + quotes(rest) + "}";
}

}  // namespace canreach::test
