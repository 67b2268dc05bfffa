// AWS Organizations: the tree of an organization, and which policies are attached where.
//
// The tree comes from whatever tells a child's parent: `list-children`, `list-parents`,
// `list-organizational-units-for-parent`, `list-accounts-for-parent`; the argument is the other
// end. A policy is attached where `list-targets-for-policy` or `list-policies-for-target` says so.
//
// What was collected of a type of policies decides what a place without any means.  Of a place that
// was asked itself, or when the targets of every policy of the type were listed, all is known;
// otherwise further policies may be attached there.  An account whose parent is not known hangs on
// a unit of which nothing is known.  Where no policies of a type were listed at all, the
// organization says so, and answers take them as full access.
#include <array>
#include <deque>
#include <map>
#include <set>
#include <unordered_map>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/readers/data_stores.h"
#include "parsers/readers/policies.h"

namespace canreach {
namespace {

constexpr std::string_view kFullAccess = "p-FullAWSAccess";
constexpr std::string_view kFullResourceAccess = "p-RCPFullAWSAccess";

enum class PolicyType : std::uint8_t { service_control, resource_control };
constexpr std::array<PolicyType, 2> kPolicyTypes = {PolicyType::service_control,
                                                    PolicyType::resource_control};

std::string_view word_of(PolicyType type) {
  return type == PolicyType::service_control ? "SERVICE_CONTROL_POLICY" : "RESOURCE_CONTROL_POLICY";
}

PolicyUse use_of(PolicyType type) {
  return type == PolicyType::service_control ? PolicyUse::service_control
                                             : PolicyUse::resource_control;
}

std::size_t number_of(PolicyType type) { return static_cast<std::size_t>(type); }

bool is_account(std::string_view id) {
  return id.size() == 12 && all_of(id, [](char c) { return c >= '0' && c <= '9'; });
}
bool is_root(std::string_view id) { return id.starts_with("r-"); }
bool is_place(std::string_view id) {
  return is_root(id) || id.starts_with("ou-") || is_account(id);
}

/// AWS's own, whose text nobody needs to collect.  Rule: SCP-4.
PolicyDocument full_access(const SourceLoc& at) {
  PolicyStatement all;
  all.effect = PolicyStatement::Effect::allow;
  all.actions.push_back({std::string("*"), at});
  all.has_resource = true;
  all.resources.push_back({std::string("*"), at});
  all.at = at;
  PolicyDocument document;
  document.name = "FullAWSAccess";
  document.variables = true;
  document.statements.push_back(std::move(all));
  document.at = at;
  return document;
}

struct Place {
  std::string name;
  std::string parent;  // empty: not known
  SourceLoc at;
};

struct CollectedPolicy {
  std::optional<PolicyType> type;
  std::string name;
  std::optional<PolicyDocument> document;
  bool targets_listed = false;
  SourceLoc at;
};

class OrganizationReader {
 public:
  explicit OrganizationReader(SnapshotReading& reading) : reading_(reading) {}

  void read() {
    read_organization();
    read_places();
    read_policies();
    read_documents();
    read_targets();
    if (!seen_) return;
    conclude_types();
    build();
    reading_.design.organization = std::move(organization_);
  }

 private:
  /// Calls `read` with every object of a key; what has a problem is left out.
  template <class Read>
  void each(std::string_view key, Read read) {
    for (const SnapshotObject& object : reading_.snapshot.of(key)) {
      RecordProblem problem;
      const SyntaxNode node = object.node->parsed();
      const ResourceRecord record(node, problem);
      read(object, record);
      if (!problem.found()) continue;
      organization_.complete = false;
      some_unread_ = true;
      reading_.leave_out(std::string(key), record.text("Id"), problem.why, problem.at);
    }
  }

  /// The organization and its management account stand in every ARN.
  void note_arn(const std::string& arn, const SourceLoc& at) {
    const std::optional<ArnParts> parts = parts_of_arn(arn);
    if (!parts || parts->service != "organizations") return;
    seen_ = true;
    if (!organization_.at.is_somewhere()) organization_.at = at;
    for (const std::string_view part : split(parts->rest, '/')) {
      if (organization_.id.empty() && part.starts_with("o-")) organization_.id = part;
    }
    const bool is_member = parts->account != "aws" && is_account(parts->account);
    if (is_member && organization_.management.empty()) organization_.management = parts->account;
  }

