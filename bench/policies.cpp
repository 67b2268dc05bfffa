// Decisions on generated policies: one to eight actions and one to five resources a statement,
// three in ten with a condition, one in twelve a Deny, as policies of teams look.
#include "bench/policies.h"

#include <fmt/format.h>

#include <deque>
#include <string>
#include <vector>

#include "base/text.h"
#include "bench/measure.h"
#include "parsers/policy_document.h"
#include "policy/evaluate.h"
#include "tests/oracle/policy_oracle.h"
#include "tests/oracle/random.h"

namespace canreach::bench {
namespace {

using oracle::Random;

constexpr std::size_t kPolicies = 200;
constexpr std::size_t kRequests = 256;
constexpr double kEnough = 0.25;  // seconds that a measurement takes at least

const std::vector<std::string> kServices = {"s3", "sqs", "sns", "kms", "dynamodb", "logs"};
const std::vector<std::string> kVerbs = {"Get", "Put", "List", "Delete", "Describe", "Update"};
const std::vector<std::string> kThings = {"Object", "Item", "Message", "Topic", "Key", "Stream"};

std::string action_of(Random& random, const std::string& service) {
  if (random.one_in(5)) return service + ":" + random.pick(kVerbs) + "*";
  if (random.one_in(12)) return service + ":*";
  return service + ":" + random.pick(kVerbs) + random.pick(kThings);
}

std::string arn_of(Random& random, const std::string& service) {
  if (service == "s3") {
    return fmt::format("arn:aws:s3:::team-{}-data/{}", random.below(40), random.below(10));
  }
  return fmt::format("arn:aws:{}:eu-west-1:111122223333:team-{}-{}", service, random.below(40),
                     random.below(10));
}

std::string resource_of(Random& random, const std::string& service) {
  if (random.one_in(10)) return "*";
  std::string arn = arn_of(random, service);
  if (random.one_in(4)) return arn;
  arn.resize(arn.size() - 1);
  return arn + "*";
}

std::string list_of(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted_texts;
  for (const std::string& text : texts) quoted_texts.push_back("\"" + text + "\"");
  return "[" + join(quoted_texts, ",") + "]";
}

std::string condition_of(Random& random) {
  switch (random.below(3)) {
    case 0:
      return R"({"IpAddress":{"aws:SourceIp":["203.0.113.0/24","10.0.0.0/8"]}})";
    case 1:
      return R"({"StringEquals":{"aws:PrincipalTag/team":"data"}})";
    default:
      return R"({"Bool":{"aws:SecureTransport":"true"}})";
  }
}

std::string statement_of(Random& random) {
  const std::string service = random.pick(kServices);
  std::vector<std::string> actions(1 + random.below(8));
  for (std::string& action : actions) action = action_of(random, service);
  std::vector<std::string> resources(1 + random.below(5));
  for (std::string& resource : resources) resource = resource_of(random, service);
  std::string text =
      fmt::format(R"({{"Effect":"{}","{}":{},"Resource":{})", random.one_in(12) ? "Deny" : "Allow",
                  random.one_in(40) ? "NotAction" : "Action", list_of(actions), list_of(resources));
  if (random.below(10) < 3) text += R"(,"Condition":)" + condition_of(random);
  return text + "}";
}

std::string policy_text(Random& random, std::size_t statements) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < statements; ++i) parts.push_back(statement_of(random));
  return R"({"Version":"2012-10-17","Statement":[)" + join(parts, ",") + "]}";
}

// Every statement names the action, each its own bucket.
std::string same_action_text(std::size_t statements) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < statements; ++i) {
    parts.push_back(fmt::format(
        R"({{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::team-{}-data/*"}})", i));
  }
  return R"({"Version":"2012-10-17","Statement":[)" + join(parts, ",") + "]}";
}

PolicyDocument document_of(const std::string& text) {
  SourceFiles files;
  Diagnostics diagnostics;
  const SyntaxNode root = read_json(files, files.add("policy", text), diagnostics);
  return *read_policy_document(root, PolicyUse::identity, diagnostics);
}

PreparedRequest request_of(Random& random) {
  Request request;
  request.principal = *Principal::parse("arn:aws:iam::111122223333:user/ana");
  const std::string service = random.pick(kServices);
  request.action = service + ":" + random.pick(kVerbs) + random.pick(kThings);
  request.resource = arn_of(random, service);
  request.context.set("aws:SourceIp", random.one_in(2) ? "203.0.113.7" : "198.51.100.7");
  request.context.set("aws:SecureTransport", "true");
  request.context.set("aws:PrincipalTag/team", random.one_in(2) ? "data" : "web");
  return PreparedRequest(std::move(request));
}

