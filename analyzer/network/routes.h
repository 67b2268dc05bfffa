#pragma once

#include <cstdint>
#include <vector>

#include "analyzer/network/network.h"

namespace canreach {

/// The routes that a table may choose for a destination: one when it is certain, several when
/// unknown values or overlapping prefix lists (RT-10) leave it open.  Indexes into Network::routes.
struct RouteChoice {
  std::vector<std::uint32_t> routes;
  bool no_route_possible = true;
  bool ambiguous = false;  // several because of RT-10, not because of an unknown value
};

/// Longest prefix, then static, prefix list, propagated; local before propagated.  Rules: RT-6 to
/// RT-11.
RouteChoice choose_route(const Network& network, std::uint32_t table, Atom destination);

/// The interval that holds the destination when one route, or none, is certain for it; nullptr when
/// choose_route() must look.
const RouteInterval* certain_interval(const Network& network, std::uint32_t table,
                                      Atom destination);

bool same_target(const RouteTarget& a, const RouteTarget& b);

/// Fills Network::tables, routes, route_intervals and route_choices.
void compile_route_tables(Network& network);

/// The route as declared, of a VPC's table or a transit gateway's.
const Route& route_of(const Network& network, std::uint32_t table, const CompiledRoute& route);

}  // namespace canreach
