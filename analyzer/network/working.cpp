#include "analyzer/network/network.h"
#include "base/algorithm.h"

namespace canreach {
namespace {

bool is_failed_state(ResourceKind kind, const std::string& word) {
  static const std::vector<std::string> kWorking = {"",       "active",   "available", "running",
                                                    "in-use", "attached", "modifying"};
  // An interface that is free to be attached has no host.  Rule: IGW-3.
  if (kind == ResourceKind::NetworkInterface) return word == "available" || word == "detaching";
  if (contains(kWorking, word)) return false;
  if (kind != ResourceKind::Database && kind != ResourceKind::Cache &&
      kind != ResourceKind::Function) {
    return true;
  }
  static const std::vector<std::string> kDown = {"creating", "deleting",    "deleted",  "failed",
                                                 "stopped",  "stopping",    "starting", "pending",
                                                 "inactive", "snapshotting"};
  return contains(kDown, word);
}

}  // namespace

Tri is_working(ResourceKind kind, const Resource& resource, Reason& reason) {
  if (resource.state.is_unknown()) {
    reason = Reason::unknown_value;
    return Tri::maybe;
  }
  reason = Reason::bad_state;
  return tri(!is_failed_state(kind, resource.state.get()));
}

}  // namespace canreach
