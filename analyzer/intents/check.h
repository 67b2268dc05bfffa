#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/access/access.h"
#include "analyzer/query/answer.h"
#include "analyzer/query/query.h"
#include "model/net/address_set.h"
#include "model/resources/intent.h"

namespace canreach {

/// One enumerator a row of analyzer/intents/findings.def.
enum class IntentFinding : std::uint8_t {
#define INTENT_FINDING(kind, code, slug, words) kind,
#include "analyzer/intents/findings.def"
#undef INTENT_FINDING
};

struct IntentFindingRow {
  IntentFinding finding;
  std::string_view code;
  std::string_view slug;
  std::string_view words;
};
const IntentFindingRow& row_of(IntentFinding finding);

enum class IntentVerdict : std::uint8_t { holds, fails, undecided };
std::string_view name_of(IntentVerdict verdict);

/// One pair of ends, or one call, for which an intent fails.
struct IntentFailure {
  enum class State : std::uint8_t {
    open,         // counts
    waived,       // somebody answers for it
    expired,      // somebody did, until a day that is past: counts
    in_baseline,  // known from before
  };
  IntentFinding finding = IntentFinding::passes;
  State state = State::open;
  std::string from;  // names of the ends; of a call, who and the target
  std::string to;
  AddressSet from_hosts;  // of hosts outside: all that it is about, of which `from` is one
  AddressSet to_hosts;
  std::string traffic;  // "tcp/22"; of a call, the action
  std::string message;
  std::string fingerprint;                    // the same for the same failure of the same intent
  std::string command;                        // that shows it: "canreach trace internet db:22"
  std::optional<TraceQuery> counter_example;  // the same as a query
  std::optional<Answer> trace;                // of the first failures: the counter-example
  std::optional<AccessAnswer> call;           // likewise
  std::optional<std::size_t> waiver;          // in CheckAnswer::waivers
};
std::string_view name_of(IntentFailure::State state);

struct IntentAnswer {
  Intent intent;
  IntentVerdict verdict = IntentVerdict::holds;  // with waivers and baseline counted
  std::vector<IntentFailure> failures;
  std::size_t failures_left_out = 0;  // beyond those listed, which none can waive
  std::size_t asked = 0;              // pairs, calls or resources that were looked at
  std::size_t open = 0;               // of which it is not known
  std::vector<Remark> undecided;
  std::string note;                 // "nothing passes, so nothing avoids fw-1"
  std::optional<QueryError> error;  // a name that it uses means nothing
};

struct WaiverAnswer {
  enum class State : std::uint8_t { used, unused, expired };
  Waiver waiver;
  State state = State::unused;
};
std::string_view name_of(WaiverAnswer::State state);

struct CheckAnswer {
  IntentVerdict verdict = IntentVerdict::holds;
  std::vector<IntentAnswer> intents;  // in the order of the input
  std::vector<WaiverAnswer> waivers;
  std::size_t in_baseline = 0;    // failures known from before
  std::size_t baseline_gone = 0;  // lines of the baseline that fail no longer
  bool has_errors = false;        // some intent names what is not there
};

/// A failure of a baseline, as it was when that was written.  Of a baseline that says no more than
/// fingerprints the rest is empty.
struct KnownFailure {
  std::string intent;
  std::string code;
  std::string from;
  std::string to;
  std::string traffic;
  AddressSet from_hosts;
  AddressSet to_hosts;
};
using Baseline = std::map<std::string, KnownFailure>;  // by their fingerprints

struct CheckQuery {
  IntentSpec spec;
  std::optional<Date> today;  // when waivers end; none: they do not
  RequestFacts facts;         // of calls
  Baseline baseline;
};

CheckAnswer check(const Network& network, const CheckQuery& query);

}  // namespace canreach
