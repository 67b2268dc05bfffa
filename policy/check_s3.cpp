#include "policy/check_s3.h"

#include <string>
#include <string_view>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/open_names.h"
#include "policy/action_data.h"
#include "policy/pattern.h"

namespace canreach {
namespace {

constexpr std::string_view kBuckets = "arn:aws:s3:::";

// What the ARNs of a statement can be.
struct Named {
  bool bucket = false;
  bool object = false;
};

// An object's name begins behind a slash, which no bucket's name holds; a wildcard may be anything.
// Whatever is not surely a bucket or one of its objects may be both.
Named named_by(const PolicyStatement& statement) {
  if (statement.not_resource || !statement.resources_known) return {true, true};
  Named named;
  for (const PolicyText& resource : statement.resources) {
    const std::string_view text =
        resource.text.is_known() ? resource.text.get() : std::string_view();
    if (!text.starts_with(kBuckets) || holds_unknown_part(text)) return {true, true};
    const std::string_view rest = text.substr(kBuckets.size());
    const std::size_t mark = rest.find_first_of("/*?$");
    const bool has_slash = mark != std::string_view::npos && rest[mark] == '/';
    named.bucket = named.bucket || !has_slash;
    named.object = named.object || mark != std::string_view::npos;
  }
  return named;
}

// Of S3, and no pattern: those are in no table.
bool is_action_of_s3(const PolicyText& action) {
  const std::string_view text = action.text.is_known() ? action.text.get() : std::string_view();
  return text.size() > 3 && (text[0] == 's' || text[0] == 'S') && text.substr(1, 2) == "3:" &&
         !has_wildcard(text);
}

void check(const PolicyText& action, const Named& named, Diagnostics& diagnostics) {
  if (!is_action_of_s3(action)) return;
  const std::vector<std::string_view> types = resource_types_of(action.text.get());
  const bool wants_bucket = contains(types, std::string_view("bucket"));
  if (wants_bucket == contains(types, std::string_view("object"))) return;
  if (wants_bucket ? named.bucket : named.object) return;
  diagnostics.report(DiagnosticKind::policy_never_matches, action.at,
                     {quoted(action.text.get()),
                      wants_bucket ? "it is asked of buckets, and Resource names objects alone"
                                   : "it is asked of objects, and Resource names buckets alone"});
}

}  // namespace

void check_buckets_and_objects(const PolicyDocument& document, Diagnostics& diagnostics) {
  for (const PolicyStatement& statement : document.statements) {
    if (statement.not_action || statement.resources.empty()) continue;
    const Named named = named_by(statement);
    if (named.bucket && named.object) continue;
    for (const PolicyText& action : statement.actions) check(action, named, diagnostics);
  }
}

}  // namespace canreach
