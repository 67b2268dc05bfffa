#pragma once

#include <cstddef>

namespace canreach::bench {

/// What deciding costs, in seconds; a policy has `statements` statements.
struct PolicyCosts {
  std::size_t statements = 0;
  double bytes = 0;        // of the document as JSON
  double hot = 0;          // a decision, one policy
  double many = 0;         // a decision, 200 policies in turn
  double same_action = 0;  // a decision, every statement names the action
  double read = 0;         // text to PolicyDocument
  double compile = 0;      // PolicyDocument to CompiledPolicy
  double cold = 0;         // text to the first decision
  double slow = 0;         // a decision of the slow evaluator
  double allowed = 0;      // share of the decisions
  double denied = 0;       // by a Deny
  std::size_t unlike = 0;  // decisions that the slow evaluator makes otherwise
};

PolicyCosts measure_policies(std::size_t statements);

/// `who-can` over a design with so many principals, half of them users, in seconds.
struct WhoCanCosts {
  std::size_t principals = 0;
  double ask = 0;          // from a compiled network to the answer
  double slow = 0;         // the slow evaluator, each principal's own policies alone
  std::size_t may = 0;     // principals that may, by a chain too
  std::size_t chains = 0;  // of these by a chain
  std::size_t unlike = 0;  // those that the slow evaluator judges otherwise
};

WhoCanCosts measure_who_can(std::size_t principals);

}  // namespace canreach::bench
