#include "analyzer/access/target.h"

#include <fmt/format.h>

#include "analyzer/query/aws_names.h"
#include "analyzer/query/names.h"
#include "analyzer/query/query_errors.h"
#include "base/algorithm.h"
#include "base/text.h"
#include "model/dns_names.h"

namespace canreach {
namespace {

/// Things that `can` may be asked about.
bool is_target(const Design& design, const NamedThing& thing) {
  if (thing.source != NamedThing::Source::resource) return false;
  const ResourceKind kind = thing.kind;
  return data_store_of(design, kind, thing.index) != nullptr || kind == ResourceKind::Role ||
         kind == ResourceKind::Function || kind == ResourceKind::Database ||
         kind == ResourceKind::Cache || kind == ResourceKind::Broker;
}

NameIndex::Things targets_of(const Network& network, const NameIndex::Things& things) {
  NameIndex::Things targets;
  for (const NamedThing& thing : things) {
    if (is_target(*network.design, thing)) targets.push_back(thing);
  }
  return targets;
}

AccessTarget target_of(const Network& network, const NamedThing& thing, std::string part) {
  const Design& design = *network.design;
  const Resource& resource = resource_of(design, thing.kind, thing.index);
  AccessTarget target;
  target.end = {resource.name, std::string(label_of(thing.kind)), {}};
  target.kind = thing.kind;
  target.index = thing.index;
  target.part = std::move(part);
  target.arn = arn_of(design, thing.kind, thing.index);
  const std::vector<std::string_view> words = split(target.arn, ':');
  if (words.size() > 2) target.service = std::string(words[2]);
  target.account = account_of(design, resource);
  target.region = resource.region;
  return target;
}

/// "reports", "reports/KEY" or "reports/object/KEY": the access point of the design, if it has one.
std::optional<AccessTarget> target_by_access_point(const Network& network, std::string_view text) {
  const auto& buckets = network.design->all<Bucket>();
  const std::string_view name = text.substr(0, text.find('/'));
  std::string_view key = name.size() < text.size() ? text.substr(name.size() + 1) : "";
  const std::string_view object = "object/";
  if (key.substr(0, object.size()) == object) key.remove_prefix(object.size());
  for (std::uint32_t i = 0; i < buckets.size(); ++i) {
    for (std::uint32_t p = 0; p < buckets[i].access_points.size(); ++p) {
      if (buckets[i].access_points[p].name != name) continue;
      AccessTarget target = target_of(
          network, {NamedThing::Source::resource, ResourceKind::Bucket, i}, std::string(key));
      target.access_point = p;
      return target;
    }
  }
  return std::nullopt;
}

/// The rest of an access point's ARN behind "accesspoint/", when it is one of the design's account.
std::string_view access_point_of_arn(const Design& design, std::string_view arn) {
  const std::vector<std::string_view> parts = split(arn, ':');
  const std::string_view word = "accesspoint/";
  const bool is_one =
      parts.size() >= 6 && parts[2] == "s3" && parts[5].substr(0, word.size()) == word;
  if (!is_one) return {};
  const bool is_own = design.account.empty() || parts[4] == design.account;
  if (!is_own) return {};
  return arn.substr(arn.find(word) + word.size());
}

template <class T>
std::uint32_t index_called(const Design& design, std::string_view name, std::string_view region,
                           std::string_view account, std::string_view engine) {
  const auto& all = design.all<T>();
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    const bool is_called = all[i].id == name || all[i].name == name;
    const bool is_there = all[i].region == region && account_of(design, all[i]) == account;
    const bool fits = engine.empty() || all[i].engine == engine;
    if (is_called && is_there && fits) return i;
  }
  return kNoIndex;
}

/// The database whose id stands in ARNs of its users.  Rule: RDS-1.
std::uint32_t database_of_users(const Design& design, std::string_view id, std::string_view region,
                                std::string_view account) {
  const auto& all = design.all<Database>();
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    const bool is_it = (all[i].resource_id.empty() ? all[i].id : all[i].resource_id) == id;
    if (is_it && all[i].region == region && account_of(design, all[i]) == account) return i;
  }
  return kNoIndex;
}

