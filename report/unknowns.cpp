#include "report/unknowns.h"

#include "base/algorithm.h"
#include "model/stand_ins.h"

// What stayed unknown.  Each kind says which of its properties may be unknown and whether one is;
// the words are the native format's, since that is where one writes them down.

namespace canreach {
namespace {

template <class T>
bool any_unknown(const std::vector<Value<T>>& values) {
  return any_of(values, [](const Value<T>& value) { return value.is_unknown(); });
}
bool any_unknown(const std::vector<Value<IpPrefix>>& blocks) {
  return any_of(blocks, [](const Value<IpPrefix>& block) {
    return block.is_unknown() || is_stand_in(block.get());
  });
}
template <class T>
bool any_unknown(const std::vector<Ref<T>>& refs) {
  return any_of(refs, [](const Ref<T>& ref) { return ref.is_unknown(); });
}

bool is_open(const PolicyStatement& statement) {
  const bool has_open_value = any_of(statement.conditions, [](const PolicyCondition& condition) {
    return !condition.values_known ||
           any_of(condition.values, [](const PolicyText& text) { return text.text.is_unknown(); });
  });
  const auto is_unknown = [](const PolicyText& text) { return text.text.is_unknown(); };
  const bool has_open_principal =
      any_of(statement.principals, [](const PolicyPrincipal& principal) {
        return principal.kind == PolicyPrincipal::Kind::unknown;
      });
  return statement.effect == PolicyStatement::Effect::unknown || !statement.principals_known ||
         !statement.actions_known || !statement.resources_known || !statement.conditions_known ||
         has_open_value || has_open_principal || any_of(statement.actions, is_unknown) ||
         any_of(statement.resources, is_unknown);
}

bool is_open(const PolicyDocument& document) {
  return !document.statements_known ||
         any_of(document.statements, [](const PolicyStatement& one) { return is_open(one); });
}
bool is_open(const std::optional<PolicyDocument>& document) {
  return document && is_open(*document);
}

bool is_open(const SecurityGroupRule& rule) {
  return !rule.traffic.is_known() || rule.peer.kind == SecurityGroupPeer::Kind::unknown;
}

bool is_open(const NetworkAclEntry& entry) {
  return !entry.number_known || entry.allow.is_unknown() || entry.cidr.is_unknown() ||
         !entry.traffic.is_known();
}

bool is_open(const Route& route) {
  const bool has_destination = route.prefix_list.is_known() || route.destination.is_known();
  const bool is_local = route.target.kind == RouteTarget::Kind::local;
  return !route.propagated && !is_local &&
         (!has_destination || route.target.kind == RouteTarget::Kind::unknown ||
          route.state == Route::State::unknown);
}

template <class T>
bool any_open(const std::vector<T>& list) {
  return any_of(list, [](const T& element) { return is_open(element); });
}

class Counter {
 public:
  explicit Counter(const Design& design) : design_(design) {}

  std::vector<UnknownCount> count() {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  kind_ = ResourceKind::type;                                              \
  begin_ = counts_.size();                                                 \
  for (const type& resource : design_.all<type>()) {                       \
    if (resource.implied || resource.external) continue;                   \
    note("state", resource.state.is_unknown());                            \
    look(resource);                                                        \
  }
#include "model/resource_kinds.def"
#undef RESOURCE
    return std::move(counts_);
  }

 private:
  void note(std::string_view property, bool is_unknown) {
    if (!is_unknown) return;
    for (std::size_t i = begin_; i < counts_.size(); ++i) {
      if (counts_[i].property != property) continue;
      ++counts_[i].count;
      return;
    }
    counts_.push_back({kind_, property, 1});
  }

