// `{"Policy": ...}`: what several commands give of a bucket, a key, a function, a stream or a
// table, none of which is named inside.
//
// The command and its argument say whose policy it is: both stand in the file's name
// (s3api_get-bucket-policy@orders.json) or in an envelope.  Where they do not, an ARN or the name
// of something collected does.  A policy that can be given to nothing stays among what is not
// modelled, and what it belongs to keeps a policy that is not known.
#include <set>
#include <unordered_map>

#include "base/algorithm.h"
#include "parsers/readers/data_stores.h"
#include "parsers/readers/policies.h"

namespace canreach {
namespace {

enum class PolicyOwner { unknown, bucket, key, function, stream, table };

struct OwnerRow {
  PolicyOwner owner;
  std::string_view service;  // also of ARNs
  std::string_view command;
  std::string_view argument;
};
constexpr OwnerRow kOwners[] = {
    {PolicyOwner::bucket, "s3", "get-bucket-policy", "bucket"},
    {PolicyOwner::key, "kms", "get-key-policy", "key-id"},
    {PolicyOwner::function, "lambda", "get-policy", "function-name"},
    {PolicyOwner::stream, "kinesis", "get-resource-policy", "resource-arn"},
    {PolicyOwner::table, "dynamodb", "get-resource-policy", "resource-arn"},
};

class PolicyReader {
 public:
  explicit PolicyReader(SnapshotReading& reading) : reading_(reading) {
    index_names<Stream>(streams_);
    index_names<Table>(tables_);
  }

  void read(const SnapshotObject& object) {
    if (reading_.taken.count(object.node) > 0) return;
    if (object.scope->is_of("access-point-policy")) return;
    const SyntaxNode node = object.node->parsed();
    const SyntaxNode* text = policy_in(node);
    if (text == nullptr) return;
    const auto [owner, name] = owner_of(*object.scope);
    switch (owner) {
      case PolicyOwner::unknown:
        return;
      case PolicyOwner::bucket:
        return attach(object, reading_.design.get(bucket_named(reading_, name, object)), text);
      case PolicyOwner::key:
        return attach_to_key(object, name, text);
      case PolicyOwner::function:
        return attach_to_function(object, name, text);
      case PolicyOwner::stream:
        return attach_to<Stream>(object, name, streams_, text);
      case PolicyOwner::table:
        return attach_to<Table>(object, name, tables_, text);
    }
  }

 private:
  using Names = std::unordered_map<std::string, std::vector<std::uint32_t>>;

  template <class T>
  void index_names(Names& names) {
    const std::vector<T>& stores = reading_.design.template all<T>();
    for (std::uint32_t i = 0; i < stores.size(); ++i) names[stores[i].name].push_back(i);
  }

  /// The document, or the value of "Policy" in the whole output; none: it is no resource's.
  static const SyntaxNode* policy_in(const SyntaxNode& node) {
    if (node.find("Statement") != nullptr) return &node;
    const SyntaxNode* value = node.find("Policy");
    return value == nullptr || value->is_map() || value->is_list() ? nullptr : value;
  }

  std::pair<PolicyOwner, std::string> owner_of(const SnapshotScope& scope) const {
    for (const OwnerRow& row : kOwners) {
      if (!scope.is_of(row.service) || !scope.is_of(row.command)) continue;
      const std::string name = scope.argument({row.argument});
      return {name.empty() ? PolicyOwner::unknown : row.owner, name};
    }
    const std::string name = scope.arguments.empty() ? std::string() : scope.arguments.front();
    if (const std::optional<ArnParts> parts = parts_of_arn(name)) {
      for (const OwnerRow& row : kOwners) {
        if (row.service == parts->service) return {row.owner, name};
      }
    }
    if (reading_.find<Bucket>(name).is_known()) return {PolicyOwner::bucket, name};
    if (key_named(reading_, name, scope).is_known()) return {PolicyOwner::key, name};
    return {PolicyOwner::unknown, {}};
  }

  void attach(const SnapshotObject& object, DataStore& store, const SyntaxNode* text) {
    reading_.take(object);
    attach_policy(reading_, store, text);
  }

