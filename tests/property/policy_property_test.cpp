// The policy engine against the slow evaluator, which shares no code with it: on questions of which
// everything is known, and on questions of which some keys are not, where the slow one is asked for
// all values that they may have.
#include <cstdlib>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "policy/evaluate.h"
#include "policy/pattern.h"
#include "policy/text_pattern.h"
#include "tests/catch.h"
#include "tests/oracle/policy_oracle.h"
#include "tests/oracle/random_policies.h"
#include "tests/property/seeds.h"

namespace canreach {
namespace {

using oracle::PolicyQuestion;
using oracle::PolicyVerdict;
using oracle::Random;

// A question in the engine's terms.
class Asked {
 public:
  explicit Asked(const PolicyQuestion& question) : question_(question) {
    set_.identity = compiled(question.identity, PolicyUse::identity);
    if (question.boundary) set_.boundary = compiled(*question.boundary, PolicyUse::boundary);
    if (question.session) set_.session = compiled(*question.session, PolicyUse::session);
    set_.resource = compiled(question.resource_policies, PolicyUse::resource);
    if (question.endpoint) set_.endpoint = compiled(*question.endpoint, PolicyUse::endpoint);
    if (question.service_control) {
      set_.service_control = levels(*question.service_control, PolicyUse::service_control);
    }
    if (question.resource_control) {
      set_.resource_control = levels(*question.resource_control, PolicyUse::resource_control);
    }
  }

  Request request() const {
    Request request;
    request.principal = principal();
    request.action = question_.action;
    request.resource = question_.resource;
    request.resource_account = question_.resource_account;
    for (const auto& [key, value] : question_.context) {
      if (value.several) {
        request.context.set_several(key, value.values);
      } else {
        request.context.set(key, value.values.front());
      }
    }
    return request;
  }

  const CompiledPolicySet& set() const { return set_; }

 private:
  Policies compiled(const std::vector<PolicyDocument>& documents, PolicyUse use) {
    Policies result;
    for (const PolicyDocument& document : documents) {
      compiled_.push_back(compile_policy(document, use));
      result.push_back(&compiled_.back());
    }
    return result;
  }

  std::vector<Policies> levels(const std::vector<std::vector<PolicyDocument>>& of, PolicyUse use) {
    std::vector<Policies> result;
    for (const auto& level : of) result.push_back(compiled(level, use));
    return result;
  }

  Principal principal() const {
    const oracle::Caller& caller = question_.caller;
    switch (caller.kind) {
      case oracle::Caller::Kind::role_session:
        return Principal::session_of(caller.role_arn, "night");
      case oracle::Caller::Kind::anonymous:
        return {};
      case oracle::Caller::Kind::root:
      case oracle::Caller::Kind::user:
      case oracle::Caller::Kind::federated_user:
      case oracle::Caller::Kind::service:
        break;
    }
    Principal result = *Principal::parse(caller.arn);
    result.user_arn = caller.user_arn;
    return result;
  }