  void look(const Vpc& vpc) {
    note("cidr", any_unknown(vpc.cidrs));
    note("dns",
         vpc.dns_support.is_unknown() || vpc.dns_hostnames.is_unknown() || !vpc.dns_servers_known);
    note("block_public_access", vpc.exclusion.is_unknown());
    note("encryption_control", vpc.encryption_control.is_unknown());
  }
  void look(const Subnet& subnet) {
    note("cidr", any_unknown(subnet.cidrs));
    note("zone", subnet.zone.empty() && subnet.zone_id.empty());
    note("route_table", subnet.route_table.is_unknown());
    note("network_acl", subnet.network_acl.is_unknown());
    note("map_public_ip", subnet.map_public_ip.is_unknown());
    note("assign_ipv6", subnet.assign_ipv6.is_unknown());
    note("block_public_access", subnet.exclusion.is_unknown());
  }
  void look(const RouteTable& table) {
    note("edge", table.edge.kind == EdgeGateway::Kind::unknown);
    note("propagate", any_unknown(table.propagating));
    note("routes", any_open(table.routes));
  }
  void look(const NetworkAcl& acl) {
    note("ingress", any_open(acl.ingress));
    note("egress", any_open(acl.egress));
  }
  void look(const SecurityGroup& group) {
    note("ingress", !group.rules_known || any_open(group.ingress));
    note("egress", !group.rules_known || any_open(group.egress));
    note("vpcs", !group.further_vpcs_known);
  }
  void look(const PrefixList& list) {
    note("cidr", !list.entries_known || any_unknown(list.entries));
  }
  void look(const NatGateway& gateway) {
    note("subnet", gateway.subnet.is_unknown());
    note("private", gateway.is_private.is_unknown());
    note("zones", contains(gateway.zones, std::string()));
  }
  void look(const VpcEndpoint& endpoint) {
    note("service", endpoint.service.empty() || endpoint.offered.is_unknown());
    note("route_tables", any_unknown(endpoint.route_tables));
    note("private_dns", endpoint.private_dns.is_unknown());
    note("policy", !endpoint.policy_known || is_open(endpoint.policy));
    look_at_interfaces(endpoint.interfaces);
  }
  void look(const VpcPeering& peering) {
    note("vpcs", peering.requester.is_unknown() || peering.accepter.is_unknown());
    note("dns_resolution", peering.requester_dns_resolution.is_unknown() ||
                               peering.accepter_dns_resolution.is_unknown());
  }
  void look(const NetworkInterface& interface) {
    if (!interface.owned) look_at(interface);
  }
  void look(const Function& function) {
    look_at_workload(function);
    note("policy", is_open(function.policy));
  }
  void look(const Database& database) {
    look_at_workload(database);
    note("public", database.publicly_accessible.is_unknown());
    note("iam_auth", database.iam_auth.is_unknown());
    note("enhanced_vpc_routing", database.enhanced_vpc_routing.is_unknown());
    note("users", any_of(database.users, [](const DatabaseUser& user) {
           return user.iam.is_unknown() || !user.grants_known;
         }));
  }
  void look(const LoadBalancer& balancer) {
    look_at_workload(balancer);
    note("type", balancer.type.empty());
  }
  void look(const EndpointService& service) {
    note("load_balancers", any_unknown(service.load_balancers));
    note("acceptance_required", service.acceptance_required.is_unknown());
    note("allowed_principals", !service.principals_known);
  }
  void look(const Firewall& firewall) { note("policy", firewall.policy.is_unknown()); }
  void look(const FirewallPolicy& policy) {
    const auto is_open_use = [](const FirewallGroupUse& use) {
      return use.group.is_unknown() || use.priority.is_unknown();
    };
    note("stateless_default_action", policy.stateless_default.is_unknown());
    note("stateless_rule_groups", any_of(policy.stateless_groups, is_open_use));
    note("stateful_rule_groups",
         !policy.groups_known || any_of(policy.stateful_groups, is_open_use));
    note("stateful_rule_order", policy.is_strict.is_unknown());
    note("stateful_default_actions", policy.otherwise.is_unknown());
  }
  void look(const FirewallRuleGroup& group) { note("rules", !group.rules_known); }
  void look(const Role& role) {
    note("trust", is_open(role.trust));
    look_at(role.permissions);
  }
  void look(const User& user) {
    note("groups", !user.groups_known || any_unknown(user.groups));
    look_at(user.permissions);
  }
  void look(const IamGroup& group) { look_at(group.permissions); }
  void look(const ManagedPolicy& policy) { note("document", is_open(policy.document)); }
  void look(const Bucket& bucket) {
    look_at_store(bucket);
    note("block_public_access", bucket.restrict_public_buckets.is_unknown());
    note("object_ownership", bucket.owner_enforced.is_unknown());
  }
  void look(const Key& key) {
    look_at_store(key);
    note("grants", key.has_grants.is_unknown());
  }
  void look(const HostedZone& zone) {
    note("vpcs", any_unknown(zone.vpcs));
    note("records", !zone.records_known || any_of(zone.records, [](const DnsRecord& record) {
           return !record.known;
         }));
  }
  void look(const OnPremisesNetwork& network) { note("cidr", any_unknown(network.cidrs)); }
  void look(const Instance& workload) { look_at_workload(workload); }
  void look(const Cache& workload) { look_at_workload(workload); }
  void look(const Broker& workload) { look_at_workload(workload); }
  void look(const Service& workload) { look_at_workload(workload); }
  void look(const ClientVpnEndpoint& endpoint) {
    look_at_interfaces(endpoint.interfaces);
    const auto is_open = [](const auto& one) { return one.destination.is_unknown(); };
    note("split_tunnel", endpoint.split_tunnel.is_unknown());
    note("routes", !endpoint.routes_known || any_of(endpoint.routes, is_open));
    note("authorization_rules",
         !endpoint.authorizations_known || any_of(endpoint.authorizations, is_open));
  }
  /// Kinds without properties of their own that may be unknown.
  void look(const Resource&) {}
  template <class T>
  requires requires(const T& resource) { resource.encryption; }
  void look(const T& store) { look_at_store(store); }