/// What policies call otherwise than the API that makes it: "dbuser:db-ABC/ana",
/// "domain/logs/_doc", "replicationgroup:sessions".
std::optional<AccessTarget> target_by_data_arn(const Network& network, std::string_view text) {
  const Design& design = *network.design;
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() < 6) return std::nullopt;
  const std::string_view rest = parts.size() > 6 ? parts[6] : parts[5];
  const std::size_t slash = rest.find('/');
  const auto target = [&](ResourceKind kind, std::uint32_t index, std::string_view part) {
    return target_of(network, {NamedThing::Source::resource, kind, index}, std::string(part));
  };
  if (parts[2] == "rds-db" && parts[5] == "dbuser" && slash < rest.size()) {
    const std::uint32_t index =
        database_of_users(design, rest.substr(0, slash), parts[3], parts[4]);
    if (index == kNoIndex) return std::nullopt;
    return target(ResourceKind::Database, index, rest.substr(slash + 1));
  }
  const std::string_view domain = "domain/";
  if (parts[2] == "es" && parts[5].substr(0, domain.size()) == domain) {
    const std::string_view path = parts[5].substr(domain.size());
    const std::string_view name = path.substr(0, path.find('/'));
    const std::uint32_t index =
        index_called<Database>(design, name, parts[3], parts[4], "opensearch");
    if (index == kNoIndex) return std::nullopt;
    return target(ResourceKind::Database, index,
                  name.size() < path.size() ? path.substr(name.size() + 1) : "");
  }
  const bool is_cache = parts[2] == "elasticache" &&
                        (parts[5] == "replicationgroup" || parts[5] == "serverlesscache");
  if (!is_cache) return std::nullopt;
  const std::uint32_t index = index_called<Cache>(design, rest, parts[3], parts[4], "");
  if (index == kNoIndex) return std::nullopt;
  AccessTarget cache = target(ResourceKind::Cache, index, "");
  cache.arn = std::string(text);
  return cache;
}

/// "arn:aws:kms:us-east-1:111122223333:alias/orders": the key that it leads to.
std::optional<AccessTarget> target_by_alias_arn(const Network& network, std::string_view text) {
  const Design& design = *network.design;
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() != 6 || parts[2] != "kms") return std::nullopt;
  const auto& keys = design.all<Key>();
  for (std::uint32_t i = 0; i < keys.size(); ++i) {
    const bool is_there = keys[i].region == parts[3] && account_of(design, keys[i]) == parts[4];
    if (!is_there || !contains(keys[i].aliases, std::string(parts[5]))) continue;
    return target_of(network, {NamedThing::Source::resource, ResourceKind::Key, i}, {});
  }
  return std::nullopt;
}

/// An ARN that the design does not hold, or one of a part of something that it holds.
AccessTarget target_by_arn(const Network& network, std::string_view text) {
  const Design& design = *network.design;
  AccessTarget target;
  if (const std::string_view point = access_point_of_arn(design, text); !point.empty()) {
    if (std::optional<AccessTarget> found = target_by_access_point(network, point)) return *found;
  }
  if (std::optional<AccessTarget> found = target_by_data_arn(network, text)) return *found;
  if (std::optional<AccessTarget> found = target_by_alias_arn(network, text)) return *found;
  for (const ResourceKindRow& row : resource_kind_rows()) {
    for (std::uint32_t i = 0; i < count_of(design, row.kind); ++i) {
      const NamedThing thing{NamedThing::Source::resource, row.kind, i};
      if (!is_target(design, thing)) continue;
      const std::string arn = arn_of(design, row.kind, i);
      if (arn.empty() || text.substr(0, arn.size()) != arn) continue;
      const std::string_view rest = text.substr(arn.size());
      if (!rest.empty() && rest[0] != '/' && rest[0] != ':') continue;
      // "role/app/etl" is a role of the path "app", not a part of the role "app".
      if (!rest.empty() && row.kind == ResourceKind::Role) continue;
      const std::string_view stream = ":log-stream:";
      const std::size_t skip = rest.substr(0, stream.size()) == stream ? stream.size() : 1;
      return target_of(network, thing,
                       rest.empty() ? std::string() : std::string(rest.substr(skip)));
    }
  }
  target.end = {std::string(text), "arn", {}};
  target.arn = std::string(text);
  target.arn_given = true;
  const std::vector<std::string_view> words = split(text, ':');
  if (words.size() > 2) target.service = std::string(words[2]);
  if (words.size() > 4) {
    target.region = std::string(words[3]);
    target.account = std::string(words[4]);
  }
  return target;
}

tl::expected<AccessTarget, QueryError> none_called(const Network& network, std::string_view name) {
  std::vector<std::string> known;
  for (const ResourceKindRow& row : resource_kind_rows()) {
    for (std::uint32_t i = 0; i < count_of(*network.design, row.kind); ++i) {
      const NamedThing thing{NamedThing::Source::resource, row.kind, i};
      if (is_target(*network.design, thing)) {
        known.push_back(resource_of(*network.design, row.kind, i).name);
      }
    }
  }
  std::vector<std::string> suggestions;
  if (std::optional<std::string> near = nearest(name, known)) suggestions.push_back(*near);
  return tl::unexpected(
      query_error(DiagnosticKind::unknown_name,
                  fmt::format("nothing that holds data is called {}", quoted(name)), suggestions));
}

