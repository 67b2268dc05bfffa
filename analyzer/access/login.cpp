// What a relational database asks for once the packet has arrived: a user to log in as, by a token
// of IAM or by a password that may lie in a secret, and a grant on the table.
#include "analyzer/access/login.h"

#include <fmt/format.h>

#include "analyzer/access/policies_of_call.h"
#include "analyzer/access/service_checks.h"
#include "base/algorithm.h"
#include "base/text.h"

namespace canreach {
namespace {

class Logins {
 public:
  explicit Logins(const LoginQuery& query)
      : query_(query),
        design_(*query.network.design),
        database_(design_.all<Database>()[query.target.index]) {}

  std::vector<LoginAnswer> all() {
    std::vector<LoginAnswer> logins;
    for (const DatabaseUser& user : database_.users) logins.push_back(judge(user));
    return logins;
  }

 private:
  LoginAnswer judge(const DatabaseUser& user) {
    LoginAnswer login;
    login.user = user.name;
    login.at = user.at;
    const Truth grant = granted(user, login);
    const Truth enters = grant == Truth::no ? Truth::yes : enters_as(user, login);
    login.lacks_grant = grant == Truth::no;
    login.verdict = verdict_of(grant & enters);
    return login;
  }

  Truth granted(const DatabaseUser& user, LoginAnswer& login) const {
    if (query_.verb == "connect") return Truth::yes;
    const std::string& table = query_.target.part;
    for (const DatabaseGrant& grant : user.grants) {
      const bool covers = grant.table == "*" || (!table.empty() && grant.table == table);
      if (covers && contains(grant.verbs, query_.verb)) return Truth::yes;
    }
    if (!user.grants_known) {
      login.why = "its grants are not known";
      return Truth::unknown;
    }
    login.why = fmt::format("the user {} has no grant `{}` on {}", quoted(user.name), query_.verb,
                            table.empty() ? "every table" : quoted(table));
    return Truth::no;
  }

  Truth enters_as(const DatabaseUser& user, LoginAnswer& login) {
    if (user.iam.is_unknown()) {
      login.why = fmt::format("how the user {} logs in is not known", quoted(user.name));
      return Truth::unknown;
    }
    return user.iam.get() ? enters_by_token(user, login) : enters_by_password(user, login);
  }

  Truth enters_by_token(const DatabaseUser& user, LoginAnswer& login) {
    if (database_.iam_auth.is_known() && !database_.iam_auth.get()) {
      login.why = "the database has IAM authentication turned off";
      return Truth::no;
    }
    login.by_token = true;
    login.why = foreign_token(design_, query_.caller, database_);
    if (!login.why.empty()) return Truth::no;
    const Truth credentials = have_credentials(login);
    if (credentials == Truth::no) return Truth::no;
    Call call;
    call.action = "rds-db:connect";
    call.account = account_of(design_, database_);
    call.region = database_.region;
    call.resource = database_user_arn(design_, database_, user.name);
    const bool anonymous = query_.caller.principal.kind == Principal::Kind::anonymous;
    const Truth may = anonymous ? Truth::no
                                : truth_of(decide_call(query_.store, query_.network, query_.caller,
                                                       call, ServiceWay(), query_.facts)
                                               .outcome);
    login.why = fmt::format(
        "{} {} on {}", query_.caller.name.empty() ? "nobody" : query_.caller.name,
        may == Truth::no ? "lacks rds-db:connect" : "has rds-db:connect", call.resource);
    if (may == Truth::unknown) login.why = "whether rds-db:connect is allowed is not known";
    if (may != Truth::no && credentials == Truth::unknown) {
      login.why = fmt::format("whether the credentials of {} hold is not known",
                              escaped(query_.caller.end.name));
    }
    return may & credentials & (database_.iam_auth.is_unknown() ? Truth::unknown : Truth::yes);
  }

  /// A token is signed with the caller's credentials.  Rules: RDS-1, TMP-4.
  Truth have_credentials(LoginAnswer& login) const {
    switch (credentials_of(query_.caller, query_.facts.at)) {
      case CredentialState::valid:
        return Truth::yes;
      case CredentialState::unknown:
      case CredentialState::maybe_expired:
        return Truth::unknown;
      case CredentialState::missing:
        login.why = fmt::format("{} has no credentials to sign a token with",
                                escaped(query_.caller.end.name));
        return Truth::no;
      case CredentialState::expired:
        login.why =
            fmt::format("the credentials of {} have expired", escaped(query_.caller.end.name));
        return Truth::no;
    }
    return Truth::unknown;
  }

  Truth enters_by_password(const DatabaseUser& user, LoginAnswer& login) {
    if (user.password_secret.empty()) {
      login.why = fmt::format("the user {} logs in with a password", quoted(user.name));
      return Truth::yes;
    }
    if (!user.secret.is_known()) {
      login.why = fmt::format("the secret {} of the user {} is not in the input",
                              quoted(user.password_secret), quoted(user.name));
      return Truth::unknown;
    }
    const Secret& secret = design_.get(user.secret);
    AccessQuery query;
    query.who = query_.caller.is_workload() ? workload_text() : query_.caller.name;
    query.action = "read";
    query.target = "secret/" + secret.name;
    query.facts = query_.facts;
    const auto read = can(query_.network, query, query_.store);
    if (!read) {
      login.why = read.error().message;
      return Truth::unknown;
    }
    login.why = fmt::format("the password of {} is in the secret {}, whose reading is {}",
                            quoted(user.name), quoted(secret.name), name_of(read->verdict));
    if (read->verdict == AccessVerdict::denied && !read->blockers.empty()) {
      login.why += ": " + read->blockers.front().message;
    }
    return truth_of(read->verdict);
  }

  std::string workload_text() const {
    return fmt::format("{}/{}", label_of(query_.caller.workload_kind), query_.caller.end.name);
  }

  const LoginQuery& query_;
  const Design& design_;
  const Database& database_;
};

}  // namespace

std::vector<LoginAnswer> logins_of(const LoginQuery& query) { return Logins(query).all(); }

Truth login_verdict(AccessAnswer& answer) {
  if (answer.logins.empty()) {
    if (answer.action == "connect") return Truth::yes;
    Remark remark;
    remark.reason = Reason::unknown_grants;
    remark.component = answer.target.kind;
    remark.name = answer.target.name;
    remark.message =
        fmt::format("the design declares no users of {}, so their grants are not known",
                    escaped(answer.target.name));
    remark.supply = "the database's `users` with their `grants`";
    answer.undecided.push_back(std::move(remark));
    return Truth::unknown;
  }
  Truth any = Truth::no;
  for (const LoginAnswer& login : answer.logins) {
    any = any | truth_of(login.verdict);
  }
  if (any == Truth::yes) return any;
  for (const LoginAnswer& login : answer.logins) {
    if (any == Truth::unknown) {
      if (login.verdict != AccessVerdict::undecided) continue;
      Remark remark;
      remark.reason = Reason::unknown_grants;
      remark.component = answer.target.kind;
      remark.name = answer.target.name;
      remark.message = login.why;
      remark.at = login.at;
      remark.supply = "the missing value of the database's user " + quoted(login.user);
      answer.undecided.push_back(std::move(remark));
      continue;
    }
    Blocker blocker;
    blocker.reason = login.lacks_grant ? Reason::no_database_grant : Reason::no_database_login;
    blocker.layer = "database";
    blocker.component = answer.target.kind;
    blocker.name = answer.target.name;
    blocker.message = login.why;
    blocker.at = login.at;
    answer.blockers.push_back(std::move(blocker));
  }
  return any;
}

}  // namespace canreach
