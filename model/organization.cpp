#include <algorithm>

#include "model/resources/identity.h"

namespace canreach {

std::vector<std::uint32_t> Organization::levels_of(const std::string& account) const {
  const auto own = std::find_if(nodes.begin(), nodes.end(), [&](const OrganizationNode& node) {
    return node.is_account && node.name == account;
  });
  std::vector<std::uint32_t> levels;
  if (own == nodes.end()) return levels;
  for (int next = static_cast<int>(own - nodes.begin()); next >= 0;) {
    levels.push_back(static_cast<std::uint32_t>(next));
    next = nodes[static_cast<std::size_t>(next)].parent;
  }
  std::reverse(levels.begin(), levels.end());
  return levels;
}

}  // namespace canreach
