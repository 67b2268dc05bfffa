#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "parsers/policy_document.h"
#include "policy/evaluate.h"

// Whatever the bytes are, reading them as a policy of every kind ends, and twice with the same
// diagnostics; what was read can be compiled and asked, and both ways of asking agree.

namespace {

using canreach::PolicyUse;

constexpr PolicyUse kUses[] = {
    PolicyUse::identity,        PolicyUse::resource,         PolicyUse::trust,  PolicyUse::endpoint,
    PolicyUse::service_control, PolicyUse::resource_control, PolicyUse::session};

void ask(const canreach::PolicyDocument& document, PolicyUse use) {
  const canreach::CompiledPolicy policy = canreach::compile_policy(document, use);
  canreach::CompiledPolicySet set;
  set.identity.push_back(&policy);
  set.resource.push_back(&policy);
  set.endpoint.emplace().push_back(&policy);
  canreach::Request request;
  request.principal =
      canreach::Principal::session_of("arn:aws:iam::111122223333:role/team/etl", "night");
  request.action = "s3:GetObject";
  request.resource = "arn:aws:s3:::ratings/csv/a.csv";
  request.context.set("aws:SourceIp", "203.0.113.7");
  request.context.set("aws:username", "a*");
  request.context.set_several("aws:TagKeys", {"a", "b"});
  request.context.set_unknown("aws:SourceVpc");
  canreach::DecisionCache cache;
  const canreach::Outcome quick = canreach::decide(canreach::PreparedRequest(request), set, cache);
  if (quick != canreach::evaluate(request, set).outcome) std::abort();
}

std::string read_once(const std::string& text, PolicyUse use) {
  canreach::SourceFiles files;
  canreach::Diagnostics diagnostics;
  const std::uint32_t file = files.add("fuzz", text);
  const canreach::SyntaxNode root = canreach::read_yaml(files, file, diagnostics);
  if (diagnostics.has_errors()) return {};
  const std::optional<canreach::PolicyDocument> document =
      canreach::read_policy_document(root, use, diagnostics, canreach::UnknownWord::is_unknown);
  if (document) ask(*document, use);
  std::string result;
  for (const canreach::Diagnostic& diagnostic : diagnostics.sorted()) {
    result += files.describe(diagnostic.at) + ": " + diagnostic.message + "\n";
  }
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const PolicyUse use : kUses) {
    if (read_once(text, use) != read_once(text, use)) std::abort();
  }
  return 0;
}
