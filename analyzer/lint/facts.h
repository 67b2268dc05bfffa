#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/lint/lint.h"
#include "analyzer/network/network.h"
#include "model/design.h"

namespace canreach {

/// A resource by its index in Design::all<T>() of its kind.
struct LintSubject {
  ResourceKind kind{};
  std::uint32_t index = 0;
};

/// What several rules ask of a network, found out once.
class LintFacts {
 public:
  /// `at`: the time that was asked for; empty: none was.
  LintFacts(const Network& network, std::string at);

  const Network& network() const { return network_; }
  const Design& design() const { return *network_.design; }
  const std::string& at() const { return at_; }

  /// Interfaces that have the security group.
  const std::vector<std::uint32_t>& members_of(std::uint32_t group) const {
    return members_[group];
  }
  /// Has surely nothing the group, be it in the input or not?
  bool has_no_members(std::uint32_t group) const;
  /// Does a rule of another group name it?
  bool is_named_by_a_rule(std::uint32_t group) const { return is_named_[group]; }

  /// Has the table a route to an internet gateway that works?  A route to an appliance, an endpoint
  /// of a firewall or something that is not modelled may lead there: maybe.
  Tri leads_to_internet(std::uint32_t table) const { return to_internet_[table]; }
  /// The same of a subnet, whose table may be unknown.
  Tri subnet_leads_to_internet(std::uint32_t subnet) const;

  /// The workload whose interface it is, or the interface itself.
  LintSubject owner_of(std::uint32_t interface) const;

 private:
  void find_members();

  const Network& network_;
  std::string at_;
  std::vector<std::vector<std::uint32_t>> members_;
  std::vector<bool> is_named_;
  std::vector<Tri> to_internet_;
  std::vector<bool> has_workloads_;  // of each VPC: does anything run there?
  bool members_known_ = true;
};

/// "main/data" of what is a part of a VPC, else the name.
std::string qualified(const Resource& resource);
/// The same in backticks, for messages.
std::string quoted_name(const Resource& resource);

/// Takes what one rule finds.
class Findings {
 public:
  Findings(const Design& design, std::vector<Finding>& out) : design_(design), out_(out) {}
  void begin(LintRule rule) { rule_ = rule; }

  /// `subject`: which part of the resource, where it may have several findings of the rule.  `at`:
  /// the line to look at; nowhere: the resource's.
  Finding& add(LintSubject on, std::string subject, std::string message, SourceLoc at = {});

 private:
  const Design& design_;
  std::vector<Finding>& out_;
  LintRule rule_{};
};

#define SUPPRESSION_RULE(name, code, slug, severity, known_as, rules, title)
#define LINT_RULE(name, code, slug, severity, known_as, rules, title) \
  void lint_##name(const LintFacts& facts, Findings& findings);
#include "analyzer/lint/rules.def"
#undef LINT_RULE

}  // namespace canreach
