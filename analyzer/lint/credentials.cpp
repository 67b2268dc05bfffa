#include <fmt/format.h>

#include <string_view>

#include "analyzer/lint/facts.h"
#include "base/text.h"
#include "policy/condition_operator.h"

namespace canreach {
namespace {

// Calls look(subject, workload) for every workload.
template <class Look>
void look_at_workloads(const Design& design, Look look) {
  for (const ResourceKindRow& row : resource_kind_rows()) {
    for (std::uint32_t i = 0; i < count_of(design, row.kind); ++i) {
      const Workload* workload = workload_of(design, row.kind, i);
      if (workload == nullptr) break;
      look(LintSubject{row.kind, i}, *workload);
    }
  }
}

/// "arn:aws:iam::111122223333:root": the account's owner, whom no policy of the account limits.
bool is_root(const Credentials& credentials) {
  constexpr std::string_view kRoot = ":root";
  const std::string_view name = credentials.name;
  return credentials.kind == Credentials::Kind::user && name.substr(0, 4) == "arn:" &&
         name.size() > kRoot.size() && name.substr(name.size() - kRoot.size()) == kRoot;
}

}  // namespace

void lint_root_access_keys(const LintFacts& facts, Findings& findings) {
  look_at_workloads(facts.design(), [&](LintSubject on, const Workload& workload) {
    const Credentials& credentials = workload.credentials;
    if (!is_root(credentials)) return;
    findings.add(on, "",
                 fmt::format("{} acts with the access keys of {}, whom no policy of the account "
                             "limits",
                             quoted_name(workload), quoted(credentials.name)),
                 credentials.at);
  });
}

/// Only with a time given: what ends when is a question of it.  Rule: TMP-4.
void lint_expired_credentials(const LintFacts& facts, Findings& findings) {
  const Result<Moment> now = parse_moment(facts.at());
  if (facts.at().empty() || !now) return;
  look_at_workloads(facts.design(), [&](LintSubject on, const Workload& workload) {
    const Credentials& credentials = workload.credentials;
    if (!credentials.expires || credentials.expires->is_unknown()) return;
    const Result<Moment> end = parse_moment(credentials.expires->get());
    if (!end || compare(*now, *end) < 0) return;
    findings.add(on, "",
                 fmt::format("the credentials of {} expired at {}", quoted_name(workload),
                             escaped(credentials.expires->get())),
                 credentials.at);
  });
}

void lint_long_term_keys(const LintFacts& facts, Findings& findings) {
  look_at_workloads(facts.design(), [&](LintSubject on, const Workload& workload) {
    const Credentials& credentials = workload.credentials;
    if (credentials.kind != Credentials::Kind::user || credentials.expires) return;
    if (is_root(credentials)) return;
    findings.add(on, "",
                 fmt::format("{} acts with access keys of user {}, which never end: a role's "
                             "credentials do",
                             quoted_name(workload), quoted(credentials.name)),
                 credentials.at);
  });
}

}  // namespace canreach
