// Policies of resources: what is open to everyone, and conditions that the network in use defeats.
//
// A request that goes through a VPC endpoint carries no aws:SourceIp (NET-F2).  So in the policy of
// a bucket whose callers come that way, an Allow for their role that wants an address never
// matches, and a Deny for all other addresses denies them always.  Callers are the workloads all of
// whose subnets have a gateway endpoint of S3 in their route table.
#include <fmt/format.h>

#include <map>
#include <set>

#include "analyzer/access/target.h"
#include "analyzer/lint/facts.h"
#include "analyzer/lint/statements.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "policy/compile.h"

namespace canreach {
namespace {

// A Deny may take back what an Allow gives: then nothing is said.
bool has_deny(const PolicyDocument& document) {
  return !document.statements_known ||
         any_of(document.statements, [](const PolicyStatement& statement) {
           return statement.effect != PolicyStatement::Effect::allow;
         });
}

void find_open(LintSubject on, const Resource& resource, const PolicyDocument& document,
               Findings& findings) {
  if (has_deny(document)) return;
  for (std::size_t i = 0; i < document.statements.size(); ++i) {
    const PolicyStatement& statement = document.statements[i];
    if (!is_unconditional_allow(statement) || !names_everyone(statement)) continue;
    findings.add(on, name_of_statement(document, i),
                 fmt::format("{} of the policy of {} allows everyone, anonymous callers too",
                             name_of_statement(document, i), quoted_name(resource)),
                 statement.at);
  }
}

void find_public_buckets(const Design& design, Findings& findings) {
  const std::vector<Bucket>& buckets = design.all<Bucket>();
  for (std::uint32_t i = 0; i < buckets.size(); ++i) {
    const Bucket& bucket = buckets[i];
    const Value<bool>& restricted = bucket.restrict_public_buckets;
    if (!bucket.policy || restricted.is_unknown() || restricted.get()) continue;
    if (is_public(*bucket.policy) != Truth::yes) continue;
    findings.add({ResourceKind::Bucket, i}, "",
                 fmt::format("the policy of {} is public, and no block of public access stands in "
                             "its way",
                             quoted_name(bucket)),
                 bucket.policy->at);
  }
}

void find_public_stores(const Design& design, Findings& findings) {
  for (const ResourceKindRow& row : resource_kind_rows()) {
    if (row.kind == ResourceKind::Bucket) continue;
    for (std::uint32_t i = 0; i < count_of(design, row.kind); ++i) {
      const DataStore* store = data_store_of(design, row.kind, i);
      if (store == nullptr) break;
      if (store->policy) find_open({row.kind, i}, *store, *store->policy, findings);
    }
  }
}

template <class T>
void find_public_workloads(const Design& design, Findings& findings) {
  const std::vector<T>& all = design.all<T>();
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    if (all[i].policy) find_open({kind_of<T>(), i}, all[i], *all[i].policy, findings);
  }
}

// Workloads that reach S3 through a gateway endpoint alone, with the endpoint's name.
struct EndpointCaller {
  const Workload* workload;
  const VpcEndpoint* endpoint;
};

using EndpointOfTable = std::map<std::uint32_t, const VpcEndpoint*>;

EndpointOfTable s3_endpoints(const Design& design) {
  EndpointOfTable result;
  for (const VpcEndpoint& endpoint : design.all<VpcEndpoint>()) {
    if (endpoint.type != EndpointType::gateway || endpoint.service != "s3") continue;
    Reason reason = Reason::none;
    if (is_working(ResourceKind::VpcEndpoint, endpoint, reason) != Tri::yes) continue;
    for (const Ref<RouteTable>& table : endpoint.route_tables) {
      if (table.is_known()) result.emplace(table.index(), &endpoint);
    }
  }
  return result;
}

const VpcEndpoint* endpoint_of(const Design& design, const Workload& workload,
                               const EndpointOfTable& endpoints) {
  const VpcEndpoint* found = nullptr;
  for (const Ref<NetworkInterface>& ref : workload.interfaces) {
    if (!ref.is_known() || !design.get(ref).subnet.is_known()) return nullptr;
    const Ref<RouteTable>& table = design.get(design.get(ref).subnet).route_table;
    const auto there = table.is_known() ? endpoints.find(table.index()) : endpoints.end();
    if (there == endpoints.end()) return nullptr;
    found = there->second;
  }
  return found;
}

std::vector<EndpointCaller> endpoint_callers(const Design& design) {
  std::vector<EndpointCaller> callers;
  const EndpointOfTable endpoints = s3_endpoints(design);
  if (endpoints.empty()) return callers;
  for (const ResourceKindRow& row : resource_kind_rows()) {
    for (std::uint32_t i = 0; i < count_of(design, row.kind); ++i) {
      const Workload* workload = workload_of(design, row.kind, i);
      if (workload == nullptr) break;
      const bool calls = workload->credentials.kind == Credentials::Kind::role &&
                         workload->credentials.role.is_known();
      const VpcEndpoint* endpoint = calls ? endpoint_of(design, *workload, endpoints) : nullptr;
      if (endpoint != nullptr) callers.push_back({workload, endpoint});
    }
  }
  return callers;
}

// The statement's condition on aws:SourceIp with this operator, which decides; nullptr: none.
const PolicyCondition* source_ip_condition(const PolicyStatement& statement,
                                           std::string_view operation) {
  if (!statement.conditions_known) return nullptr;
  for (const PolicyCondition& condition : statement.conditions) {
    const bool is_it =
        to_lower(condition.key) == "aws:sourceip" && to_lower(condition.operation) == operation;
    if (is_it) return &condition;
  }
  return nullptr;
}

bool names_role(const PolicyStatement& statement, const std::string& arn) {
  return !statement.not_principal && any_of(statement.principals, [&](const PolicyPrincipal& one) {
    return one.kind == PolicyPrincipal::Kind::aws && one.text == arn;
  });
}

const EndpointCaller* refused_caller(const Design& design, const PolicyStatement& statement,
                                     const std::vector<EndpointCaller>& callers) {
  for (const EndpointCaller& caller : callers) {
    const std::uint32_t role = caller.workload->credentials.role.index();
    const bool is_meant = names_role(statement, arn_of(design, ResourceKind::Role, role));
    if (statement.effect == PolicyStatement::Effect::allow) {
      if (is_meant && source_ip_condition(statement, "ipaddress") != nullptr) return &caller;
    } else if (statement.effect == PolicyStatement::Effect::deny) {
      const bool denies = statement.conditions.size() == 1 &&
                          source_ip_condition(statement, "notipaddress") != nullptr;
      if (denies && (is_meant || names_everyone(statement))) return &caller;
    }
  }
  return nullptr;
}

void find_defeated(const Design& design, std::uint32_t index,
                   const std::vector<EndpointCaller>& callers, Findings& findings) {
  const Bucket& bucket = design.all<Bucket>()[index];
  if (!bucket.policy) return;
  for (std::size_t i = 0; i < bucket.policy->statements.size(); ++i) {
    const PolicyStatement& statement = bucket.policy->statements[i];
    const EndpointCaller* caller = refused_caller(design, statement, callers);
    if (caller == nullptr) continue;
    const bool allows = statement.effect == PolicyStatement::Effect::allow;
    findings.add(
        {ResourceKind::Bucket, index}, name_of_statement(*bucket.policy, i),
        fmt::format("{} of the policy of {} {}: {} comes through {}, where a request has no "
                    "aws:SourceIp",
                    name_of_statement(*bucket.policy, i), quoted_name(bucket),
                    allows ? "never allows" : "always denies", quoted_name(*caller->workload),
                    quoted_name(*caller->endpoint)),
        source_ip_condition(statement, allows ? "ipaddress" : "notipaddress")->at);
  }
}

}  // namespace