  const PolicyQuestion& question_;
  std::deque<CompiledPolicy> compiled_;
  CompiledPolicySet set_;
};

Outcome expected(PolicyVerdict verdict) {
  switch (verdict) {
    case PolicyVerdict::allowed:
      return Outcome::allowed;
    case PolicyVerdict::implicit_deny:
      return Outcome::implicit_deny;
    case PolicyVerdict::explicit_deny:
      return Outcome::explicit_deny;
  }
  return Outcome::undecided;
}

TEST_CASE("both evaluators agree with the slow one where everything is known") {
  const std::size_t count = seeds(6000);
  DecisionCache cache;
  std::map<PolicyVerdict, std::size_t> seen;
  for (std::size_t seed = 1; seed <= count; ++seed) {
    Random random(seed);
    const PolicyQuestion question = oracle::random_question(random);
    const Asked asked(question);
    const PolicyVerdict verdict = oracle::judge(question);
    ++seen[verdict];
    const Outcome quick = decide(PreparedRequest(asked.request()), asked.set(), cache);
    const Outcome full = evaluate(asked.request(), asked.set()).outcome;
    if (quick != expected(verdict) || full != expected(verdict)) {
      FAIL("seed " << seed << ": quick " << name_of(quick) << ", full " << name_of(full)
                   << ", slow " << name_of(expected(verdict)));
    }
  }
  if (count >= 1000) {
    CHECK(seen[PolicyVerdict::allowed] > count / 20);
    CHECK(seen[PolicyVerdict::implicit_deny] > count / 20);
    CHECK(seen[PolicyVerdict::explicit_deny] > count / 20);
  }
}

// What the slow evaluator says for values that the unknown keys may have.
struct Completions {
  bool some_allowed = false;
  bool some_denied = false;
  bool all_explicit = true;
};

Completions completed(Random& random, PolicyQuestion question,
                      const std::vector<std::string>& unknown) {
  Completions result;
  for (int i = 0; i < 12; ++i) {
    for (const std::string& key : unknown) {
      question.context.erase(key);
      if (std::optional<oracle::KeyValue> value = oracle::random_value(random, key)) {
        question.context[key] = *value;
      }
    }
    const PolicyVerdict verdict = oracle::judge(question);
    const bool is_allowed = verdict == PolicyVerdict::allowed;
    result.some_allowed = result.some_allowed || is_allowed;
    result.some_denied = result.some_denied || !is_allowed;
    result.all_explicit = result.all_explicit && verdict == PolicyVerdict::explicit_deny;
  }
  return result;
}

TEST_CASE("an outcome with unknown keys holds for every value that they may have") {
  const std::size_t count = seeds(3000);
  DecisionCache cache;
  for (std::size_t seed = 1; seed <= count; ++seed) {
    Random random(seed);
    const PolicyQuestion question = oracle::random_question(random);
    const std::vector<std::string> unknown = {random.pick(oracle::random_keys()),
                                              random.pick(oracle::random_keys())};
    const Completions may_be = completed(random, question, unknown);
    const Asked asked(question);
    Request request = asked.request();
    for (const std::string& key : unknown) request.context.set_unknown(key);
    const Outcome outcome = decide(PreparedRequest(request), asked.set(), cache);
    INFO("seed " << seed << ": " << name_of(outcome));
    if (outcome != evaluate(request, asked.set()).outcome) FAIL("the full one differs");
    if (outcome == Outcome::allowed && may_be.some_denied) FAIL("some values are denied");
    const bool denied = outcome == Outcome::implicit_deny || outcome == Outcome::explicit_deny;
    if (denied && may_be.some_allowed) FAIL("some values are allowed");
    if (outcome == Outcome::explicit_deny && !may_be.all_explicit) FAIL("not always explicit");
  }
}

std::string random_text(Random& random, const std::string& letters, std::size_t most) {
  std::string result;
  const std::size_t length = random.below(most + 1);
  for (std::size_t i = 0; i < length; ++i) result += letters[random.below(letters.size())];
  return result;
}

TEST_CASE("wildcards match as trying every way does") {
  const std::size_t count = seeds(3000) * 10;
  for (std::size_t seed = 1; seed <= count; ++seed) {
    Random random(seed);
    const std::string pattern = random_text(random, "ab:*?*", 12);
    const std::string text = random_text(random, "ab:b", 12);
    TextPatterns patterns;
    const auto compare = [&](Wildcards wildcards) {
      return patterns.compare(patterns.add(pattern, wildcards, TextPatterns::Variables::literal),
                              text) == Truth::yes;
    };
    if (compare(Wildcards::text) != oracle::matches_text(pattern, text)) {
      FAIL("seed " << seed << ": " << pattern << " and the text " << text);
    }
    if (compare(Wildcards::resource) != oracle::matches_resource(pattern, text)) {
      FAIL("seed " << seed << ": " << pattern << " and the resource " << text);
    }
  }
}

}  // namespace
}  // namespace canreach
