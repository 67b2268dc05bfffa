#include "parsers/detect.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <utility>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/design.h"
#include "parsers/aws_snapshot.h"
#include "parsers/cloudformation.h"
#include "parsers/native.h"
#include "parsers/terraform.h"

// Whoever calls canreach has a file and does not know what we call it.  So the contents decide, and
// a file that is not for us is called by its name: "this is a Terraform plan" helps, "unknown key
// `planned_values`" does not.
//
// Each rule looks at a few keys at the top, in an order in which no real file fits two rules.

namespace canreach {
namespace {

constexpr std::string_view kWhatIsRead =
    "canreach reads native YAML, CloudFormation templates, Terraform plans and states as JSON, and "
    "AWS snapshots";

std::string refusal(std::string_view what) {
  return fmt::format("this is {}; {}", what, kWhatIsRead);
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// `resource "aws_vpc" "main" {`, `locals {`: a block of Terraform's language.
bool is_terraform_block(std::string_view line) {
  static constexpr std::array<std::string_view, 8> kBlocks = {
      "resource", "data", "provider", "terraform", "variable", "module", "output", "locals"};
  std::size_t end = 0;
  while (end < line.size() && is_word(line[end])) ++end;
  if (!contains(kBlocks, line.substr(0, end))) return false;
  const std::string_view rest = trim(line.substr(end));
  return !rest.empty() && (rest.front() == '"' || rest.front() == '{');
}

bool is_comment(std::string_view line) { return line.starts_with("#") || line.starts_with("//"); }

/// The first line that is neither blank nor a comment.
std::string_view first_line(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trim(text.substr(0, end));
    if (!line.empty() && !is_comment(line)) return line;
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return {};
}

/// Without the colours of a terminal in front.
std::string_view uncoloured(std::string_view line) {
  while (line.starts_with("\x1b[")) {
    const std::size_t end = line.find('m');
    if (end == std::string_view::npos) return {};
    line.remove_prefix(end + 1);
  }
  return line;
}

/// `terraform plan` and `terraform show` print one of these near the top.
bool is_printed_plan(std::string_view text) {
  constexpr std::size_t kTop = 4096;
  for (const std::string_view line : split(text.substr(0, kTop), '\n')) {
    for (const std::string_view words :
         {"Terraform will perform the following actions", "Terraform used the selected providers",
          "Note: Objects have changed outside of Terraform"}) {
      if (uncoloured(line).starts_with(words)) return true;
    }
  }
  return false;
}

bool has_map(const SyntaxNode& root, std::string_view key) {
  const SyntaxNode* value = root.find(key);
  return value != nullptr && value->is_map();
}

bool is_serverless(const SyntaxNode& root) {
  const SyntaxNode* resources = root.find("resources");
  const bool has_template = resources != nullptr && resources->has("Resources");
  return has_template || (root.has("service") && root.has("provider"));
}

bool is_cdk_manifest(const SyntaxNode& root) {
  return root.has("version") && has_map(root, "artifacts");
}

bool is_parameters(const SyntaxNode& root) {
  return root.is_list() && !root.elements().empty() && root.elements().front().has("ParameterKey");
}

struct NearMiss {
  bool (*fits)(const SyntaxNode& root);
  std::string_view what;
};

/// The first that fits counts.
constexpr NearMiss kNearMisses[] = {
    {[](const SyntaxNode& root) { return root.has("AWSTemplateFormatVersion"); },
     "a CloudFormation template without Resources"},
    {is_serverless, "a serverless.yml of the Serverless Framework"},
    {[](const SyntaxNode& root) { return root.has("@level"); },
     "the progress of a Terraform command (-json)"},
    {is_cdk_manifest, "the manifest of a CDK assembly"},
    {[](const SyntaxNode& root) { return root.has("Version") && root.has("Statement"); },
     "an IAM policy document, not a design"},
    {[](const SyntaxNode& root) { return root.has("apiVersion") && root.has("kind"); },
     "a Kubernetes manifest"},
    {is_parameters, "a list of CloudFormation parameters"},
};

Detection other(std::string words, std::string suggestion = {}) {
  return {Detection::Kind::other, std::move(words), std::move(suggestion)};
}

/// A design whose first key was forgotten or misspelt.
std::optional<Detection> near_native(const SyntaxNode& root) {
  for (const SyntaxNode::Member& member : root.members()) {
    if (nearest(member.key, {"canreach"})) {
      return other(
          fmt::format("a native design begins with the key `canreach`, not {}", quoted(member.key)),
          "canreach");
    }
  }
  const bool has_native_key = any_of(resource_kind_rows(), [&root](const ResourceKindRow& row) {
    return !row.native.empty() && root.has(row.native);
  });
  if (!has_native_key) return std::nullopt;
  return other("a native design begins with the key `canreach: 1`", "canreach: 1");
}

Detection unknown(const SyntaxNode& root) {
  if (root.is_null()) return other("the file is empty");
  if (root.is_map()) {
    if (std::optional<Detection> near = near_native(root)) return *near;
  }
  const std::string what = root.is_map() ? "" : fmt::format("{}: ", name_of(root.kind()));
  return other(
      fmt::format("{}neither a native design, which begins with `canreach: 1`, nor an AWS "
                  "snapshot, which holds "
                  "what `aws ec2 describe-vpcs` and its like print",
                  what));
}

}  // namespace

std::optional<std::string> refused_text(std::string_view text) {
  if (text.starts_with("PK\x03\x04")) {
    return refusal("a binary Terraform plan or another zip archive");
  }
  if (text.starts_with("\x1f\x8b")) return refusal("a gzip archive");
  if (is_terraform_block(first_line(text))) return refusal("Terraform's own language (HCL)");
  if (is_printed_plan(text)) return refusal("a Terraform plan as it is printed for people");
  return std::nullopt;
}

Detection detect(const SyntaxNode& root) {
  if (is_native(root)) return {Detection::Kind::native, {}, {}};
  if (is_cloudformation(root)) return {Detection::Kind::cloudformation, {}, {}};
  if (is_terraform(root)) return {Detection::Kind::terraform, {}, {}};
  for (const NearMiss& near : kNearMisses) {
    if (near.fits(root)) return other(refusal(near.what));
  }
  if (is_snapshot(root)) return {Detection::Kind::aws_snapshot, {}, {}};
  return unknown(root);
}

std::vector<std::string_view> json_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trim(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.empty()) continue;
    if (line.front() != '{' || line.back() != '}') return {};
    lines.push_back(line);
  }
  return lines.size() < 2 ? std::vector<std::string_view>() : lines;
}

}  // namespace canreach
