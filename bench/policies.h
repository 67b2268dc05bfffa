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

}  // namespace canreach::bench
