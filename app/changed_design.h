#pragma once

#include <vector>

#include "analyzer/network/network.h"
#include "app/fixes.h"
#include "model/change.h"
#include "model/grant.h"
#include "parsers/edit.h"
#include "parsers/load.h"

namespace canreach {

/// What a design is to be changed by.
struct DesignChanges {
  std::vector<DesignChange> changes;
  std::vector<Grant> grants;
};

/// Is the design small enough to be made and compiled again?
bool is_within(const FixLimits& limits, const Design& design);

/// The design with the changes made: its texts edited and read again, or, where they are not what
/// its user edits, the design itself changed.
class ChangedDesign {
 public:
  ChangedDesign(const Design& design, DesignEditor& editor, const DesignChanges& changes,
                const LoadOptions& load, const FixLimits& limits);
  ChangedDesign(const ChangedDesign&) = delete;
  ChangedDesign& operator=(const ChangedDesign&) = delete;

  /// False: a change cannot be said, or the text with it cannot be read.
  bool usable() const { return usable_; }
  const Network& network() const { return network_; }
  const std::vector<TextEdit>& edits() const { return edits_; }

 private:
  bool add_edits(const std::vector<TextEdit>& edits);
  void read_again(const Design& design, const LoadOptions& load);
  void make(const Design& design, const DesignChanges& changes);

  std::vector<TextEdit> edits_;
  Design design_;
  Network network_;
  bool usable_ = false;
};

}  // namespace canreach
