#pragma once

// May WHO do ACTION on TARGET?  The network's answer and the policies' joined: the way that
// requests take is proved first, the condition keys follow from it, then every policy is asked.

#include <optional>
#include <string>
#include <vector>

#include "analyzer/access/call.h"
#include "analyzer/access/caller.h"
#include "analyzer/access/policy_store.h"
#include "analyzer/access/request_context.h"
#include "analyzer/access/way.h"
#include "analyzer/query/answer.h"
#include "analyzer/query/query.h"
#include "policy/decision.h"
#include "policy/truth.h"

namespace canreach {

struct AccessQuery {
  std::string who;
  std::optional<Caller> caller;  // instead of `who`, where names could mean several
  std::string action;            // "s3:GetObject", or a verb
  std::string target;
  std::optional<std::string> via;        // an endpoint or gateway: only the way through it
  std::optional<std::string> source_ip;  // places the caller on the internet
  Ref<Role> as_role;                     // that the caller has assumed; none: it is itself
  RequestFacts facts;
};

enum class AccessVerdict : std::uint8_t { allowed, denied, undecided };
std::string_view name_of(AccessVerdict verdict);
AccessVerdict verdict_of(Truth allowed);
Truth truth_of(AccessVerdict verdict);

/// What policies say of one call, made by one way.
struct CallAnswer {
  Call call;
  std::string way;                    // "vpce-s3 (gateway endpoint)"; empty: no network is involved
  std::uint32_t endpoint = kNoIndex;  // that is on the way, in Design::all<VpcEndpoint>()
  Decision decision;
};

/// Why the request of a call has no value for a condition key, where the way tells: "the request
/// has no such key: it takes vpce-s3 (gateway endpoint), which hides the client's public address".
std::string absent_because(const CallAnswer& asked, std::string_view key);

/// One of a database's users that the caller could log in as.
struct LoginAnswer {
  std::string user;
  AccessVerdict verdict = AccessVerdict::undecided;
  bool lacks_grant = false;  // it may log in or not: the grant is missing
  bool by_token = false;     // of IAM, not by a password
  std::string why;           // "logs in with IAM", "the grant `read` on orders is missing"
  SourceLoc at;
};

struct AccessAnswer {
  AccessVerdict verdict = AccessVerdict::undecided;
  AnswerEnd who;
  std::string principal;  // "role/bastion-role"; empty: the caller has no credentials
  std::string action;
  AnswerEnd target;
  std::string resource;           // the ARN that is asked about; empty: none
  std::optional<Answer> network;  // of a workload
  std::vector<CallAnswer> calls;  // every call by every way
  std::optional<std::size_t>
      deciding;  // in `calls`: the first that is denied, else undecided, else the first
  std::vector<LoginAnswer> logins;
  std::vector<std::string> ways;  // the ways that the client may take, in words
  std::vector<Blocker> blockers;
  std::vector<Remark> assumptions;
  std::vector<Remark> undecided;
  Symptom symptom = Symptom::none;
  std::vector<ClientText> clients;  // what clients print; empty: nothing is known
  std::vector<std::string> notes;
  std::vector<Fix> fixes;  // app/access_fixes.h fills them
};

tl::expected<AccessAnswer, QueryError> can(const Network& network, const AccessQuery& query);
/// The same, for many queries about one design: its policies are compiled once.
tl::expected<AccessAnswer, QueryError> can(const Network& network, const AccessQuery& query,
                                           PolicyStore& store);

}  // namespace canreach
