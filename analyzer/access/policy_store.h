#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyzer/access/unseen_policies.h"
#include "model/design.h"
#include "policy/open_names.h"
#include "policy/policy_set.h"

namespace canreach {

/// The compiled policies of a design, each made when it is first asked for.  For one thread.
class PolicyStore {
 public:
  explicit PolicyStore(const Design& design) : design_(design), unseen_(unseen_policies(design)) {}

  const CompiledPolicy* get(const PolicyDocument& document, PolicyUse use);
  /// A policy of which nothing is known.
  const CompiledPolicy* unknown(PolicyUse use);
  /// AWS's full access.  Rules: SCP-4, RCP-2.
  const CompiledPolicy* full_access(PolicyUse use);

  /// Inline and managed ones; one that is not known stands for those that the input does not give.
  Policies of(const Permissions& permissions);
  /// None: no boundary.
  std::optional<Policies> boundary_of(const Permissions& permissions);
  /// A level each from the root of the organization to the account; none: no organization is
  /// declared, or the account manages it.
  std::optional<std::vector<Policies>> service_control(const std::string& account);
  std::optional<std::vector<Policies>> resource_control(const std::string& account);
  bool is_management(const std::string& account) const;
  /// Those that stand in what is not modelled.
  const std::vector<UnseenPolicy>& unseen() const { return unseen_; }
  /// What is known of names that the design leaves open; none: it leaves none open.
  std::shared_ptr<const OpenNames> open_names();

 private:
  enum class Control { service, resource };
  std::optional<std::vector<Policies>> control(const std::string& account, Control control);
  Policies level(const OrganizationNode& node, Control control);

  struct Made {
    std::unique_ptr<PolicyDocument> document;  // of those that no design holds
    std::unique_ptr<CompiledPolicy> policy;
  };
  const CompiledPolicy* make_own(std::unordered_map<int, Made>& made, PolicyUse use,
                                 PolicyDocument document);

  const Design& design_;
  std::vector<UnseenPolicy> unseen_;
  std::unordered_map<const PolicyDocument*, Made> policies_;  // never iterated
  std::unordered_map<int, Made> unknown_;
  std::unordered_map<int, Made> full_;
  std::optional<std::shared_ptr<const OpenNames>> open_names_;  // absent: not made yet
};

}  // namespace canreach
