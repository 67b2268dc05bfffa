// What an action is asked of, and which actions a question such as `s3:Get*` means.
//
// The Service Authorization Reference tells the types of resources that an action takes, and the
// forms of their ARNs.  An action is meant when the target, or a part of it, has such a form.
#include "analyzer/access/action_pattern.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "base/algorithm.h"
#include "base/text.h"
#include "policy/action_data.h"
#include "policy/pattern.h"

namespace canreach {
namespace {

/// The sixth part of an ARN, or of its form.
std::string_view resource_part(std::string_view arn) {
  std::size_t at = 0;
  for (int colons = 0; colons < 5; ++colons) {
    at = arn.find(':', at);
    if (at == std::string_view::npos) return {};
    ++at;
  }
  return arn.substr(at);
}

/// "arn:${Partition}:s3:::${BucketName}" as a pattern in which each variable is any run.
std::string pattern_of(std::string_view form) {
  std::string pattern;
  while (!form.empty()) {
    const std::size_t begin = form.find("${");
    append_literal(pattern, form.substr(0, begin));
    if (begin == std::string_view::npos) break;
    pattern += kAnyRun;
    const std::size_t end = form.find('}', begin);
    form = end == std::string_view::npos ? std::string_view() : form.substr(end + 1);
  }
  return pattern;
}

bool has_form(std::string_view arn, std::string_view form) {
  const bool is_whole = resource_part(form).find('/') == std::string_view::npos;
  if (is_whole && resource_part(arn).find('/') != std::string_view::npos) return false;
  return matches(pattern_of(form), arn);
}

bool takes_type(const ActionRow& action, std::string_view type) {
  return any_of(action.resources,
                [&](const ActionResource& resource) { return resource.type == type; });
}

/// Source: CloudWatch Logs API Reference, LogGroup, logGroupArn.
constexpr std::array<std::string_view, 3> kTagActions = {"ListTagsForResource", "TagResource",
                                                         "UntagResource"};

bool takes(const ActionRow& action, const std::string& arn) {
  return any_of(action.resources, [&](const ActionResource& resource) {
    return any_of(resource.arns, [&](std::string_view form) { return has_form(arn, form); });
  });
}

/// What CloudWatch Logs asks about a group itself: the ARN of a stream without a name.
constexpr std::string_view kNoStream = ":log-stream:";

/// "log-group:G:log-stream:" for an action on a group: policies name it by "log-group:G:*".  Only
/// the tags of a group are asked of its bare ARN.
std::string log_group_asked(const ActionRow& action, std::string arn) {
  const bool is_bare =
      arn.find(":log-group:") != std::string::npos && arn.find(kNoStream) == std::string::npos;
  const bool is_of_tags = contains(kTagActions, action.name);
  if (!is_bare || is_of_tags || !takes_type(action, "log-group")) return arn;
  if (arn.ends_with(":*")) arn.resize(arn.size() - 2);
  return arn + std::string(kNoStream);
}

/// "log-group:G:log-stream:S", "topic/NAME/UUID/TOPIC".
std::string part_arn(const AccessTarget& target, std::string_view type) {
  const std::string part = target.part.empty() ? "*" : target.part;
  if (target.kind == ResourceKind::Bucket) return target.arn + "/" + part;
  if (target.kind == ResourceKind::LogGroup) return target.arn + ":log-stream:" + part;
  std::string arn = target.arn;
  const std::size_t at = arn.find(":cluster/");
  if (at == std::string::npos) return arn;
  const std::string name = type == "group" ? "*" : part;
  return arn.replace(at, 9, fmt::format(":{}/", type)) + "/" + name;
}

bool is_part(ResourceKind kind, std::string_view type) {
  if (kind == ResourceKind::Bucket) return type == "object";
  if (kind == ResourceKind::LogGroup) return type == "log-stream";
  if (kind == ResourceKind::Broker) return type == "topic" || type == "group";
  return false;
}

/// Parts that have ARNs of their own: "function:F:PROD", "table/T/index/I".  Rules: OTH-1, OTH-4.
std::string whole_or_part(const AccessTarget& target) {
  if (target.part.empty()) return target.arn;
  const bool is_nested = target.part.find('/') != std::string::npos;
  const bool is_table = target.kind == ResourceKind::Table || target.kind == ResourceKind::Stream;
  if (is_table && is_nested) return target.arn + "/" + target.part;
  return target.kind == ResourceKind::Function ? target.arn + ":" + target.part : target.arn;
}

}  // namespace

std::string resource_of_action(std::string_view action, const AccessTarget& target) {
  const std::optional<ActionRow> row = find_action(action);
  if (target.arn_given && !target.is_known()) {
    return row ? log_group_asked(*row, target.arn) : target.arn;
  }
  if (row && takes_no_resource(*row)) return "*";
  if (!row) return target.part.empty() ? target.arn : part_arn(target, "object");
  for (const ActionResource& resource : row->resources) {
    if (is_part(target.kind, resource.type)) return part_arn(target, resource.type);
  }
  return log_group_asked(*row, whole_or_part(target));
}

std::string bare_log_group(std::string_view resource) {
  const bool is_group = resource.ends_with(kNoStream);
  return std::string(resource.substr(0, is_group ? resource.size() - kNoStream.size() : 0));
}

bool is_action_pattern(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::size_t wildcard = text.find_first_of("*?");
  return colon > 0 && colon < text.size() && wildcard < text.size() && wildcard > colon;
}

std::vector<std::string> actions_asked(std::string_view pattern, const AccessTarget& target) {
  std::vector<std::string> asked;
  for (std::string& action : covered_actions(pattern)) {
    const std::optional<ActionRow> row = find_action(action);
    if (!row) continue;
    const bool is_without = takes_no_resource(*row);
    if (target.arn == "*" ? !is_without : is_without) continue;
    const std::string arn = target.arn == "*" ? target.arn : resource_of_action(action, target);
    // Its ARNs name the database's users, and no database.
    const bool is_login = row->service == "rds-db" && target.kind == ResourceKind::Database;
    if (is_login && target.is_known()) {
      asked.push_back(std::move(action));
      continue;
    }
    const bool is_whole = arn == target.arn || !bare_log_group(arn).empty();
    const bool is_of_part = target.part.empty() || !target.is_known() || !is_whole;
    if (target.arn == "*" || (is_of_part && takes(*row, arn))) asked.push_back(std::move(action));
  }
  return asked;
}

}  // namespace canreach
