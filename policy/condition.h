#pragma once

#include "policy/compile.h"
#include "policy/context.h"
#include "policy/truth.h"

namespace canreach {

/// Is one line of a Condition true?  The truth table of semantics section 6.  A condition that AWS
/// refuses is `no` in an Allow and unknown elsewhere.  Rules: CND-1 to CND-8, OPR-13 to OPR-18.
Truth holds(const CompiledPolicy& policy, const CompiledCondition& condition,
            PolicyStatement::Effect effect, const Context& context);

/// All of a statement's.  Rules: CND-1, CND-9.
Truth conditions_hold(const CompiledPolicy& policy, const CompiledStatement& statement,
                      const Context& context);

}  // namespace canreach
