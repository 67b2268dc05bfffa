#include "analyzer/network/network.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

/// Does what is in this state, AWS's word, answer?  Of what AWS runs itself there are states in
/// which it goes on, some in which it does not, and others.  Rule: SVC-16
Tri answers_in(ResourceKind kind, const std::string& word) {
  static const std::vector<std::string> kWorking = {"",       "active",   "available", "running",
                                                    "in-use", "attached", "modifying"};
  // An interface that is free to be attached has no host.  Rule: IGW-3.
  if (kind == ResourceKind::NetworkInterface) {
    if (word == "attaching" || word == "pending") return Tri::maybe;
    return tri(word != "available" && word != "detaching");
  }
  // It answers in some of its zones.
  if (kind == ResourceKind::VpcEndpoint && word == "partial") return Tri::maybe;
  if (contains(kWorking, word)) return Tri::yes;
  if (kind != ResourceKind::Database && kind != ResourceKind::Cache &&
      kind != ResourceKind::Function) {
    return Tri::no;
  }
  static const std::vector<std::string> kServing = {"backing-up",
                                                    "configuring-enhanced-monitoring",
                                                    "configuring-iam-database-auth",
                                                    "configuring-log-exports",
                                                    "resetting-master-credentials",
                                                    "storage-config-upgrade",
                                                    "storage-initialization",
                                                    "storage-optimization"};
  if (contains(kServing, word)) return Tri::yes;
  static const std::vector<std::string> kDown = {"creating",
                                                 "deleting",
                                                 "deleted",
                                                 "failed",
                                                 "inaccessible-encryption-credentials",
                                                 "inaccessible-encryption-credentials-recoverable",
                                                 "inactive",
                                                 "incompatible-create",
                                                 "incompatible-network",
                                                 "incompatible-parameters",
                                                 "incompatible-restore",
                                                 "insufficient-capacity",
                                                 "pending",
                                                 "rebooting",
                                                 "rebooting cluster nodes",
                                                 "restore-error",
                                                 "restore-failed",
                                                 "snapshotting",
                                                 "starting",
                                                 "stopped",
                                                 "stopping"};
  return contains(kDown, word) ? Tri::no : Tri::maybe;
}

}  // namespace

Tri is_working(ResourceKind kind, const Resource& resource, Reason& reason) {
  if (resource.state.is_unknown()) {
    reason = Reason::unknown_value;
    return Tri::maybe;
  }
  const Tri answers = answers_in(kind, resource.state.get());
  reason = answers == Tri::maybe ? Reason::unclear_state : Reason::bad_state;
  return answers;
}

}  // namespace canreach
