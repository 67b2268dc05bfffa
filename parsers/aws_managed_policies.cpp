#include "parsers/aws_managed_policies.h"

namespace canreach {
namespace {

struct Row {
  std::string_view path;
  std::string_view document;
};

constexpr Row kManagedPolicies[] = {
#define AWS_POLICY(path, document) {path, document},
#include "parsers/aws_managed_policies.def"
#undef AWS_POLICY
};

}  // namespace

std::string_view aws_managed_policy(std::string_view arn) {
  constexpr std::string_view kOwner = ":iam::aws:policy/";
  const std::size_t at = arn.find(kOwner);
  if (arn.substr(0, 4) != "arn:" || at == std::string_view::npos) return {};
  const std::string_view path = arn.substr(at + kOwner.size());
  for (const Row& row : kManagedPolicies) {
    if (row.path == path) return row.document;
  }
  return {};
}

}  // namespace canreach
