#pragma once

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "parsers/policy_document.h"
#include "policy/evaluate.h"
#include "tests/catch.h"

namespace canreach {

/// Documents written as JSON, and a request.  Texts may use ' for ".
class PolicyWorld {
 public:
  PolicyWorld& caller(const std::string& principal) {
    const Result<Principal> parsed = Principal::parse(principal);
    if (!parsed) FAIL(principal << ": " << parsed.error().text);
    request.principal = *parsed;
    return *this;
  }
  PolicyWorld& asks(const std::string& action, const std::string& resource) {
    request.action = action;
    request.resource = resource;
    return *this;
  }

  const CompiledPolicy* compiled(std::string json, PolicyUse use) {
    for (char& c : json) {
      if (c == '\'') c = '"';
    }
    SourceFiles files;
    Diagnostics diagnostics;
    const std::uint32_t file = files.add("policy.json", json);
    const SyntaxNode root = read_json(files, file, diagnostics);
    const std::optional<PolicyDocument> document = read_policy_document(root, use, diagnostics);
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      const bool is_error = row_of(diagnostic.kind).severity == Severity::error;
      if (is_error) FAIL(json << ": " << diagnostic.message);
    }
    documents_->push_back(*document);
    policies_->push_back(compile_policy(documents_->back(), use));
    return &policies_->back();
  }

  PolicyWorld& identity(const std::string& statement) {
    set.identity.push_back(compiled(with(statement), PolicyUse::identity));
    return *this;
  }
  PolicyWorld& boundary(const std::string& statement) {
    set.boundary = {{compiled(with(statement), PolicyUse::boundary)}};
    return *this;
  }
  PolicyWorld& session(const std::string& statement) {
    set.session = {{compiled(with(statement), PolicyUse::session)}};
    return *this;
  }
  PolicyWorld& resource(const std::string& statement) {
    set.resource.push_back(compiled(with(statement), PolicyUse::resource));
    return *this;
  }
  PolicyWorld& trust(const std::string& statement) {
    set.resource.push_back(compiled(with(statement), PolicyUse::trust));
    return *this;
  }
  PolicyWorld& endpoint(const std::string& statement) {
    set.endpoint = {{compiled(with(statement), PolicyUse::endpoint)}};
    return *this;
  }
  PolicyWorld& service_control_level(const std::vector<std::string>& statements) {
    if (!set.service_control) set.service_control.emplace();
    set.service_control->emplace_back();
    for (const std::string& statement : statements) {
      set.service_control->back().push_back(compiled(with(statement), PolicyUse::service_control));
    }
    return *this;
  }
  PolicyWorld& resource_control(const std::string& statement) {
    set.resource_control = {{{compiled(with(statement), PolicyUse::resource_control)}}};
    return *this;
  }

  /// Both ways of evaluating, which must agree.
  std::string outcome() {
    DecisionCache cache;
    const Outcome quick = decide(PreparedRequest(request), set, cache);
    const Outcome full = evaluate(request, set).outcome;
    if (quick != full) return "quick " + std::string(name_of(quick));
    return std::string(name_of(full));
  }
  Decision decision() const { return evaluate(request, set); }

  Request request;
  CompiledPolicySet set;

 private:
  static std::string with(const std::string& statements) {
    return "{'Version': '2012-10-17', 'Statement': [" + statements + "]}";
  }

  // Shared by the copies that a chain of calls ends with.
  std::shared_ptr<std::deque<PolicyDocument>> documents_ =
      std::make_shared<std::deque<PolicyDocument>>();
  std::shared_ptr<std::deque<CompiledPolicy>> policies_ =
      std::make_shared<std::deque<CompiledPolicy>>();
};

inline const std::string kAna = "arn:aws:iam::111122223333:user/ana";
inline const std::string kEtlRole = "arn:aws:iam::111122223333:role/team/etl";
inline const std::string kObject = "arn:aws:s3:::ratings/csv/a.csv";
inline const std::string kAllowAll = "{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}";

/// "{'Effect': 'Allow', 'Principal': {'AWS': ...}, ...}" for a bucket or key.
inline std::string allow_to(const std::string& principal, const std::string& action = "*") {
  return "{'Effect': 'Allow', 'Principal': " + principal + ", 'Action': '" + action +
         "', 'Resource': '*'}";
}

}  // namespace canreach
