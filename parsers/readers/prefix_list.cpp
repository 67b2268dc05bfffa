#include "parsers/readers/readers.h"

// Prefix lists come from three commands: describe-prefix-lists (AWS's own, with their addresses),
// describe-managed-prefix-lists (all, without) and get-managed-prefix-list-entries, which does not
// say whose entries they are: the file's name or its envelope does.  A list is what all of them say
// together.

namespace canreach {
namespace {

constexpr std::string_view kAwsNames = "com.amazonaws.";

struct Entries {
  std::vector<Value<IpPrefix>> cidrs;
  bool known = true;
};
using EntriesById = std::unordered_map<std::string, Entries>;

EntriesById entries_by_id(const SnapshotReading& reading) {
  EntriesById entries;
  for (const SnapshotObject& object : reading.snapshot.of("Entries")) {
    for (const std::string& argument : object.scope->arguments) {
      if (argument.compare(0, 3, "pl-") != 0) continue;
      Entries& list = entries[argument];
      RecordProblem problem;
      const SyntaxNode node = object.node->outlined();
      const std::optional<IpPrefix> cidr = ResourceRecord(node, problem).prefix("Cidr");
      if (cidr) list.cidrs.push_back(*cidr);
      if (!cidr || problem.found() || object.scope->is_partial) list.known = false;
    }
  }
  // A list without entries has none to tell its id: the document itself does.
  for (const SnapshotScope& scope : reading.snapshot.scopes) {
    const bool is_entries = scope.document.find("prefix-list-entries") != std::string::npos;
    for (const std::string& argument : scope.arguments) {
      if (is_entries && argument.compare(0, 3, "pl-") == 0) entries[argument];
    }
  }
  return entries;
}

void read_cidrs(PrefixList& list, const ResourceRecord& record) {
  if (!record.has("Cidrs")) return;
  list.entries_known = true;
  list.entries.clear();
  for (const std::string& text : record.texts("Cidrs")) {
    const Result<IpPrefix> cidr = IpPrefix::parse(text);
    if (cidr) list.entries.push_back(*cidr);
    if (!cidr) record.refuse(cidr.error().text);
  }
}

PrefixList read_list(const SnapshotReading& reading, const SnapshotObject& object,
                     const ResourceRecord& record) {
  PrefixList list;
  reading.read_common(list, object, record, {.id = "PrefixListId", .arn = "PrefixListArn"});
  reading.place_in(list, Ref<Vpc>::none());
  list.entries_known = false;
  const std::string name = record.text("PrefixListName");
  if (list.name == list.id && !name.empty()) list.name = name;
  if (name.compare(0, kAwsNames.size(), kAwsNames) == 0) list.service = service_of(name);
  list.max_entries = static_cast<int>(record.integer("MaxEntries").value_or(0));
  read_cidrs(list, record);
  return list;
}

// The second description of a list adds what the first leaves out.
void merge(PrefixList& into, const PrefixList& list) {
  if (!into.entries_known && list.entries_known) {
    into.entries = list.entries;
    into.entries_known = true;
  }
  if (into.service.empty()) into.service = list.service;
  if (into.max_entries == 0) into.max_entries = list.max_entries;
}

}  // namespace

std::string service_of(const std::string& service_name) {
  if (service_name.compare(0, kAwsNames.size(), kAwsNames) != 0) return service_name;
  const std::string rest = service_name.substr(kAwsNames.size());
  const std::size_t dot = rest.find('.');
  const std::string region = rest.substr(0, dot);
  const bool regional = region == "global" || (!region.empty() && region_of_zone(region) == region);
  if (dot == std::string::npos || !regional) return service_name;
  const std::string service = rest.substr(dot + 1);
  return service.compare(0, 9, "vpce-svc-") == 0 ? service_name : service;
}

Ref<PrefixList> prefix_list_of(SnapshotReading& reading, const std::string& id,
                               const std::string& service, const SourceLoc& at) {
  const Ref<PrefixList> found = reading.find<PrefixList>(id);
  if (found.is_known()) {
    PrefixList& list = reading.design.get(found);
    if (list.service.empty() && list.external) list.service = service;
    return found;
  }
  PrefixList list;
  list.name = id;
  list.id = id;
  list.external = true;
  list.entries_known = false;
  list.service = service;
  list.at = at;
  return reading.add(std::move(list));
}

void read_prefix_lists(SnapshotReading& reading) {
  reading.read_each<PrefixList>(
      "PrefixLists", "PrefixListId",
      [&](const SnapshotObject& object, const ResourceRecord& record) -> std::optional<PrefixList> {
        PrefixList list = read_list(reading, object, record);
        if (record.text("State") == "delete-complete") return std::nullopt;
        const Ref<PrefixList> first = reading.find<PrefixList>(list.id);
        if (!first.is_known()) return list;
        merge(reading.design.get(first), list);
        return std::nullopt;
      });
  for (const auto& [id, entries] : entries_by_id(reading)) {
    const Ref<PrefixList> ref = reading.find<PrefixList>(id);
    if (!ref.is_known()) continue;
    PrefixList& list = reading.design.get(ref);
    list.entries = entries.cidrs;
    list.entries_known = entries.known;
  }
}

}  // namespace canreach