  void look_at_store(const DataStore& store) {
    note("policy", !store.policy_known || is_open(store.policy));
    note("key", store.encryption.kind == Encryption::Kind::unknown ||
                    (store.encryption.kind == Encryption::Kind::customer &&
                     store.encryption.key.is_unknown()));
  }

  void look_at(const Permissions& permissions) {
    note("policies", !permissions.complete || any_unknown(permissions.managed) ||
                         any_open(permissions.inline_policies));
    note("boundary", permissions.boundary.is_unknown());
  }

  void look_at_workload(const Workload& workload) {
    look_at_interfaces(workload.interfaces);
    note("listens", !workload.listens_known);
    note("role", workload.credentials.kind == Credentials::Kind::unknown);
    note("multi_az", workload.multi_az && workload.multi_az->is_unknown());
  }

  void look_at_interfaces(const std::vector<Ref<NetworkInterface>>& interfaces) {
    const auto any = [&](auto holds) {
      return any_of(interfaces, [&](const Ref<NetworkInterface>& ref) {
        return ref.is_known() && holds(design_.get(ref));
      });
    };
    note("subnets", any([](const NetworkInterface& one) { return one.subnet.is_unknown(); }));
    note("address", any([](const NetworkInterface& one) { return !one.addresses_known; }));
    note("security_groups",
         any([](const NetworkInterface& one) { return !one.security_groups_known; }));
    note("public_ip", any([](const NetworkInterface& one) {
           return any_of(one.addresses, [](const InterfaceAddress& held) {
             return held.public_ip.kind == PublicIp::Kind::unknown;
           });
         }));
    note("source_dest_check",
         any([](const NetworkInterface& one) { return one.source_dest_check.is_unknown(); }));
  }

  void look_at(const NetworkInterface& interface) {
    note("subnet", interface.subnet.is_unknown());
    note("address", !interface.addresses_known);
    note("security_groups", !interface.security_groups_known);
    note("source_dest_check", interface.source_dest_check.is_unknown());
  }

  const Design& design_;
  ResourceKind kind_{};
  std::size_t begin_ = 0;  // of the kind at hand in counts_
  std::vector<UnknownCount> counts_;
};

}  // namespace

std::vector<UnknownCount> unknowns_of(const Design& design) { return Counter(design).count(); }

}  // namespace canreach
