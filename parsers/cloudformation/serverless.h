#pragma once

#include <vector>

#include "parsers/cloudformation/evaluator.h"
#include "parsers/cloudformation/stack.h"

namespace canreach {

/// The properties of the AWS::Lambda::Function that AWS::Serverless::Function becomes.
DeclaredValue serverless_function(TemplateEvaluator& evaluator, Stack& stack,
                                  const StackResource& function);

/// The properties of the AWS::IAM::Role that it gets when it names none; `role` has its node.
DeclaredValue serverless_role(TemplateEvaluator& evaluator, Stack& stack,
                              const StackResource& role);

/// The permissions that SAM gives the services whose events invoke the function, and everybody
/// where its URL wants no authentication.
std::vector<DeclaredResource> serverless_permissions(TemplateEvaluator& evaluator, Stack& stack,
                                                     const StackResource& function);

}  // namespace canreach