tl::expected<AccessTarget, QueryError> no_access_point(const Network& network,
                                                       std::string_view name) {
  std::vector<std::string> known;
  for (const Bucket& bucket : network.design->all<Bucket>()) {
    for (const AccessPoint& point : bucket.access_points) known.push_back(point.name);
  }
  std::vector<std::string> suggestions;
  if (std::optional<std::string> near = nearest(name, known)) {
    suggestions.push_back("access-point/" + *near);
  }
  return tl::unexpected(query_error(DiagnosticKind::unknown_name,
                                    fmt::format("no access point is called {}", quoted(name)),
                                    suggestions));
}

tl::expected<AccessTarget, QueryError> only(const Network& network, const NameIndex::Things& things,
                                            std::string_view text, std::string part) {
  if (things.size() == 1) return target_of(network, things.front(), std::move(part));
  const NameIndex& names = names_of(network);
  std::vector<std::string> meant;
  for (const NamedThing& thing : things) {
    meant.push_back(fmt::format("{}/{}", names.label(thing), names.name(thing)));
  }
  return tl::unexpected(
      query_error(DiagnosticKind::ambiguous_name,
                  fmt::format("{} is ambiguous: {}", quoted(text), join(meant, ", ")), meant));
}

tl::expected<AccessTarget, QueryError> bucket_of(const Network& network, std::string_view text) {
  const std::string_view path = text.substr(5);
  const std::size_t slash = path.find('/');
  const std::string_view name = path.substr(0, slash);
  const std::string key(slash == std::string_view::npos ? "" : path.substr(slash + 1));
  const auto& buckets = network.design->all<Bucket>();
  for (std::uint32_t i = 0; i < buckets.size(); ++i) {
    if (buckets[i].name != name && buckets[i].id != name) continue;
    return target_of(network, {NamedThing::Source::resource, ResourceKind::Bucket, i}, key);
  }
  if (!buckets.empty() || name.empty()) return none_called(network, name);
  const std::string arn = arn_of_kind(ResourceKind::Bucket, network.design->region, {}, name);
  return target_by_arn(network, arn + "/" + (key.empty() ? "*" : key));
}

/// A database or broker by a name of DNS that AWS gives it.
std::optional<NamedThing> target_by_dns_name(const Network& network, std::string_view text) {
  const std::string name = dns_name_of(text);
  if (name.find('.') == std::string::npos) return std::nullopt;
  const std::optional<NamedHost> host = host_with_name(*network.design, name);
  if (!host) return std::nullopt;
  const NamedThing thing{NamedThing::Source::resource, host->kind, host->index};
  return is_target(*network.design, thing) ? std::optional<NamedThing>(thing) : std::nullopt;
}

}  // namespace

std::string access_point_arn(const Design& design, const AccessTarget& target) {
  const Bucket& bucket = design.all<Bucket>()[target.index];
  const std::string& region = target.region.empty() ? design.region : target.region;
  return fmt::format("arn:{}:s3:{}:{}:accesspoint/{}", partition_of(region), region, target.account,
                     bucket.access_points[target.access_point].name);
}

std::string database_user_arn(const Design& design, const Database& database,
                              std::string_view user) {
  return fmt::format("arn:{}:rds-db:{}:{}:dbuser:{}/{}", partition_of(database.region),
                     database.region, account_of(design, database),
                     database.resource_id.empty() ? database.id : database.resource_id, user);
}

tl::expected<AccessTarget, QueryError> resolve_target(const Network& network,
                                                      std::string_view text) {
  if (text == "*") {
    AccessTarget nothing;
    nothing.end = {"*", "", {}};
    nothing.arn = "*";
    nothing.arn_given = true;
    return nothing;
  }
  const std::string_view point = "access-point/";
  if (text.substr(0, point.size()) == point) {
    const std::string_view rest = text.substr(point.size());
    if (std::optional<AccessTarget> found = target_by_access_point(network, rest)) return *found;
    return no_access_point(network, rest.substr(0, rest.find('/')));
  }
  if (text.substr(0, 5) == "s3://") return bucket_of(network, text);
  if (text.substr(0, 4) == "arn:") return target_by_arn(network, text);
  const NameIndex& names = names_of(network);
  NameIndex::Things things = targets_of(network, names.named(text));
  if (things.empty()) things = targets_of(network, names.find(text));
  if (!things.empty()) return only(network, things, text, {});
  // NAME/PART and KIND/NAME/PART: the longest beginning that names something.
  for (std::size_t slash = text.rfind('/'); slash != std::string_view::npos && slash > 0;
       slash = text.rfind('/', slash - 1)) {
    const std::string_view whole = text.substr(0, slash);
    things = targets_of(network, names.named(whole));
    if (things.empty()) things = targets_of(network, names.find(whole));
    if (!things.empty()) return only(network, things, whole, std::string(text.substr(slash + 1)));
  }
  if (const std::optional<NamedThing> host = target_by_dns_name(network, text)) {
    return target_of(network, *host, {});
  }
  return none_called(network, text);
}

}  // namespace canreach
