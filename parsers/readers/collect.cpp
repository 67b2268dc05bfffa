#include "parsers/readers/collect.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/algorithm.h"
#include "base/text.h"

// From documents to objects.  A document is the output of one command; its path or an envelope says
// of which account, region and argument, and its top-level keys say what it holds.  File names
// never decide what is read.
//
//   accounts/111122223333/us-east-1/ec2_describe-vpcs.json        {"Vpcs": [...]}
//   ec2_get-managed-prefix-list-entries@pl-0abc.json              {"Entries": [...]}
//   snapshot.json        {"command": "...", "args": {...}, "region": "...", "account": "...",
//   "output": {"Vpcs": [...]}} flight recorder      {"status_code": 200, "data": {"Vpcs": [...],
//   "ResponseMetadata": {...}}} single-file layout   {"collector_version": "...", "provider":
//   "aws", "vpcs": [...], "instances": null}
//
// Several documents with one key are one list.  An object that is in two of them is one object;
// where the two differ the last one counts, or the one that its owner sees.

namespace canreach {
namespace {

constexpr int kEnvelopes = 4;  // envelopes within envelopes

const std::vector<std::string_view>& page_keys() {
  static const std::vector<std::string_view> kKeys = {"NextToken", "nextToken", "Marker",
                                                      "NextMarker"};
  return kKeys;
}

// "keyid" of "--key-id" and "KeyId".
std::string argument_name(std::string_view written) {
  std::string name;
  for (const char c : to_lower(written)) {
    if (c != '-' && c != '_') name += c;
  }
  return name;
}

std::string_view file_name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view without_ending(std::string_view name) {
  return name.substr(0, name.rfind(".json"));
}

bool is_region(std::string_view text) { return !text.empty() && region_of_zone(text) == text; }

bool is_account(std::string_view text) {
  return text.size() == 12 && all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "us-west-2" of "Vpcs-us-west-2".
std::string_view region_suffix(std::string_view stem) {
  for (std::size_t dash = stem.find('-'); dash != std::string_view::npos;
       dash = stem.find('-', dash + 1)) {
    if (is_region(stem.substr(dash + 1))) return stem.substr(dash + 1);
  }
  return {};
}

SnapshotScope scope_of_path(const std::string& path) {
  SnapshotScope scope;
  scope.document = path;
  std::vector<std::string_view> folders = split(path, '/');
  folders.pop_back();
  for (std::size_t i = 0; i < folders.size(); ++i) {
    if (is_region(folders[i])) scope.region = folders[i];
    if (is_account(folders[i]) || (i > 0 && folders[i - 1] == "accounts"))
      scope.account = folders[i];
  }
  const std::string_view stem = without_ending(file_name_of(path));
  const std::size_t at = stem.find('@');
  scope.command = stem.substr(0, at);
  if (at != std::string_view::npos) scope.arguments.push_back(std::string(stem.substr(at + 1)));
  const std::string_view region = region_suffix(stem.substr(0, at));
  if (!region.empty()) scope.region = region;
  return scope;
}

const SyntaxNode* output_of(const SyntaxNode& root) {
  const SyntaxNode* output = root.find("output");
  const bool is_envelope = root.find("command") != nullptr || root.find("args") != nullptr;
  return is_envelope ? output : nullptr;
}

const SyntaxNode* data_of(const SyntaxNode& root) {
  return root.find("status_code") == nullptr ? nullptr : root.find("data");
}

// The words of a command line: "--bucket", "orders", "--max-items=1".
void add_words(const SyntaxNode& list, SnapshotScope& scope) {
  std::string name;
  for (const SyntaxNode& element : list.elements()) {
    if (!element.is_scalar()) continue;
    const std::string_view word = element.text();
    scope.arguments.push_back(std::string(word));
    if (word.substr(0, 2) == "--") {
      const std::size_t equals = word.find('=');
      name = argument_name(word.substr(0, equals));
      if (equals == std::string_view::npos) continue;
      scope.named_arguments.emplace_back(name, word.substr(equals + 1));
    } else if (!name.empty()) {
      scope.named_arguments.emplace_back(name, word);
    }
    name.clear();
  }
}

void add_arguments(const SyntaxNode* node, SnapshotScope& scope) {
  if (node == nullptr) return;
  if (node->is_scalar() && !node->text().empty()) scope.arguments.push_back(node->text());
  add_words(*node, scope);
  for (const SyntaxNode::Member& member : node->members()) {
    if (!member.value.is_scalar()) continue;
    scope.arguments.push_back(member.value.text());
    scope.named_arguments.emplace_back(argument_name(member.key), member.value.text());
  }
}

SnapshotScope scope_of_envelope(const SnapshotScope& around, const SyntaxNode& root) {
  SnapshotScope scope = around;
  const auto text = [&root](std::string_view key) {
    const SyntaxNode* node = root.find(key);
    return node == nullptr ? SyntaxText() : node->text();
  };
  if (!text("command").empty()) {
    scope.document = fmt::format("{}: {}", around.document, text("command"));
    scope.command = text("command");
  }
  if (!text("region").empty()) scope.region = text("region");
  if (!text("account").empty()) scope.account = text("account");
  add_arguments(root.find("args"), scope);
  return scope;
}

// A structural comparison: same value, wherever it stands.
bool same_value(const SyntaxNode& a, const SyntaxNode& b) {
  if (a.kind() != b.kind() || a.text() != b.text()) return false;
  if (a.elements().size() != b.elements().size()) return false;
  if (a.members().size() != b.members().size()) return false;
  for (std::size_t i = 0; i < a.elements().size(); ++i) {
    if (!same_value(a.elements()[i], b.elements()[i])) return false;
  }
  return all_of(a.members(), [&b](const SyntaxNode::Member& member) {
    const SyntaxNode* other = b.find(member.key);
    return other != nullptr && same_value(member.value, *other);
  });
}

class Collector {
 public:
  Collector(Snapshot& snapshot, Design& design, Diagnostics& diagnostics)
      : snapshot_(snapshot), design_(design), diagnostics_(diagnostics) {}

  void add_document(const SyntaxNode& root, SnapshotScope scope, int envelopes);

 private:
  void add_members(const SyntaxNode& root, SnapshotScope& scope);
  void add_member(const SyntaxNode& root, const SyntaxNode::Member& member, const std::string& key,
                  const SnapshotScope& scope);
  void add_list(const std::string& key, const SyntaxNode& list, const SnapshotScope& scope);
  void add_reservation(const SyntaxNode& node, const SnapshotScope& scope);
  void note_pages(const SyntaxNode& root, SnapshotScope& scope);
  void leave_out(const std::string& key, std::string_view wanted, const SyntaxNode& node);
  void set_incomplete(std::string_view key);

  Snapshot& snapshot_;
  Design& design_;
  Diagnostics& diagnostics_;
};

void Collector::set_incomplete(std::string_view key) {
  const std::string_view describe = key == "Instances" ? "Reservations" : key;
  for (const ResourceKindRow& row : resource_kind_rows()) {
    if (!row.describe.empty() && row.describe == describe) design_.set_incomplete(row.kind);
  }
}

void Collector::leave_out(const std::string& key, std::string_view wanted, const SyntaxNode& node) {
  const std::string why = fmt::format("it must be {}, not {}", wanted, name_of(node.kind()));
  design_.left_out.push_back({label_of_key(key), "", why, node.at()});
  diagnostics_.report(DiagnosticKind::left_out, node.at(), {"a value of " + quoted(key), why});
  set_incomplete(key);
}

// Reservations only wrap instances; the account of the instances stands around them.
void Collector::add_reservation(const SyntaxNode& node, const SnapshotScope& scope) {
  const SyntaxNode* instances = node.find("Instances");
  const SyntaxNode* owner = node.find("OwnerId");
  if (instances == nullptr) return leave_out("Reservations", "a list of `Instances`", node);
  if (!instances->is_list()) return leave_out("Reservations", "a list", *instances);
  for (const SyntaxNode& instance : instances->elements()) {
    if (!instance.is_map()) {
      leave_out("Instances", "a map", instance);
      continue;
    }
    snapshot_.objects["Instances"].push_back(
        {&instance, &scope, owner == nullptr ? SyntaxText() : owner->text()});
  }
}

void Collector::add_list(const std::string& key, const SyntaxNode& list,
                         const SnapshotScope& scope) {
  std::vector<SnapshotObject>& objects = snapshot_.objects[key];
  snapshot_.lists[key].push_back(&scope);
  for (const SyntaxNode& element : list.elements()) {
    if (!element.is_map()) {
      if (is_read(key)) leave_out(key, "a map", element);
      continue;
    }
    if (key == "Reservations") {
      add_reservation(element, scope);
    } else {
      objects.push_back({&element, &scope, {}});
    }
  }
}

void Collector::add_member(const SyntaxNode& root, const SyntaxNode::Member& member,
                           const std::string& key, const SnapshotScope& scope) {
  const SyntaxNode& value = member.value;
  if (is_document_key(key) && !value.is_map()) {
    if (tells_snapshot(key, value)) snapshot_.objects[key].push_back({&root, &scope, {}});
    return;
  }
  if (value.is_list()) return add_list(key, value, scope);
  if (is_attribute(key)) {
    if (value.is_map()) snapshot_.objects[key].push_back({&root, &scope, {}});
    if (!value.is_map()) leave_out(key, "a map", value);
    return;
  }
  if (is_listed(key)) return leave_out(key, "a list", value);
  if (value.is_map()) snapshot_.objects[key].push_back({&value, &scope, {}});
  if (value.is_scalar() && !value.text().empty() && is_snapshot_key(key)) {
    snapshot_.objects[key].push_back({&root, &scope, {}});
  }
}

void Collector::note_pages(const SyntaxNode& root, SnapshotScope& scope) {
  std::string sign;
  for (const std::string_view key : page_keys()) {
    const SyntaxNode* token = root.find(key);
    if (token != nullptr && !token->text().empty()) sign = key;
  }
  for (const std::string_view key : {"IsTruncated", "Truncated", "AdditionalRoutesAvailable"}) {
    const SyntaxNode* flag = root.find(key);
    if (flag != nullptr && flag->text() == "true") sign = key;
  }
  if (sign.empty()) return;
  scope.is_partial = true;
  diagnostics_.report(DiagnosticKind::incomplete_page, root.at(),
                      {quoted(scope.document), fmt::format("it has {}", quoted(sign))});
  for (const SyntaxNode::Member& member : root.members()) {
    set_incomplete(member.key);
    snapshot_.incomplete.emplace(member.key);
  }
}

void Collector::add_members(const SyntaxNode& root, SnapshotScope& scope) {
  // A secret and a broker stand alone in their documents: the other keys are their fields.
  for (const std::string_view own : {"ARN", "BrokerName"}) {
    const SyntaxNode* value = root.find(own);
    if (value == nullptr || !tells_snapshot(own, *value)) continue;
    return snapshot_.objects[std::string(own)].push_back({&root, &scope, {}});
  }
  const bool folded = root.find("collector_version") != nullptr;
  for (const SyntaxNode::Member& member : root.members()) {
    const std::string key = folded ? key_of_folded(member.key) : member.key;
    if (is_ignored_key(key)) continue;
    // The single-file layout writes null for an empty list.
    if (folded && member.value.is_null() && is_listed(key)) {
      snapshot_.objects[key];
      continue;
    }
    add_member(root, member, key, scope);
  }
  note_pages(root, scope);
}

void Collector::add_document(const SyntaxNode& root, SnapshotScope scope, int envelopes) {
  if (root.is_list() && envelopes < kEnvelopes) {
    for (const SyntaxNode& element : root.elements()) add_document(element, scope, envelopes + 1);
    return;
  }
  if (root.is_null()) return;
  if (!root.is_map()) return leave_out(scope.document, "a map", root);
  const SyntaxNode* output = output_of(root);
  if (output == nullptr) output = data_of(root);
  if (output != nullptr && envelopes < kEnvelopes) {
    return add_document(*output, scope_of_envelope(scope, root), envelopes + 1);
  }
  const SyntaxNode* provider = root.find("provider");
  if (root.find("collector_version") != nullptr && provider != nullptr &&
      provider->text() != "aws") {
    diagnostics_.report(DiagnosticKind::unknown_format, provider->at(),
                        {fmt::format("{} was collected from {}: only aws is read",
                                     quoted(scope.document), quoted(provider->text()))});
    return;
  }
  snapshot_.scopes.push_back(std::move(scope));
  add_members(root, snapshot_.scopes.back());
}

// Of two descriptions of one object, does the owner's account see the first?
bool first_is_owners(const SnapshotObject& first, const SnapshotObject& second) {
  const std::string owner = first.node->text_of("OwnerId");
  return !owner.empty() && first.scope->account == owner && second.scope->account != owner;
}

bool same_scope(const SnapshotObject& a, const SnapshotObject& b) {
  return a.scope->account == b.scope->account && a.scope->region == b.scope->region;
}

std::string id_of(const SnapshotObject& object, const KeyedObject& keyed) {
  return object.node->text_of(keyed.id_key);
}

// Names that are unique in an account and region only.
std::string identity(const SnapshotObject& object, const KeyedObject& keyed) {
  std::string id = id_of(object, keyed);
  if (id.empty() || keyed.is_global) return id;
  return fmt::format("{}|{}|{}", object.scope->account, object.scope->region, id);
}

void merge_duplicates(std::vector<SnapshotObject>& objects, const KeyedObject& keyed,
                      Diagnostics& diagnostics) {
  std::unordered_map<std::string, std::size_t> places;
  std::vector<SnapshotObject> merged;
  merged.reserve(objects.size());
  for (SnapshotObject& object : objects) {
    const std::string id = identity(object, keyed);
    const auto [place, is_new] = places.emplace(id, merged.size());
    if (id.empty() || is_new) {
      merged.push_back(std::move(object));
      continue;
    }
    SnapshotObject& first = merged[place->second];
    if (same_value(first.node->parsed(), object.node->parsed())) continue;
    if (first_is_owners(first, object)) continue;
    if (same_scope(first, object)) {
      diagnostics.report(DiagnosticKind::left_out, first.node->at(),
                         {quoted(id_of(object, keyed)),
                          "it is described again, differently, and the last description counts"});
    }
    first = std::move(object);
  }
  objects = std::move(merged);
}

}  // namespace

std::string SnapshotScope::argument(const std::vector<std::string_view>& names) const {
  for (const std::string_view wanted : names) {
    for (const auto& [name, value] : named_arguments) {
      if (name == argument_name(wanted)) return value;
    }
  }
  const bool has_names = !named_arguments.empty();
  return has_names || arguments.empty() ? std::string() : arguments.front();
}

Snapshot collect_snapshot(const std::vector<SnapshotDocument>& documents, Design& design,
                          Diagnostics& diagnostics) {
  Snapshot snapshot;
  Collector collector(snapshot, design, diagnostics);
  for (const SnapshotDocument& document : documents) {
    collector.add_document(*document.root, scope_of_path(document.name), 0);
  }
  for (const KeyedObject& keyed : keyed_objects()) {
    const auto found = snapshot.objects.find(keyed.key);
    if (found != snapshot.objects.end()) merge_duplicates(found->second, keyed, diagnostics);
  }
  return snapshot;
}

}  // namespace canreach
