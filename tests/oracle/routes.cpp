#include "tests/oracle/routes.h"

namespace canreach::oracle {
namespace {

constexpr int kNoMatch = -1;

// The length of the route's longest block that holds the address.
int match_length(const Design& design, const Route& route, const IpAddress& address) {
  if (!route.prefix_list.is_known()) {
    const IpPrefix& destination = route.destination.get();
    return holds(destination, address) ? destination.length() : kNoMatch;
  }
  int longest = kNoMatch;
  for (const Value<IpPrefix>& entry : design.get(route.prefix_list).entries) {  // RT-10
    if (holds(entry.get(), address) && entry.get().length() > longest) {
      longest = entry.get().length();
    }
  }
  return longest;
}

bool same_target(const RouteTarget& a, const RouteTarget& b) {
  return a.kind == b.kind && a.index == b.index && a.name == b.name;
}

bool is_from_list(const Route& route) { return route.prefix_list.is_known(); }

// RT-7: the smaller, the better.
int preference(const Route& route) {
  if (route.propagated) return 2;
  return is_from_list(route) ? 1 : 0;
}

struct Candidate {
  const Route* route;
  int length;
};

std::vector<Candidate> candidates(const Design& design, const RouteTable& table,
                                  const IpAddress& destination) {
  const bool inside = in_cidrs(design.get(table.vpc).cidrs, destination);
  std::vector<Candidate> result;
  for (const Route& route : table.routes) {
    if (route.propagated && inside) continue;  // RT-8
    const int length = match_length(design, route, destination);
    if (length != kNoMatch) result.push_back({&route, length});
  }
  return result;
}

// RT-10: two lists hold the address and lead to different targets, and no ordinary route decides
// before them.
bool is_ambiguous(const std::vector<Candidate>& all) {
  int longest_entry = kNoMatch;
  const Route* first = nullptr;
  bool differ = false;
  for (const Candidate& candidate : all) {
    if (!is_from_list(*candidate.route)) continue;
    if (first == nullptr) first = candidate.route;
    differ = differ || !same_target(first->target, candidate.route->target);
    if (candidate.length > longest_entry) longest_entry = candidate.length;
  }
  if (!differ) return false;
  for (const Candidate& candidate : all) {
    if (is_from_list(*candidate.route)) continue;
    if (candidate.length > longest_entry) return false;
    if (candidate.length == longest_entry && !candidate.route->propagated) return false;
  }
  return true;
}

const Candidate* best_of(const std::vector<Candidate>& all) {
  const Candidate* best = nullptr;
  for (const Candidate& candidate : all) {
    const bool longer = best == nullptr || candidate.length > best->length;
    const bool preferred = best != nullptr && candidate.length == best->length &&
                           preference(*candidate.route) < preference(*best->route);
    if (longer || preferred) best = &candidate;
  }
  return best;
}

}  // namespace

Choice choose_route(const Design& design, const RouteTable& table, const IpAddress& destination) {
  if (is_never_routed(destination)) return {};
  const std::vector<Candidate> all = candidates(design, table, destination);
  if (all.empty()) return {};
  if (is_ambiguous(all)) return {Choice::Kind::ambiguous, nullptr};
  const Route* route = best_of(all)->route;
  const bool dead =
      route->state == Route::State::blackhole || route->target.kind == RouteTarget::Kind::blackhole;
  return {dead ? Choice::Kind::blackhole : Choice::Kind::route, route};
}

}  // namespace canreach::oracle
