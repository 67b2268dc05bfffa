// Decisions on generated policies: one to eight actions and one to five resources a statement,
// three in ten with a condition, one in twelve a Deny, as policies of teams look.
#include "bench/policies.h"

#include <fmt/format.h>

#include <deque>
#include <string>
#include <vector>

#include "analyzer/access/who_can.h"
#include "analyzer/network/network.h"
#include "base/algorithm.h"
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

PolicyDocument document_of(const std::string& text, PolicyUse use = PolicyUse::identity) {
  SourceFiles files;
  Diagnostics diagnostics;
  const SyntaxNode root = read_json(files, files.add("policy", text), diagnostics);
  return *read_policy_document(root, use, diagnostics);
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

// Seconds of one call of `work`, which may take long by itself.
template <class Work>
double once_or_more(const Work& work) {
  std::size_t rounds = 0;
  const double begin = processor_seconds();
  double taken = 0;
  while (taken < kEnough) {
    work();
    ++rounds;
    taken = processor_seconds() - begin;
  }
  return taken / static_cast<double>(rounds);
}

struct PolicyWorkload {
  explicit PolicyWorkload(const std::vector<std::string>& texts) {
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

void compare(const PolicyWorkload& workload, const std::vector<PreparedRequest>& requests,
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

constexpr const char* kAccount = "111122223333";
constexpr const char* kReader =
    R"({"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::111122223333:role/p-1"})";

// A policy of five statements; one in twenty may assume a role.
std::string own_policy_text(Random& random) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < 5; ++i) parts.push_back(statement_of(random));
  if (random.one_in(20)) parts.push_back(kReader);
  return R"({"Version":"2012-10-17","Statement":[)" + join(parts, ",") + "]}";
}

PolicyDocument trust_text(Random& random) {
  const char* who =
      random.one_in(2) ? R"({"AWS":"111122223333"})" : R"({"Service":"ec2.amazonaws.com"})";
  return document_of(
      fmt::format(R"({{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{},)"
                  R"("Action":"sts:AssumeRole"}}}})",
                  who),
      PolicyUse::trust);
}

template <class T>
T principal_of(Random& random, std::size_t number, const char* type) {
  T principal;
  principal.name = principal.id = fmt::format("p-{}", number);
  principal.arn = fmt::format("arn:aws:iam::{}:{}/p-{}", kAccount, type, number);
  principal.account = kAccount;
  principal.permissions.inline_policies.push_back(
      document_of(own_policy_text(random), PolicyUse::identity));
  return principal;
}

Design design_of(Random& random, std::size_t principals) {
  Design design;
  design.account = kAccount;
  design.region = "eu-west-1";
  for (std::size_t i = 0; i < principals; i += 2) {
    design.add(principal_of<User>(random, i, "user"));
    Role role = principal_of<Role>(random, i + 1, "role");
    role.trust = trust_text(random);
    design.add(std::move(role));
  }
  Queue queue;
  queue.name = queue.id = "team-1-1";
  queue.arn = "arn:aws:sqs:eu-west-1:111122223333:team-1-1";
  queue.account = kAccount;
  queue.region = "eu-west-1";
  design.add(std::move(queue));
  return design;
}

// A question about each principal's own policies, in the order of the answer: users, then roles.
std::vector<oracle::PolicyQuestion> questions_of(const Design& design, const WhoCanQuery& query) {
  std::vector<oracle::PolicyQuestion> questions;
  const auto add = [&](const std::string& name, const Permissions& permissions) {
    oracle::PolicyQuestion question;
    question.caller.account = kAccount;
    question.caller.arn = fmt::format("arn:aws:iam::{}:user/{}", kAccount, name);
    question.action = query.action;
    question.resource = design.all<Queue>().front().arn;
    question.resource_account = kAccount;
    for (const auto& [key, values] : query.facts.context) question.context[key] = {false, values};
    question.identity = permissions.inline_policies;
    questions.push_back(std::move(question));
  };
  for (const User& user : design.all<User>()) add(user.name, user.permissions);
  for (const Role& role : design.all<Role>()) add(role.name, role.permissions);
  return questions;
}

// Who may without a chain, in the same order.
std::vector<std::string> direct_of(const WhoCanAnswer& answer) {
  std::vector<std::string> names;
  for (const WhoMay& who : answer.who) {
    if (who.chain.empty()) names.push_back(who.end.kind + "/" + who.end.name);
  }
  return names;
}

std::vector<std::string> allowed_of(const Design& design,
                                    const std::vector<oracle::PolicyQuestion>& questions) {
  std::vector<std::string> names;
  const std::size_t users = design.all<User>().size();
  for (std::size_t i = 0; i < questions.size(); ++i) {
    if (oracle::judge(questions[i]) != oracle::PolicyVerdict::allowed) continue;
    names.push_back(i < users ? "user/" + design.all<User>()[i].name
                              : "role/" + design.all<Role>()[i - users].name);
  }
  return names;
}

}  // namespace

WhoCanCosts measure_who_can(std::size_t principals) {
  Random random(principals);
  const Design design = design_of(random, principals);
  const Network network = compile(design);
  WhoCanQuery query;
  query.action = "sqs:GetMessage";
  query.target = "team-1-1";
  query.facts.context = {{"aws:sourceip", {"203.0.113.7"}},
                         {"aws:securetransport", {"true"}},
                         {"aws:principaltag/team", {"data"}}};
  const WhoCanAnswer answer = *who_can(network, query);
  const std::vector<oracle::PolicyQuestion> questions = questions_of(design, query);
  WhoCanCosts costs;
  costs.principals = principals;
  costs.may = answer.who.size();
  const std::vector<std::string> direct = direct_of(answer);
  const std::vector<std::string> allowed = allowed_of(design, questions);
  costs.chains = answer.who.size() - direct.size();
  for (const std::string& name : direct) costs.unlike += contains(allowed, name) ? 0 : 1;
  for (const std::string& name : allowed) costs.unlike += contains(direct, name) ? 0 : 1;
  costs.ask = once_or_more([&] { who_can(network, query); });
  costs.slow = once_or_more([&] { allowed_of(design, questions); });
  return costs;
}

PolicyCosts measure_policies(std::size_t statements) {
  Random random(statements);
  PolicyCosts costs;
  costs.statements = statements;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < kPolicies; ++i) texts.push_back(policy_text(random, statements));
  std::vector<PreparedRequest> requests;
  for (std::size_t i = 0; i < kRequests; ++i) requests.push_back(request_of(random));
  costs.bytes = static_cast<double>(texts.front().size());

  PolicyWorkload one({texts.front()});
  costs.hot = one.decisions(requests);
  compare(one, requests, costs);
  costs.many = PolicyWorkload(texts).decisions(requests);

  std::vector<PreparedRequest> reads;
  for (std::size_t i = 0; i < kRequests; ++i) {
    Request request = requests[i].request;
    request.action = "s3:GetObject";
    request.resource = fmt::format("arn:aws:s3:::team-{}-data/{}", i % (statements + 2), i);
    reads.push_back(PreparedRequest(std::move(request)));
  }
  costs.same_action = PolicyWorkload({same_action_text(statements)}).decisions(reads);

  costs.read = each([&](std::size_t i) { document_of(texts[i % texts.size()]); });
  costs.compile =
      each([&](std::size_t) { compile_policy(one.documents.front(), PolicyUse::identity); });
  costs.cold = each([&](std::size_t i) {
    PolicyWorkload fresh({texts[i % texts.size()]});
    DecisionCache cache;
    decide(requests[i % requests.size()], fresh.sets.front(), cache);
  });
  return costs;
}

}  // namespace canreach::bench