  Place& place(const std::string& id, const SourceLoc& at) {
    const auto [found, is_new] = places_.emplace(id, Place());
    if (is_new) {
      order_.push_back(id);
      found->second.at = at;
    }
    return found->second;
  }

  void hang(const std::string& child, const std::string& parent, const SourceLoc& at) {
    if (!is_place(child) || is_root(child) || !is_place(parent) || is_account(parent)) return;
    seen_ = true;
    place(parent, at);
    place(child, at).parent = parent;
  }

  void read_organization() {
    each("Organization", [&](const SnapshotObject&, const ResourceRecord& record) {
      note_arn(record.text("Arn"), record.at());
      if (!record.text("Id").empty()) organization_.id = record.text("Id");
      for (const char* key : {"MasterAccountId", "ManagementAccountId"}) {
        if (!record.text(key).empty()) organization_.management = record.text(key);
      }
      all_features_ = record.text("FeatureSet") != "CONSOLIDATED_BILLING";  // Rule: SCP-7
    });
  }

  void read_root(const ResourceRecord& record) {
    const std::string id = record.text("Id");
    if (!is_root(id)) return record.refuse("its `Id` is none of a root");
    note_arn(record.text("Arn"), record.at());
    place(id, record.at()).name = "root";
    if (!record.has("PolicyTypes")) return;
    for (const PolicyType type : kPolicyTypes) {
      disabled_[number_of(type)] =
          !any_of(record.records("PolicyTypes"), [&](const ResourceRecord& row) {
            return row.text("Type") == word_of(type) && row.text("Status") == "ENABLED";
          });
    }
  }

  /// Units and accounts; the argument is their parent where it is one.
  void read_children(std::string_view key) {
    each(key, [&](const SnapshotObject& object, const ResourceRecord& record) {
      const std::string id = record.text("Id");
      if (!is_place(id)) return;
      note_arn(record.text("Arn"), record.at());
      Place& own = place(id, record.at());
      if (own.name.empty()) own.name = record.text("Name");
      hang(id, object.scope->argument({"parent-id"}), record.at());
    });
  }

  void read_places() {
    each("Roots", [&](const SnapshotObject&, const ResourceRecord& record) { read_root(record); });
    for (const char* key : {"OrganizationalUnits", "OrganizationalUnit", "Accounts", "Children"}) {
      read_children(key);
    }
    each("Parents", [&](const SnapshotObject& object, const ResourceRecord& record) {
      hang(object.scope->argument({"child-id"}), record.text("Id"), record.at());
    });
    organization_.complete = lists_all_accounts();
  }

  bool lists_all_accounts() const {
    const auto lists = reading_.snapshot.lists.find("Accounts");
    if (lists == reading_.snapshot.lists.end()) return false;
    return reading_.snapshot.incomplete.count("Accounts") == 0 &&
           any_of(lists->second, [](const SnapshotScope* scope) {
             return !is_place(scope->argument({"parent-id"})) && !scope->is_of("for-parent");
           });
  }

  static std::optional<PolicyType> type_of(std::string_view word) {
    for (const PolicyType type : kPolicyTypes) {
      if (word == word_of(type)) return type;
    }
    return std::nullopt;
  }

  CollectedPolicy& note_policy(const ResourceRecord& summary) {
    CollectedPolicy& policy = policies_[summary.text("Id")];
    policy.type = type_of(summary.required_text("Type"));
    policy.name = summary.text("Name");
    policy.at = summary.at();
    note_arn(summary.text("Arn"), summary.at());
    return policy;
  }

  /// `list-policies`, and `list-policies-for-target`, whose argument is the target.
  void read_policies() {
    each("Policies", [&](const SnapshotObject& object, const ResourceRecord& record) {
      const bool is_own = record.text("Arn").find(":organizations:") != std::string::npos;
      if (is_own) record.required_text("Id");
      if (!is_own || !record.text("Id").starts_with("p-")) return;
      reading_.take(object);
      const std::optional<PolicyType> type = note_policy(record).type;
      const std::string target = object.scope->argument({"target-id"});
      if (!type) return;
      if (is_place(target)) attach(target, record.text("Id"), record.at());
      note_list(*object.scope, *type);
    });
    const auto lists = reading_.snapshot.lists.find("Policies");
    if (lists == reading_.snapshot.lists.end()) return;
    for (const SnapshotScope* scope : lists->second) {
      for (const std::string& argument : scope->arguments) {
        if (const std::optional<PolicyType> type = type_of(argument)) note_list(*scope, *type);
      }
    }
  }