void lint_public_resource_policy(const LintFacts& facts, Findings& findings) {
  find_public_buckets(facts.design(), findings);
  find_public_stores(facts.design(), findings);
  find_public_workloads<Function>(facts.design(), findings);
  find_public_workloads<Broker>(facts.design(), findings);
}

void lint_open_trust(const LintFacts& facts, Findings& findings) {
  const std::vector<Role>& roles = facts.design().all<Role>();
  for (std::uint32_t i = 0; i < roles.size(); ++i) {
    if (has_deny(roles[i].trust)) continue;
    for (std::size_t s = 0; s < roles[i].trust.statements.size(); ++s) {
      const PolicyStatement& statement = roles[i].trust.statements[s];
      if (!is_unconditional_allow(statement) || !names_everyone(statement)) continue;
      findings.add({ResourceKind::Role, i}, name_of_statement(roles[i].trust, s),
                   fmt::format("the trust policy of {} lets every account of AWS assume the role",
                               quoted_name(roles[i])),
                   statement.at);
    }
  }
}

void lint_source_ip_through_endpoint(const LintFacts& facts, Findings& findings) {
  const std::vector<EndpointCaller> callers = endpoint_callers(facts.design());
  if (callers.empty()) return;
  for (std::uint32_t i = 0; i < facts.design().all<Bucket>().size(); ++i) {
    find_defeated(facts.design(), i, callers, findings);
  }
}

}  // namespace canreach
