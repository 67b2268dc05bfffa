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

std::string arn_of_owner(const Design& design, ResourceKind kind, std::uint32_t index) {
  const DataStore* store = data_store_of(design, kind, index);
  if (store != nullptr && !store->arn.empty()) return store->arn;
  if (kind == ResourceKind::Role && !design.all<Role>()[index].arn.empty()) {
    return design.all<Role>()[index].arn;
  }
  const Resource& resource = resource_of(design, kind, index);
  std::string account = resource.account.empty() ? design.account : resource.account;
  if (account.empty()) account = kNoAccount;
  return arn_of_kind(kind, resource.region, account,
                     resource.id.empty() ? resource.name : resource.id);
}

}  // namespace

std::optional<ArnOwner> owner_of_arn(const Design& design, std::string_view arn) {
  for (const ResourceKind kind : kOwners) {
    for (std::uint32_t i = 0; i < count_of(design, kind); ++i) {
      const std::string own = arn_of_owner(design, kind, i);
      if (own.empty() || arn.substr(0, own.size()) != own) continue;
      const std::string_view rest = arn.substr(own.size());
      if (rest.empty() || rest[0] == '/' || rest[0] == ':') return ArnOwner{kind, i, rest};
    }
  }
  return std::nullopt;
}

}  // namespace canreach
