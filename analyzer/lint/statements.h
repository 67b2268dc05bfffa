#pragma once

#include <string>
#include <string_view>

#include "model/resources/policy_document.h"

namespace canreach {

/// Does the text, in which `*` and `?` are wildcards, match?  Case is ignored: of actions.
bool covers_action(std::string_view pattern, std::string_view action);

/// Does the statement surely allow, whatever the request is otherwise?
bool is_unconditional_allow(const PolicyStatement& statement);

/// Does a statement with Allow surely name the action?
bool names_action(const PolicyStatement& statement, std::string_view action);

/// Is one of its resources "*", or as much as that: "arn:aws:*"?
bool names_every_resource(const PolicyStatement& statement);

/// Or every role of the account: "arn:aws:iam::*:role/*"?
bool names_every_role(const PolicyStatement& statement, std::string_view account);

/// Does its Principal surely name everyone?
bool names_everyone(const PolicyStatement& statement);

/// Its Sid, else its number from 1, for messages and identities.
std::string name_of_statement(const PolicyDocument& document, std::size_t index);

}  // namespace canreach
