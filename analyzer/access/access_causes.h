#pragma once

#include "analyzer/access/access.h"
#include "analyzer/access/policy_store.h"

namespace canreach {

/// What an explanation needs beside the answer.
struct AccessCase {
  const Design& design;
  const Network& network;
  const Caller& caller;
  const AccessTarget& target;
  const Needs& needs;
  const PolicyStore& store;
  bool ways_disagree = false;
};

/// Fills the blockers, remarks, symptom and client text of an answer whose verdict is decided.
void explain_access(const AccessCase& access, AccessAnswer& answer);

Blocker no_credentials(const Caller& caller);
Blocker expired_credentials(const Caller& caller);
Remark unknown_credentials(const Caller& caller);
Remark unknown_expiry(const Caller& caller);
/// What must be allowed too and is not known: a key's use, further resources.  Rules: KMS-6, ACT-8.
std::vector<Remark> open_needs(const Needs& needs, const AccessTarget& target);

}  // namespace canreach
