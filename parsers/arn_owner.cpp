#include "parsers/arn_owner.h"

#include <array>
#include <string>

#include "model/arns.h"

namespace canreach {
namespace {

constexpr std::array<ResourceKind, 9> kOwners = {
    ResourceKind::Bucket, ResourceKind::Table, ResourceKind::Queue,
    ResourceKind::Stream, ResourceKind::Topic, ResourceKind::Secret,
    ResourceKind::Key,    ResourceKind::Role,  ResourceKind::Function};

}  // namespace

std::optional<ArnOwner> owner_of_arn(const Design& design, std::string_view arn) {
  for (const ResourceKind kind : kOwners) {
    for (std::uint32_t i = 0; i < count_of(design, kind); ++i) {
      const std::string own = arn_of(design, kind, i);
      if (own.empty() || arn.substr(0, own.size()) != own) continue;
      const std::string_view rest = arn.substr(own.size());
      if (rest.empty() || rest[0] == '/' || rest[0] == ':') return ArnOwner{kind, i, rest};
    }
  }
  return std::nullopt;
}

}  // namespace canreach
