#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/access/call.h"
#include "analyzer/access/caller.h"
#include "analyzer/access/way.h"
#include "model/resources/policy_document.h"
#include "policy/policy_set.h"
#include "policy/request.h"

namespace canreach {

/// What the query says of the request beyond the design.
struct RequestFacts {
  std::map<std::string, std::vector<std::string>> context;  // by key in lower case
  std::string at;  // evaluation time, ISO 8601; empty: not given.  Rule: TMP-8
  /// Session policies that the role was assumed with; they outlive the query.  nullptr: none were
  /// passed.  Rules: SES-1, SES-2.
  const std::vector<PolicyDocument>* session = nullptr;
};

/// Why keys that were given are none: a name without its service, a value of another type.
std::optional<QueryError> context_error(const RequestFacts& facts);

/// Why what was given of a key is not so on this way, where the way tells: "the request has no such
/// key".  Rules: NET-1 to NET-5.
std::optional<QueryError> contradiction(const Network& network, const Caller& caller,
                                        const Call& call, const ServiceWay& way,
                                        const RequestFacts& facts);

/// The request that a service judges: with every condition key that the policies name and that the
/// design, the way and the query tell.  Keys of which nothing is known are unknown, keys that the
/// action does not have are absent.  Rules: NET-1 to NET-20, KEY-1, KEY-2, CND-8.
Request make_request(const Network& network, const Caller& caller, const Call& call,
                     const ServiceWay& way, const RequestFacts& facts,
                     const CompiledPolicySet& policies);

/// Every condition key that the policies name, in conditions and variables, in lower case, sorted.
std::vector<std::string> keys_named(const CompiledPolicySet& policies);

}  // namespace canreach
