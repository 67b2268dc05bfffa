#pragma once

#include <string>

#include "analyzer/access/access.h"

namespace canreach {

/// What a client prints when a call is denied; empty when nothing is known of it.  Rules: ERR-8 to
/// ERR-10, SY-7 to SY-9.
std::string denied_text(const Design& design, const Caller& caller, const AccessAnswer& answer);

/// What it prints when its credentials have expired.  Rules: TMP-4, SY-10.
std::string expired_text(const Call& call);

/// What a database's client prints when its token is refused.  Rule: ERR-11.
std::string login_refused_text(const Database& database, const std::string& user);

}  // namespace canreach
