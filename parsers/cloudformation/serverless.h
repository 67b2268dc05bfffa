#pragma once

#include "parsers/cloudformation/evaluator.h"
#include "parsers/cloudformation/stack.h"

namespace canreach {

/// The properties of the AWS::Lambda::Function that AWS::Serverless::Function becomes.
DeclaredValue serverless_function(TemplateEvaluator& evaluator, Stack& stack,
                                  const StackResource& function);

/// The properties of the AWS::IAM::Role that it gets when it names none; `role` has its node.
DeclaredValue serverless_role(TemplateEvaluator& evaluator, Stack& stack,
                              const StackResource& role);

}  // namespace canreach
