// What `show` says of workloads, load balancers and what serves.
#include <fmt/core.h>

#include "report/details.h"

namespace canreach {

namespace {

void add_workload(Details& details, const Design& design, const Workload& workload) {
  add(details, "engine", workload.engine);
  add_interfaces(details, design, workload.interfaces);
  if (!workload.listens_known) {
    add(details, "listens", "not known");
  } else {
    add(details, "listens",
        workload.listens.has_value() ? workload.listens->to_string() : "every port");
  }
  add(details, "source ports",
      fmt::format("{}-{}", workload.source_ports.first, workload.source_ports.last));
  add(details, "role", workload.credentials.name);
  if (workload.multi_az) add(details, "multi az", words_of(*workload.multi_az));
}

std::string forward_words(const LoadBalancer& balancer, const std::vector<std::uint32_t>& groups) {
  std::vector<std::string> names;
  for (const std::uint32_t group : groups) names.push_back(balancer.target_groups[group].name);
  return join(names, ", ");
}

std::string words_of(const LoadBalancer& balancer, const Listener& listener) {
  std::string text = listener.traffic.to_string();
  if (listener.answers) return text + " answers itself";
  const std::string groups = forward_words(balancer, listener.forwards);
  text += " -> " + (groups.empty() ? std::string("unknown") : groups);
  for (const ListenerRule& rule : listener.rules) {
    const std::string others = forward_words(balancer, rule.forwards);
    text += fmt::format("; {} -> {}", rule.condition().empty() ? "a rule" : rule.condition(),
                        others.empty() ? "no target" : others);
  }
  return text;
}

std::string words_of(const TargetGroup& group) {
  std::vector<std::string> names;
  for (const BalancerTarget& target : group.targets) {
    const bool is_sick = target.health == BalancerTarget::Health::unhealthy;
    names.push_back(target.name + (is_sick ? " (unhealthy)" : ""));
  }
  if (!group.targets_known) names.emplace_back("unknown");
  const std::string port = group.port.is_known() ? std::to_string(group.port.get()) : "unknown";
  return fmt::format("{}: {} port {}: {}", group.name,
                     group.protocol.empty() ? "unknown" : group.protocol, port,
                     names.empty() ? "nothing registered" : join(names, ", "));
}

}  // namespace

Details details(const Design& design, const Instance& instance) {
  Details result;
  add(result, "platform", instance.windows ? "windows" : "");
  add_workload(result, design, instance);
  return result;
}

Details details(const Design& design, const Function& function) {
  Details result;
  add_workload(result, design, function);
  if (function.interfaces.empty()) add(result, "vpc", "outside every VPC");
  add(result, "ipv6", function.ipv6_allowed ? "allowed" : "");
  return result;
}

Details details(const Design& design, const Database& database) {
  Details result;
  add_workload(result, design, database);
  add(result, "public", words_of(database.publicly_accessible));
  if (database.engine == "redshift") {
    add(result, "enhanced vpc routing", words_of(database.enhanced_vpc_routing));
  }
  return result;
}

Details details(const Design& design, const Cache& cache) {
  Details result;
  add_workload(result, design, cache);
  return result;
}

Details details(const Design& design, const Broker& broker) {
  Details result;
  add_workload(result, design, broker);
  add(result, "auth", join(broker.auth, ", "));
  return result;
}

Details details(const Design& design, const Service& service) {
  Details result;
  add_workload(result, design, service);
  add(result, "node", name_of(design, service.node));
  if (!service.node.is_none()) add(result, "external snat", words_of(service.external_snat));
  add(result, "needs", join(service.needs, ", "));
  return result;
}

Details details(const Design& design, const ClientVpnEndpoint& endpoint) {
  Details result;
  add_interfaces(result, design, endpoint.interfaces);
  add(result, "clients", words_of(endpoint.client_cidr));
  add(result, "split tunnel", words_of(endpoint.split_tunnel));
  for (const ClientVpnRoute& route : endpoint.routes) {
    const std::string by = route.subnet.is_none() ? "" : " by " + name_of(design, route.subnet);
    add(result, "route", words_of(route.destination) + by + (route.possible ? ", perhaps" : ""),
        route.at);
  }
  for (const ClientVpnAuthorization& rule : endpoint.authorizations) {
    const std::string who = rule.group.empty() ? "every client" : "group " + rule.group;
    add(result, "authorization rule", fmt::format("{} to {}", who, words_of(rule.destination)),
        rule.at);
  }
  return result;
}

Details details(const Design& design, const LoadBalancer& balancer) {
  Details result;
  add(result, "type", balancer.type);
  add_workload(result, design, balancer);
  add(result, "cross zone", words_of(balancer.cross_zone));
  for (const Listener& listener : balancer.listeners) {
    add(result, "listener", words_of(balancer, listener), listener.at);
  }
  for (const TargetGroup& group : balancer.target_groups) {
    add(result, "target group", words_of(group), group.at);
  }
  return result;
}

}  // namespace canreach