  /// All policies of a type were listed, or all of a target.
  void note_list(const SnapshotScope& scope, PolicyType type) {
    seen_ = true;
    listed_[number_of(type)] = true;
    const std::string target = scope.argument({"target-id"});
    if (is_place(target)) {
      asked_.insert({target, type});
    } else if (!scope.is_of("for-target")) {
      all_listed_[number_of(type)] = true;
    }
  }

  void attach(const std::string& target, const std::string& policy, const SourceLoc& at) {
    place(target, at);
    std::vector<std::string>& attached = attached_[target];
    if (!contains(attached, policy)) attached.push_back(policy);
  }

  void read_documents() {
    each("Policy", [&](const SnapshotObject& object, const ResourceRecord& record) {
      if (!record.has("PolicySummary")) return;
      const ResourceRecord summary = record.record("PolicySummary");
      if (!summary.text("Id").starts_with("p-")) return;
      reading_.take(object);
      CollectedPolicy& policy = note_policy(summary);
      if (!policy.type) return;
      policy.document = collected_policy(reading_, record.find("Content"), use_of(*policy.type));
      if (policy.document) policy.document->name = policy.name;
    });
  }

  /// `list-targets-for-policy`.
  void read_targets() {
    each("Targets", [&](const SnapshotObject& object, const ResourceRecord& record) {
      const std::string policy = object.scope->argument({"policy-id"});
      const std::string target = record.text("TargetId");
      if (policy.starts_with("p-") && target.empty()) record.required_text("TargetId");
      if (!policy.starts_with("p-") || !is_place(target)) return;
      note_arn(record.text("Arn"), record.at());
      if (place(target, record.at()).name.empty())
        place(target, record.at()).name = record.text("Name");
      attach(target, policy, record.at());
    });
    const auto lists = reading_.snapshot.lists.find("Targets");
    if (lists == reading_.snapshot.lists.end()) return;
    for (const SnapshotScope* scope : lists->second) {
      const auto found = policies_.find(scope->argument({"policy-id"}));
      if (found != policies_.end()) found->second.targets_listed = true;
    }
  }

  void conclude_types() {
    const bool whole = reading_.snapshot.incomplete.count("Policies") == 0 &&
                       reading_.snapshot.incomplete.count("Targets") == 0;
    for (const PolicyType type : kPolicyTypes) {
      bool all = whole && all_listed_[number_of(type)];
      for (const auto& [id, policy] : policies_) {
        if (policy.type != type) continue;
        listed_[number_of(type)] = true;
        all = all && policy.targets_listed;
      }
      all_attached_[number_of(type)] = all;
      if (!all_features_) disabled_[number_of(type)] = true;
    }
    organization_.service_control_known = is_known(PolicyType::service_control);
    organization_.resource_control_known = is_known(PolicyType::resource_control);
  }

  bool is_known(PolicyType type) const {
    return listed_[number_of(type)] || disabled_[number_of(type)];
  }

  /// Are all policies of the type known that are attached there?
  bool knows_all(const std::string& id, PolicyType type) const {
    if (some_unread_) return false;
    if (disabled_[number_of(type)] || !listed_[number_of(type)]) return true;
    return all_attached_[number_of(type)] || asked_.count({id, type}) > 0;
  }

  PolicyDocument document_of(const std::string& id, const CollectedPolicy& policy) const {
    if (policy.document) return *policy.document;
    if (id == kFullAccess || id == kFullResourceAccess) return full_access(policy.at);
    PolicyDocument unknown;
    unknown.name = policy.name.empty() ? id : policy.name;
    unknown.statements_known = false;
    unknown.at = policy.at;
    return unknown;
  }

