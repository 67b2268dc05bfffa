#include "analyzer/query/host_classes.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

namespace canreach {

std::vector<HostClass> classes_of(const Network& network, const AddressSet& hosts, Family family) {
  std::map<std::uint64_t, std::size_t> seen;
  std::vector<HostClass> classes;
  std::vector<std::vector<AddressRange>> ranges;
  for (const AddressRange& range : hosts.ranges()) {
    if (range.first.family != family) continue;
    for (Atom atom = network.atom_of(range.first); atom <= network.atom_of(range.last); ++atom) {
      const IpAddress first = std::max(range.first, network.atom_starts[atom]);
      const IpAddress last = std::min(range.last, network.last_address_of(atom));
      const auto [found, is_new] = seen.try_emplace(network.atom_class[atom], classes.size());
      if (is_new) {
        classes.push_back({first, {}});
        ranges.emplace_back();
      }
      ranges[found->second].push_back({first, last});
    }
  }
  for (std::size_t i = 0; i < classes.size(); ++i) {
    classes[i].hosts = AddressSet::of(std::move(ranges[i]));
  }
  return classes;
}

std::vector<AddressSet> alike_hosts(const Network& network, const AddressSet& hosts,
                                    Family family) {
  std::vector<AddressSet> sets;
  for (HostClass& one : classes_of(network, hosts, family)) sets.push_back(std::move(one.hosts));
  return sets;
}

}  // namespace canreach
