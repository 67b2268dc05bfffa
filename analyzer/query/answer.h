#pragma once

// What a query is answered with: values only, everything that a report prints was put here when it
// was decided.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/query/path.h"
#include "analyzer/reason.h"
#include "base/source.h"
#include "model/change.h"

namespace canreach {

enum class Verdict : std::uint8_t { reachable, partial, blocked, undecided };
std::string_view name_of(Verdict verdict);
std::string_view name_of(Leg leg);
std::string_view name_of(Direction direction);  // empty for none
std::string_view name_of(Effect effect);

/// An end of the query as it was understood.
struct AnswerEnd {
  std::string name;     // as reports print it: the resource's name, "internet", an address
  std::string kind;     // a kind's label, "internet", "address", "cidr", "service", "group"
  std::string address;  // where one is meant; empty: several, or not known
};

/// Packets that get through, as sets in text.
struct FlowSet {
  std::string protocol;      // "tcp"
  std::string source;        // addresses: CIDRs joined by commas
  std::string source_ports;  // "1024-65535"; empty for protocols without ports
  std::string destination;
  std::string destination_ports;  // empty for protocols without ports
  std::string icmp_types;         // "8/0": type/code; empty for others
  std::string source_words;       // of hosts on the internet: "internet (192.0.2.0/24)"
  std::string destination_words;  // likewise
};

/// A line of the input that matters to a hop: a rule that nearly matches, the route that leads
/// elsewhere.
struct Near {
  SourceLoc at;
  std::string text;  // the rule in words
  std::string why;   // why it is not enough: "same port, other source"
};

/// A rule that a filter looked at and that did not match.
struct PassedOver {
  SourceLoc at;
  std::string text;  // the rule in words
  std::string why;   // "other port"
};

struct Hop {
  Leg leg = Leg::forward;
  std::string component;  // a kind's label
  std::string name;
  Direction direction = Direction::none;
  Effect effect = Effect::permits;
  std::string rule;  // rule number, route destination, or index; empty: none
  std::string why;   // "rule 100 allow all", "10.0.0.0/16 -> local", "no rule matches"
  SourceLoc at;
  Rewrite rewrite = Rewrite::none;
  std::string rewritten;                 // the new address and ports
  std::vector<PassedOver> passed_over;   // where they are wanted: in the order of the rules, some
  std::size_t passed_over_left_out = 0;  // how many more
};

/// A hop that refuses some or all of what was asked.
struct Blocker {
  Reason reason = Reason::none;
  std::string component;
  std::string name;
  Leg leg = Leg::forward;
  Direction direction = Direction::none;
  std::string layer;    // of what is no hop: a policy's layer, "credentials", "database"
  std::string message;  // a sentence without its full stop
  SourceLoc at;         // the rule, else the component
  std::vector<Near> near;
};

/// Something taken for granted, or something that leaves the answer open.
struct Remark {
  Reason reason = Reason::none;
  std::string message;
  std::string component;
  std::string name;
  SourceLoc at;
  std::string supply;  // of what is undecided: what to give
};

/// What a name of DNS gives where it was asked, and who says so.
struct NameAnswer {
  std::string name;
  std::string asked_in;                // "VPC main", "the internet", "on premises"
  std::vector<std::string> addresses;  // empty: none, or not known
  Effect effect = Effect::unknown;     // delivers: it has addresses; denies: it has none
  std::vector<Hop> steps;              // from alias to alias; the last one decides
};

/// Another way that the flow could take, which needs changes too.
struct OtherPath {
  std::string via;  // "nat-a, igw"
  std::size_t blockers = 0;
};

/// What passes after an edit and does not today: traffic between two ends, or a call.
struct Opened {
  std::string from;     // "web", "internet (192.0.2.1)"; of a call who may make it: "role/etl"
  std::string to;       // of a call its resource
  std::string traffic;  // "tcp/22"
  std::string action;   // of a call: "s3:GetObject"; empty: it is traffic
  bool is_sure = true;  // false: it is not decided before or after
  bool from_internet = false;
  bool to_internet = false;
  bool is_asked_for = true;  // false: the internet is at one end, and the query did not ask for it

  bool is_of_internet() const { return from_internet || to_internet; }
};

/// Edits after which the same question was asked again and passed.
struct Fix {
  std::vector<TextEdit> edits;
  std::vector<Opened> opens;
  bool opens_known = true;  // false: there are too many ends to ask for all pairs
};

/// What a client prints when the flow fails.
struct ClientText {
  std::string client;  // "psql", "curl", "system": the error of the operating system
  std::string text;
  std::string waits;  // how long it waits before; empty: not at all, or not known
};

/// One pair of a group's answer.
struct PairAnswer {
  AnswerEnd from;
  AnswerEnd to;
  Verdict verdict = Verdict::undecided;
  std::vector<Blocker> blockers;
};

struct Answer {
  Verdict verdict = Verdict::undecided;
  AnswerEnd from;
  AnswerEnd to;
  std::string asked;           // "tcp/5432": the traffic that was asked for
  std::string source_ports;    // the client's ports that were asked for
  std::vector<FlowSet> flows;  // empty when blocked
  std::string
      walked_source;  // "10.0.12.31:1024-65535": the packet whose hops are shown, per leg heading
  std::string walked_destination;
  std::vector<NameAnswer> names;  // of a target that is a name of DNS: before anything is sent
  std::vector<Hop> hops;          // forward leg, then reply
  std::vector<Blocker> blockers;
  std::vector<OtherPath> other_paths;
  std::vector<Remark> assumptions;
  std::vector<Remark> undecided;
  std::vector<PairAnswer> pairs;      // of a group, else empty
  std::size_t pairs_left_out = 0;     // pairs that are not listed because there are too many
  std::vector<DesignChange> changes;  // that would lift the blockers, where the query wants them
  bool changes_complete = true;       // false: some blocker needs something else
  std::vector<Fix> fixes;             // app/fixes.h fills them
  std::string no_fix;                 // why none is proposed, where that is worth saying
  Symptom symptom = Symptom::none;
  std::uint16_t http_status = 0;    // with Symptom::http
  std::vector<ClientText> clients;  // what clients print; empty: nothing is known
};

}  // namespace canreach
