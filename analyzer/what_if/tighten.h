#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "analyzer/network/network.h"
#include "model/resources/intent.h"

namespace canreach {

/// A rule, entry or route that can go or be narrower.
struct TightenProposal {
  enum class Action : std::uint8_t { remove, narrow };
  Action action = Action::remove;
  std::string component;  // a kind's label
  std::string name;
  std::string direction;  // "ingress", "egress"; empty: a route
  std::string rule;       // today, in words: "tcp/22 from 10.0.0.0/8"
  std::string narrowed;   // of `narrow`: what is enough
  std::string note;       // what to mind when it is made; empty: nothing
  SourceLoc at;
};
std::string_view name_of(TightenProposal::Action action);

struct TightenAnswer {
  std::vector<TightenProposal> proposals;  // by place; they hold all at once
  std::size_t intents = 0;                 // that hold today, and hold afterwards
  std::size_t left_out = 0;                // that fail or are open today: nothing is asked of them
  std::size_t looked_at = 0;               // rules, entries and routes
  bool complete = true;                    // false: there are more than are looked at
};

/// What a missing list of egress rules means in the language of a file.  Rule: SG-4.
enum class NoEgress : std::uint8_t {
  nothing,      // Terraform, a snapshot: nothing gets out
  left_out,     // the native format: nothing where the list stands and is empty, else everything
  lets_all_out  // a template: everything gets out, and nothing says otherwise but a rule
};
using NoEgressOf = std::function<NoEgress(std::uint32_t file)>;

/// What of the design no intent needs.  Each proposal was made together with those before it, and
/// every intent that holds today asked again.
TightenAnswer tighten(const Network& network, const IntentSpec& spec, const NoEgressOf& no_egress);

}  // namespace canreach