oracle::PolicyQuestion question_of(const PreparedRequest& request, const PolicyDocument& document) {
  oracle::PolicyQuestion question;
  question.caller.account = "111122223333";
  question.caller.arn = request.request.principal.arn;
  question.action = request.request.action;
  question.resource = request.request.resource;
  question.resource_account = "111122223333";
  for (const char* key : {"aws:sourceip", "aws:securetransport", "aws:principaltag/team"}) {
    question.context[key] = {false, request.request.context.find(ConditionKey(key)).values};
  }
  question.identity.push_back(document);
  return question;
}

Outcome outcome_of(oracle::PolicyVerdict verdict) {
  switch (verdict) {
    case oracle::PolicyVerdict::allowed:
      return Outcome::allowed;
    case oracle::PolicyVerdict::implicit_deny:
      return Outcome::implicit_deny;
    case oracle::PolicyVerdict::explicit_deny:
      return Outcome::explicit_deny;
  }
  return Outcome::undecided;
}

// Seconds of one call of `work(i)`, i counting up.
template <class Work>
double each(const Work& work) {
  std::size_t done = 0;
  std::size_t round = 16;
  double begin = processor_seconds();
  for (std::size_t i = 0; i < round; ++i) work(i);
  while (true) {
    begin = processor_seconds();
    for (std::size_t i = 0; i < round; ++i) work(done + i);
    done = round;
    const double taken = processor_seconds() - begin;
    if (taken > kEnough) return taken / static_cast<double>(round);
    round *= 2;
  }
}

struct Workload {
  explicit Workload(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
      documents.push_back(document_of(text));
      compiled.push_back(compile_policy(documents.back(), PolicyUse::identity));
      CompiledPolicySet set;
      set.identity.push_back(&compiled.back());
      sets.push_back(std::move(set));
    }
  }

  double decisions(const std::vector<PreparedRequest>& requests) {
    DecisionCache cache;
    std::size_t allowed = 0;
    const double seconds = each([&](std::size_t i) {
      const Outcome outcome = decide(requests[i * 7 % kRequests], sets[i % sets.size()], cache);
      allowed += outcome == Outcome::allowed ? 1 : 0;
    });
    return allowed == std::size_t(-1) ? 0 : seconds;
  }

  std::deque<PolicyDocument> documents;
  std::deque<CompiledPolicy> compiled;
  std::vector<CompiledPolicySet> sets;
};

void compare(const Workload& workload, const std::vector<PreparedRequest>& requests,
             PolicyCosts& costs) {
  DecisionCache cache;
  std::vector<oracle::PolicyQuestion> questions;
  for (const PreparedRequest& request : requests) {
    questions.push_back(question_of(request, workload.documents.front()));
  }
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const Outcome outcome = decide(requests[i], workload.sets.front(), cache);
    if (outcome != outcome_of(oracle::judge(questions[i]))) ++costs.unlike;
    costs.allowed += outcome == Outcome::allowed ? 1.0 / kRequests : 0;
    costs.denied += outcome == Outcome::explicit_deny ? 1.0 / kRequests : 0;
  }
  costs.slow = each([&](std::size_t i) { oracle::judge(questions[i % questions.size()]); });
}

}  // namespace

PolicyCosts measure_policies(std::size_t statements) {
  Random random(statements);
  PolicyCosts costs;
  costs.statements = statements;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < kPolicies; ++i) texts.push_back(policy_text(random, statements));
  std::vector<PreparedRequest> requests;
  for (std::size_t i = 0; i < kRequests; ++i) requests.push_back(request_of(random));
  costs.bytes = static_cast<double>(texts.front().size());

  Workload one({texts.front()});
  costs.hot = one.decisions(requests);
  compare(one, requests, costs);
  costs.many = Workload(texts).decisions(requests);

  std::vector<PreparedRequest> reads;
  for (std::size_t i = 0; i < kRequests; ++i) {
    Request request = requests[i].request;
    request.action = "s3:GetObject";
    request.resource = fmt::format("arn:aws:s3:::team-{}-data/{}", i % (statements + 2), i);
    reads.push_back(PreparedRequest(std::move(request)));
  }
  costs.same_action = Workload({same_action_text(statements)}).decisions(reads);

  costs.read = each([&](std::size_t i) { document_of(texts[i % texts.size()]); });
  costs.compile =
      each([&](std::size_t) { compile_policy(one.documents.front(), PolicyUse::identity); });
  costs.cold = each([&](std::size_t i) {
    Workload fresh({texts[i % texts.size()]});
    DecisionCache cache;
    decide(requests[i % requests.size()], fresh.sets.front(), cache);
  });
  return costs;
}

}  // namespace canreach::bench