  /// Every key has a policy: where none came, it is not known.  Rule: KMS-1.
  void attach_to_key(const SnapshotObject& object, const std::string& name,
                     const SyntaxNode* text) {
    const Ref<Key> ref = key_named(reading_, name, *object.scope);
    if (!ref.is_known()) return add_key(object, name, text);
    Key& key = reading_.design.get(ref);
    attach(object, key, text);
    key.policy_known = key.policy.has_value();
  }

  /// A key that no list named.
  void add_key(const SnapshotObject& object, const std::string& name, const SyntaxNode* text) {
    DataStore around;
    const SnapshotScope& scope = *object.scope;
    around.region = scope.region.empty() ? reading_.options.region : scope.region;
    around.account = scope.account.empty() ? reading_.design.account : scope.account;
    const Encryption by = encryption_by(reading_, name, around, object.node->at());
    if (!by.key.is_known()) return;
    Key& key = reading_.design.get(by.key);
    attach(object, key, text);
    key.policy_known = key.policy.has_value();
  }

  /// Policies of versions and aliases are others.
  void attach_to_function(const SnapshotObject& object, const std::string& name,
                          const SyntaxNode* text) {
    const std::optional<ArnParts> parts = parts_of_arn(name);
    std::string own = parts ? parts->rest : name;
    if (parts && own.compare(0, 9, "function:") == 0) own = own.substr(9);
    const bool is_part = own.find(':') != std::string::npos ||
                         any_of(object.scope->named_arguments,
                                [](const auto& argument) { return argument.first == "qualifier"; });
    const Ref<Function> ref = reading_.find<Function>(own);
    if (is_part || !ref.is_known()) return;
    Function& function = reading_.design.get(ref);
    const std::string& region = parts ? parts->region : object.scope->region;
    if (!region.empty() && function.region != region) return;
    reading_.take(object);
    function.policy = collected_policy(reading_, text, PolicyUse::resource);
  }

  template <class T>
  void attach_to(const SnapshotObject& object, const std::string& name, const Names& names,
                 const SyntaxNode* text) {
    Ref<T> ref = store_by_arn<T>(reading_, name, "", object);
    const auto found = names.find(name);
    if (!ref.is_known() && found != names.end()) ref = here<T>(found->second, *object.scope);
    if (ref.is_known()) attach(object, reading_.design.get(ref), text);
  }

  /// The only one of that name in the account and region.
  template <class T>
  Ref<T> here(const std::vector<std::uint32_t>& candidates, const SnapshotScope& scope) const {
    Ref<T> only;
    for (const std::uint32_t index : candidates) {
      const T& store = reading_.design.template all<T>()[index];
      const bool account = scope.account.empty() || store.account == scope.account;
      const bool region = scope.region.empty() || store.region == scope.region;
      if (!account || !region) continue;
      if (only.is_known()) return Ref<T>::none();
      only = Ref<T>(index);
    }
    return only;
  }

  SnapshotReading& reading_;
  Names streams_;
  Names tables_;
};

template <class T>
std::set<std::string> accounts_of(const std::vector<T>& resources) {
  std::set<std::string> accounts;
  for (const T& resource : resources) {
    if (!resource.account.empty()) accounts.insert(resource.account);
  }
  return accounts;
}

}  // namespace

void read_resource_policies(SnapshotReading& reading) {
  PolicyReader reader(reading);
  for (const SnapshotObject& object : reading.snapshot.of("Policy")) reader.read(object);
}

void find_account(SnapshotReading& reading) {
  Design& design = reading.design;
  design.account = reading.options.account;
  for (const std::set<std::string>& accounts :
       {accounts_of(design.all<Role>()), accounts_of(design.all<User>()),
        accounts_of(design.all<Vpc>()), accounts_of(design.all<Function>())}) {
    if (design.account.empty() && accounts.size() == 1) design.account = *accounts.begin();
    if (!accounts.empty()) break;
  }
  const bool is_needed = reading.snapshot.holds("Buckets") || reading.snapshot.holds("Policy");
  if (!reading.options.account.empty() || design.account.empty() || !is_needed) return;
  design.completions.push_back(
      {"account", design.account, "what names no account, as buckets do, is taken to be in it"});
}

}  // namespace canreach
