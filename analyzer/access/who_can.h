#pragma once

#include <string>
#include <vector>

#include "analyzer/access/access.h"

namespace canreach {

struct WhoCanQuery {
  std::string action;
  std::string target;
  RequestFacts facts;
};

/// A principal or workload that may, or of which it is not known.
struct WhoMay {
  AnswerEnd end;
  AccessVerdict verdict = AccessVerdict::undecided;
  std::vector<std::string> chain;        // roles that it has to assume first, in order
  std::vector<StatementRef> statements;  // that allow it
  std::vector<std::string> missing_keys;
  std::string login;  // the database's user that it may log in as; empty: none is needed
};

struct WhoCanAnswer {
  std::string action;
  AnswerEnd target;
  std::string resource;
  std::vector<WhoMay> who;  // principals in the order of the design, then workloads
  std::vector<Remark> assumptions;
  std::vector<Remark> undecided;
};

/// Somebody surely may: allowed; nobody may: denied; else undecided.
AccessVerdict verdict_of(const WhoCanAnswer& answer);

/// Every role, user and workload of the design that may do it, also after assuming roles.  Rules:
/// GRF-2, GRF-4.
tl::expected<WhoCanAnswer, QueryError> who_can(const Network& network, const WhoCanQuery& query);

}  // namespace canreach