  std::vector<PolicyDocument> documents_at(const std::string& id, PolicyType type) const {
    std::vector<PolicyDocument> documents;
    const auto attached = attached_.find(id);
    if (attached == attached_.end()) return documents;
    for (const std::string& policy : attached->second) {
      const auto found = policies_.find(policy);
      // One that only its id tells may be of any type.
      const bool is_of_type = found == policies_.end() || found->second.type == type;
      const bool is_service = type == PolicyType::service_control;
      const bool is_others = policy == (is_service ? kFullResourceAccess : kFullAccess);
      if (!is_of_type || is_others) continue;
      documents.push_back(
          document_of(policy, found == policies_.end() ? CollectedPolicy() : found->second));
    }
    return documents;
  }

  void set_policies(const std::string& id, OrganizationNode& node) const {
    for (const PolicyType type : kPolicyTypes) {
      if (disabled_[number_of(type)] || !listed_[number_of(type)]) continue;
      std::vector<PolicyDocument> documents = documents_at(id, type);
      const bool is_service = type == PolicyType::service_control;
      // AWS attaches one to every place: with none, the type may not be enabled at all.
      const bool is_doubtful = is_service && documents.empty() && !reading_.snapshot.holds("Roots");
      if (!knows_all(id, type) || is_doubtful) node.complete = false;
      (is_service ? node.service_control : node.resource_control) = std::move(documents);
    }
  }

  int add_node(const std::string& id, int parent) {
    const Place& own = places_.at(id);
    OrganizationNode node;
    node.is_account = is_account(id);
    node.name = node.is_account || own.name.empty() ? id : own.name;
    node.parent = parent;
    node.at = own.at;
    set_policies(id, node);
    organization_.nodes.push_back(std::move(node));
    return static_cast<int>(organization_.nodes.size()) - 1;
  }

  int add_unknown(const std::string& name, int parent) {
    OrganizationNode node;
    node.name = name;
    node.parent = parent;
    if (!disabled_[0] && listed_[0]) node.service_control.emplace();
    node.complete = false;
    organization_.nodes.push_back(std::move(node));
    return static_cast<int>(organization_.nodes.size()) - 1;
  }

  /// The tree below what is there, parents before their children.
  void add_below(const std::string& id, int index,
                 const std::unordered_map<std::string, std::vector<std::string>>& children,
                 std::set<std::string>& placed) {
    std::deque<std::pair<std::string, int>> open = {{id, index}};
    while (!open.empty()) {
      const auto [parent, at] = open.front();
      open.pop_front();
      const auto found = children.find(parent);
      if (found == children.end()) continue;
      for (const std::string& child : found->second) {
        if (placed.insert(child).second) open.push_back({child, add_node(child, at)});
      }
    }
  }

  void build() {
    std::unordered_map<std::string, std::vector<std::string>> children;
    std::string root;
    for (const std::string& id : order_) {
      const Place& own = places_.at(id);
      if (!own.parent.empty()) children[own.parent].push_back(id);
      if (is_root(id) && root.empty()) root = id;
    }
    std::set<std::string> placed;
    const int top = root.empty() ? add_unknown("root", -1) : add_node(root, -1);
    placed.insert(root);
    add_below(root, top, children, placed);
    int unknown = -1;
    // First those without a parent, then whatever hangs in a circle.
    for (const bool circles : {false, true}) {
      for (const std::string& id : order_) {
        const bool is_next = circles || places_.at(id).parent.empty();
        if (!is_next || is_root(id) || !placed.insert(id).second) continue;
        if (unknown < 0) unknown = add_unknown("units that were not collected", top);
        add_below(id, add_node(id, unknown), children, placed);
      }
    }
  }

  SnapshotReading& reading_;
  Organization organization_;
  bool seen_ = false;
  bool all_features_ = true;
  bool some_unread_ = false;
  std::map<std::string, Place> places_;
  std::vector<std::string> order_;
  std::map<std::string, CollectedPolicy> policies_;
  std::unordered_map<std::string, std::vector<std::string>> attached_;  // by place
  std::set<std::pair<std::string, PolicyType>> asked_;                  // list-policies-for-target
  std::array<bool, 2> disabled_ = {false, false};      // at the root, or no features
  std::array<bool, 2> listed_ = {false, false};        // some policies of the type
  std::array<bool, 2> all_listed_ = {false, false};    // list-policies
  std::array<bool, 2> all_attached_ = {false, false};  // and the targets of each
};

}  // namespace

void read_organization(SnapshotReading& reading) { OrganizationReader(reading).read(); }

}  // namespace canreach
