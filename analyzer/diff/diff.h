#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/access/access.h"
#include "analyzer/diff/renames.h"
#include "analyzer/query/answer.h"
#include "analyzer/query/traffic_tally.h"
#include "base/source.h"
#include "model/design.h"
#include "model/net/address_set.h"

namespace canreach {

/// Traffic between two groups of ends that another design treats otherwise.
struct ConnectivityChange {
  std::string from;  // names of the ends; "web-1 +2" of several
  std::string to;
  std::vector<std::string> from_members;  // of several; the first stands for all
  std::vector<std::string> to_members;
  bool is_named = false;   // `to` is a service of AWS, or a name of DNS
  std::string from_hosts;  // of the internet: which addresses; empty: every public one
  std::string to_hosts;
  AddressSet hosts;         // those of from_hosts or to_hosts
  std::string hosts_words;  // "internet (all but 203.0.113.0/24)"; empty: every public one
  TrafficSet widened;       // passes now, or for more packets than before
  TrafficSet narrowed;      // passed before, or for more packets
  TrafficSet unclear;       // undecided in one of the two designs alone
  std::string old_path;     // of what passes in both, where the ways differ
  std::string new_path;
  std::vector<std::size_t> causes;  // in DiffAnswer::edits

  bool changes_path() const { return old_path != new_path; }
};

/// A call that another design answers otherwise.
struct PermissionChange {
  std::string who;
  std::string kind;
  std::string action;
  std::string target;
  AccessVerdict before = AccessVerdict::denied;
  AccessVerdict after = AccessVerdict::denied;
  std::vector<std::size_t> causes;
};

/// One place at which the two texts differ.
struct DesignEdit {
  SourceLoc old_at;  // in the files of the old design; nowhere: nothing was removed
  SourceLoc new_at;
  std::vector<std::string> removed;
  std::vector<std::string> added;
  bool is_cause = false;    // of some change
  bool is_tried = false;    // the design could be read without it, or without it and others
  bool is_compared = true;  // false: it changes policies, not every call of which was asked about

  bool is_inert() const { return is_tried && !is_cause && is_compared; }
};

/// A difference of policies, or of what else decides calls, that the calls asked about may miss.
struct UncomparedFact {
  std::string said;     // "the trust policy of role/etl: allows sts:AssumeRole"
  bool is_old = false;  // the old design has it, not the new one
  SourceLoc at;         // in the files of that design
};

/// The new design with some edits undone; nullptr: it cannot be read then.
using UndoEdits = std::function<std::unique_ptr<const Design>(const std::vector<bool>& undone)>;

struct DiffQuery {
  std::vector<DesignEdit> edits;  // none: the designs are of different formats
  UndoEdits undo;
};

struct DiffAnswer {
  std::vector<Renamed> renamed;  // old names stand nowhere else in the answer
  std::vector<ConnectivityChange> connectivity;
  std::vector<PermissionChange> permissions;
  std::vector<UncomparedFact> not_compared;
  std::vector<DesignEdit> edits;
  std::vector<Remark> undecided;  // conditions of a template are open: nothing was compared
  std::size_t left_out = 0;       // changes beyond those listed
  bool paths_compared = true;     // false: there are too many pairs for that
  bool causes_sought = true;      // false: there are too many edits or changes for that
  bool calls_left_out = false;    // there are too many resources to ask about each

  bool has_widened() const;
  bool has_narrowed() const;
  bool has_unclear() const;
  bool changes_paths() const;
  std::size_t inert() const;
};

/// What the new design opens, narrows and sends by another way.
DiffAnswer diff(const Network& before, const Network& after, const DiffQuery& query);

}  // namespace canreach
