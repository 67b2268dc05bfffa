#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace canreach {

/// A name for several ENDPOINTs, themselves names of groups perhaps; an ENDPOINT itself.
struct EndpointGroup {
  std::string name;
  std::vector<std::string> members;
  SourceLoc at;
};

/// A day of the calendar.
struct Date {
  int year = 0;
  int month = 0;  // 1 to 12
  int day = 0;    // 1 to 31

  std::string to_string() const;  // "2026-12-31"
  friend bool operator==(const Date&, const Date&) = default;
  friend std::strong_ordering operator<=>(const Date&, const Date&) = default;
};

/// A day in the form 2026-12-31; none for anything else.
std::optional<Date> parse_date(std::string_view text);

/// One flow that an intent names: an ENDPOINT and a TARGET of product.md section 3.
struct IntentFlow {
  std::string from;
  std::string to;
  std::optional<std::string> source_ports;

  std::string to_string() const { return from + " -> " + to; }
};

/// One thing that must, or must not, be.
struct Intent {
  enum class Kind : std::uint8_t {
    allow,        // the flow passes
    deny,         // no packet of the flow passes
    only,         // nothing but `flows` gets into `into`
    waypoint,     // what passes of the flow passes `via`
    can_call,     // `who` may do `action` on `target`
    cannot_call,  // it may not
    region,       // what `of` names lies in one of `regions`
    scope,        // an AWS Network Access Analyzer scope: no flow that it matches passes
  };
  enum class Every : std::uint8_t { pair, any };
  enum class Path : std::uint8_t { any_path, endpoint, nat, internet };

  std::string id;
  Kind kind = Kind::allow;
  std::string severity;  // "critical", "high", "medium", "low", "info"
  IntentFlow flow;       // allow, deny, waypoint
  Every every = Every::pair;
  Path path = Path::any_path;
  bool survives_zone = false;     // allow: also when any one zone is lost
  std::vector<IntentFlow> flows;  // only
  std::string into;
  std::string via;
  std::string who;
  std::string action;
  std::string target;
  std::vector<std::string> regions;
  std::string of;                        // region: empty: everything
  std::vector<IntentFlow> excluded;      // scope: flows that are let pass
  std::vector<std::string> not_covered;  // scope: parts that are not read, in words
  SourceLoc at;
};

/// A failure that somebody answers for, until a day.
struct Waiver {
  std::string intent;  // an id
  std::string from;    // empty: whatever it is about
  std::string to;
  Date until;  // the last day
  std::string owner;
  std::string reason;
  std::string ticket;
  SourceLoc at;
};

/// What a design is checked against.
struct IntentSpec {
  std::vector<EndpointGroup> groups;
  std::vector<Intent> intents;
  std::vector<Waiver> waivers;
};

/// The word of the native format: "allow", "can_call".
std::string_view name_of(Intent::Kind kind);
std::string_view name_of(Intent::Path path);

}  // namespace canreach
