#include "parsers/terraform/policy.h"

#include <fmt/format.h>

#include "base/algorithm.h"
#include "base/text.h"

// A policy document that is read at apply has no text yet, but its blocks are in the plan, with
// holes where something is not known.  The provider's rules are few: an effect left out is Allow,
// `&{x}` stands for `${x}`, principals are grouped by type, conditions by operator and key.

namespace canreach {
namespace {

/// Of these an ARN stands alone: nothing is ever put behind it.
constexpr std::string_view kWholeArns =
    "aws_iam_role aws_iam_user aws_iam_policy aws_sqs_queue aws_sns_topic aws_kms_key "
    "aws_iam_openid_connect_provider aws_iam_saml_provider";

/// Documents that this one is made of.
constexpr std::string_view kSources[] = {"source_json", "override_json", "source_policy_documents",
                                         "override_policy_documents"};

std::string with_variables(std::string text) {
  for (std::size_t at = text.find("&{"); at != std::string::npos; at = text.find("&{", at)) {
    text[at] = '$';
  }
  return text;
}

class Rebuilding {
 public:
  Rebuilding(TerraformReading& reading, const TerraformObject& document)
      : reading_(reading), document_(document) {}

  DeclaredValue make() {
    const Attribute json = document_["json"];
    if (json.is_known()) return reading_.text(json);
    for (const std::string_view source : kSources) {
      const Attribute part = document_[source];
      const bool is_there =
          part.is_known() && (!part.node().text().empty() || !part.node().elements().empty());
      if (is_there || part.is_unknown()) return reading_.unknown(part);
    }
    const Attribute statements = document_["statement"];
    if (!statements.is_known()) return reading_.unknown(statements);
    DeclaredValue policy = DeclaredValue::of_map(at());
    DeclaredValue version = reading_.text(document_["version"]);
    policy.set("Version", version.is_text() ? version : word("2012-10-17"));
    DeclaredValue list = DeclaredValue::of_list({}, at());
    for (const Attribute& each : statements.elements()) list.items.push_back(statement(each));
    policy.set("Statement", std::move(list));
    return policy;
  }

 private:
  SourceLoc at() const { return document_.object().at; }
  DeclaredValue word(std::string text) const {
    return DeclaredValue::of_text(std::move(text), at());
  }

  DeclaredValue statement(const Attribute& block) {
    DeclaredValue result = DeclaredValue::of_map(block.at());
    const DeclaredValue sid = reading_.text(block["sid"]);
    if (sid.is_text() && !sid.text.empty()) result.set("Sid", sid);
    const DeclaredValue effect = reading_.text(block["effect"]);
    result.set("Effect", effect.is_absent() ? word("Allow") : effect);
    strings(result, "Action", block["actions"]);
    strings(result, "NotAction", block["not_actions"]);
    strings(result, "Resource", block["resources"]);
    strings(result, "NotResource", block["not_resources"]);
    principals(result, "Principal", block["principals"]);
    principals(result, "NotPrincipal", block["not_principals"]);
    conditions(result, block["condition"]);
    return result;
  }

  /// A list of strings; those that are not known yet are references where they must be ARNs.
  DeclaredValue list(const Attribute& attribute) {
    DeclaredValue found = reading_.references(attribute, kWholeArns, KnownItems::kept);
    for (DeclaredValue& item : found.items) {
      if (item.is_text()) item.text = with_variables(item.text);
      if (item.is_reference()) item.text = "Arn";
    }
    return found;
  }

  void strings(DeclaredValue& result, std::string_view key, const Attribute& attribute) {
    DeclaredValue found = list(attribute);
    const bool is_empty = found.is_list() && found.items.empty();
    if (!found.is_absent() && !is_empty) result.set(key, std::move(found));
  }

  void principals(DeclaredValue& result, std::string_view key, const Attribute& blocks) {
    if (blocks.is_unknown()) return result.set(key, reading_.unknown(blocks));
    DeclaredValue map = DeclaredValue::of_map(at());
    for (const Attribute& block : blocks.elements()) {
      const DeclaredValue type = reading_.text(block["type"]);
      DeclaredValue identifiers = list(block["identifiers"]);
      if (!type.is_text()) return result.set(key, reading_.unknown(block["type"]));
      if (type.text == "*") return result.set(key, word("*"));
      DeclaredValue all = map[type.text];
      if (all.is_list() && identifiers.is_list()) {
        for (DeclaredValue& item : identifiers.items) all.items.push_back(std::move(item));
        map.set(type.text, std::move(all));
      } else {
        map.set(type.text, std::move(identifiers));
      }
    }
    if (!map.members.empty()) result.set(key, std::move(map));
  }

  void conditions(DeclaredValue& result, const Attribute& blocks) {
    if (blocks.is_unknown()) return result.set("Condition", reading_.unknown(blocks));
    DeclaredValue map = DeclaredValue::of_map(at());
    for (const Attribute& block : blocks.elements()) {
      const DeclaredValue test = reading_.text(block["test"]);
      const DeclaredValue variable = reading_.text(block["variable"]);
      if (!test.is_text() || !variable.is_text()) {
        return result.set("Condition", reading_.unknown(block["test"]));
      }
      DeclaredValue keys = map[test.text].is_map() ? map[test.text] : DeclaredValue::of_map(at());
      DeclaredValue values = list(block["values"]);
      if (keys[variable.text].is_list()) {
        DeclaredValue all = keys[variable.text];
        for (DeclaredValue& item : values.items) all.items.push_back(std::move(item));
        values = std::move(all);
      }
      keys.set(variable.text, std::move(values));
      map.set(test.text, std::move(keys));
    }
    if (!map.members.empty()) result.set("Condition", std::move(map));
  }

  TerraformReading& reading_;
  Attribute document_;
};

}  // namespace

DeclaredValue rebuilt_policy(TerraformReading& reading, const TerraformObject& document) {
  return Rebuilding(reading, document).make();
}

}  // namespace canreach
