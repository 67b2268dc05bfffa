// Instances, functions, services, client VPN endpoints, databases, caches, brokers.
#include <fmt/format.h>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/arns.h"
#include "model/engines.h"
#include "parsers/native/write_context.h"

namespace canreach {
namespace {

bool is_range(const SourcePorts& ports, const SourcePorts& other) {
  return ports.first == other.first && ports.last == other.last;
}

/// The name or ARN of a role or user; `unknown` where the input does not tell it.
template <class T>
YamlValue holder_value(WriteContext& out, const Workload& workload, Ref<T> ref) {
  const std::string& name = workload.credentials.name;
  if (name.starts_with("arn:")) return YamlValue::of_text(name);
  if (ref.is_known()) return out.reference(ref, "", workload);
  if (name.empty()) return unknown_value();
  return YamlValue::of_text(arn_of_kind(kind_of<T>(), workload.region, workload.account, name));
}

/// The ports that are served: TCP's, and UDP's with their protocol.
YamlValue listens_value(const Workload& workload) {
  YamlValue list = YamlValue::list();
  if (workload.listens) {
    list = port_words(*workload.listens, kTcp);
    for (YamlValue& range : port_words(*workload.listens, kUdp).items) {
      list.items.push_back(YamlValue::word(range.text + "/udp"));
    }
  }
  if (!workload.listens_known) list.items.push_back(unknown_value());
  return one_or_list(std::move(list));
}

/// The TCP port that is served and no other; none: it is not one.
std::optional<std::uint16_t> only_port(const Workload& workload) {
  if (!workload.listens || !workload.listens_known || workload.listens->empty()) {
    return std::nullopt;
  }
  const std::uint16_t port = port_of(workload.listens->sample());
  const bool is_it = port > 0 && *workload.listens == TrafficSet::ports(kTcp, port, port);
  return is_it ? std::optional<std::uint16_t>(port) : std::nullopt;
}

TrafficSet ports_of_auth(const Broker& broker) {
  TrafficSet served;
  for (const std::string& way : broker.auth) {
    const std::uint16_t port = way == "none"    ? 9092
                               : way == "tls"   ? 9094
                               : way == "scram" ? 9096
                                                : 9098;
    served = served | TrafficSet::ports(kTcp, port, port);
  }
  return served;
}

/// engine, port, listens.  `usual` is what is served where only the engine is written.
void put_served(WriteContext& out, const Workload& store, ResourceKind kind,
                const TrafficSet& usual, YamlValue& body) {
  const Engine* engine = find_engine(store.engine);
  if (engine != nullptr) {
    body.put_text("engine", std::string(engine->name));
  } else if (!store.engine.empty()) {
    out.unsaid(store, kind, fmt::format("its engine {}", quoted(store.engine)));
  }
  const bool is_usual =
      engine != nullptr && store.listens_known && store.listens && *store.listens == usual;
  if (is_usual) return;
  const std::optional<std::uint16_t> port = only_port(store);
  const bool is_open = !store.listens_known && (!store.listens || store.listens->empty());
  if (port) return body.put_word("port", fmt::format("{}", *port));
  if (is_open || engine == nullptr) {
    if (!store.external || engine != nullptr) body.put("port", unknown_value());
  }
  if (!is_open) body.put("listens", listens_value(store));
}

TrafficSet usual_of_engine(const Workload& store) {
  const Engine* engine = find_engine(store.engine);
  return engine == nullptr ? TrafficSet() : TrafficSet::ports(kTcp, engine->port, engine->port);
}

/// public, public_ip of what AWS makes public by a switch.
void put_public(const WriteContext& out, ResourceKind kind, std::uint32_t index,
                const Workload& store, const Value<bool>* is_public, YamlValue& body) {
  PublicIp public_ip;
  const bool is_inline = out.is_inline(kind, index) && !store.interfaces.empty();
  if (is_inline) public_ip = primary_public_ip(out.design().get(store.interfaces.front()));
  Value<bool> said = public_ip.kind != PublicIp::Kind::none;
  if (public_ip.kind == PublicIp::Kind::unknown) said = kUnknown;
  if (is_public != nullptr) said = *is_public;
  put_bool(body, "public", said, false);
  if (public_ip.kind == PublicIp::Kind::address && said == Value<bool>(true)) {
    body.put_text("public_ip", public_ip.address.to_string());
  }
}

YamlValue grants_value(const DatabaseUser& user) {
  YamlValue grants;
  for (const DatabaseGrant& grant : user.grants) {
    YamlValue verbs = YamlValue::list();
    for (const std::string& verb : grant.verbs) verbs.items.push_back(YamlValue::of_text(verb));
    grants.put(grant.table, std::move(verbs));
  }
  return grants;
}

/// Some of the grants may be known where others are not.
void put_grants(const DatabaseUser& user, YamlValue& body) {
  if (user.grants.empty()) {
    if (!user.grants_known) body.put("grants", unknown_value());
    return;
  }
  YamlValue grants = grants_value(user);
  if (!user.grants_known) grants.members.back().value.items.push_back(unknown_value());
  body.put("grants", std::move(grants));
}

YamlValue user_value(WriteContext& out, const Database& database, const DatabaseUser& user) {
  YamlValue body;
  put_bool(body, "iam", user.iam, false);
  if (user.secret.is_known() && user.password_secret.rfind("arn:", 0) != 0) {
    body.put("password", out.reference(user.secret, "", database));
  } else if (!user.password_secret.empty()) {
    body.put_text("password", user.password_secret);
  }
  put_grants(user, body);
  return body;
}

void put_users(WriteContext& out, const Database& database, YamlValue& body) {
  if (database.users.empty()) return;
  const DatabaseUser& first = database.users.front();
  const bool is_open = database.users.size() == 1 && first.name == "unknown" &&
                       first.iam.is_unknown() && !first.grants_known;
  if (is_open) return body.put("users", unknown_value());
  YamlValue users;
  for (const DatabaseUser& user : database.users) {
    users.put(user.name, user_value(out, database, user));
  }
  body.put("users", std::move(users));
}

/// Has the function what `ipv6: true` gives it?  Else it may have an IPv6 address or not.
bool has_ipv6_everywhere(const WriteContext& out, std::uint32_t index) {
  const Function& function = out.design().all<Function>()[index];
  if (!out.is_inline(ResourceKind::Function, index)) return true;
  return all_of(function.interfaces, [&](const Ref<NetworkInterface>& ref) {
    return any_of(out.design().get(ref).addresses,
                  [](const InterfaceAddress& held) { return held.address.family == Family::ipv6; });
  });
}

}  // namespace

void put_source_ports(const Workload& workload, YamlValue& body) {
  const SourcePorts& ports = workload.source_ports;
  if (is_range(ports, kAnySourcePorts)) return;
  if (is_range(ports, kLinuxSourcePorts)) return body.put_word("source_ports", "linux");
  if (is_range(ports, kWindowsSourcePorts)) return body.put_word("source_ports", "windows");
  body.put_word("source_ports", fmt::format("{}-{}", ports.first, ports.last));
}

void put_credentials(WriteContext& out, const Workload& workload, YamlValue& body) {
  using Kind = Credentials::Kind;
  const Credentials& credentials = workload.credentials;
  if (credentials.kind == Kind::none) return;
  YamlValue holder = unknown_value();
  if (credentials.kind == Kind::role) holder = holder_value(out, workload, credentials.role);
  if (credentials.kind == Kind::user) holder = holder_value(out, workload, credentials.user);
  const bool is_plain = credentials.kind != Kind::user && !credentials.expires;
  if (is_plain) return body.put("role", std::move(holder));
  YamlValue map;
  map.put(credentials.kind == Kind::user ? "user" : "role", std::move(holder));
  if (credentials.expires) {
    const Value<std::string>& expires = *credentials.expires;
    map.put("expires", expires.is_unknown() ? unknown_value() : YamlValue::of_text(expires.get()));
  }
  body.put("credentials", std::move(map));
}

void put_dns_names(const Resource& resource, YamlValue& body) {
  YamlValue names = YamlValue::list();
  for (const std::string& name : resource.dns_names) {
    names.items.push_back(YamlValue::of_text(name));
  }
  if (!names.items.empty()) body.put("dns_name", one_or_list(std::move(names)));
}

void put_listens(const Workload& workload, YamlValue& body) {
  if (workload.listens || !workload.listens_known) body.put("listens", listens_value(workload));
}

YamlValue write_instance(WriteContext& out, std::uint32_t index) {
  const Instance& instance = out.design().all<Instance>()[index];
  YamlValue body;
  put_common(out, ResourceKind::Instance, index, instance, body);
  const bool is_inline = out.is_inline(ResourceKind::Instance, index);
  if (is_inline) put_interface(out, instance.interfaces.front(), instance, true, body);
  if (!is_inline || instance.interfaces.size() > 1) {
    body.put("interfaces", interface_names(out, instance, instance.interfaces, is_inline ? 1 : 0));
  }
  put_credentials(out, instance, body);
  put_source_ports(instance, body);
  put_dns_names(instance, body);
  put_listens(instance, body);
  put_tags(instance, body);
  return body;
}

YamlValue write_function(WriteContext& out, std::uint32_t index) {
  const Function& function = out.design().all<Function>()[index];
  YamlValue body;
  put_common(out, ResourceKind::Function, index, function, body);
  if (function.interfaces.empty()) put_home(out, function, body);
  if (!function.interfaces.empty()) {
    put_interfaces(out, ResourceKind::Function, index, function, function.interfaces, "", body);
  }
  if (function.ipv6_allowed)
    body.put_word("ipv6", has_ipv6_everywhere(out, index) ? "true" : "unknown");
  put_credentials(out, function, body);
  put_source_ports(function, body);
  put_dns_names(function, body);
  put_listens(function, body);
  if (function.policy) body.put("policy", policy_value(out, *function.policy));
  put_tags(function, body);
  return body;
}

namespace {

void put_standby(const Workload& workload, YamlValue& body) {
  if (workload.multi_az) body.put("multi_az", value_of(*workload.multi_az));
}

}  // namespace

YamlValue write_service(WriteContext& out, std::uint32_t index) {
  const Service& service = out.design().all<Service>()[index];
  YamlValue body;
  put_common(out, ResourceKind::Service, index, service, body);
  put_interfaces(out, ResourceKind::Service, index, service, service.interfaces, "", body);
  if (out.is_inline(ResourceKind::Service, index)) {
    const PublicIp own = primary_public_ip(out.design().get(service.interfaces.front()));
    if (own.kind != PublicIp::Kind::none) body.put("public_ip", *public_ip_value(own));
  }
  if (!service.node.is_none()) {
    body.put("node", out.reference(service.node, "", service));
    put_bool(body, "external_snat", service.external_snat, false);
  }
  YamlValue needs = YamlValue::list();
  for (const std::string& need : service.needs) needs.items.push_back(YamlValue::of_text(need));
  if (!needs.items.empty()) body.put("needs", one_or_list(std::move(needs)));
  put_standby(service, body);
  put_credentials(out, service, body);
  put_source_ports(service, body);
  put_dns_names(service, body);
  put_listens(service, body);
  put_tags(service, body);
  return body;
}

YamlValue write_client_vpn_endpoint(WriteContext& out, std::uint32_t index) {
  constexpr ResourceKind kKind = ResourceKind::ClientVpnEndpoint;
  const ClientVpnEndpoint& endpoint = out.design().all<ClientVpnEndpoint>()[index];
  YamlValue body;
  put_common(out, kKind, index, endpoint, body);
  if (endpoint.client_cidr.is_known()) body.put("client_cidr", value_of(endpoint.client_cidr));
  put_interfaces(out, kKind, index, endpoint, endpoint.interfaces, "", body);
  put_bool(body, "split_tunnel", endpoint.split_tunnel, false);
  YamlValue rules = YamlValue::list();
  for (const ClientVpnAuthorization& rule : endpoint.authorizations) {
    YamlValue value;
    value.put("to", value_of(rule.destination));
    if (!rule.group.empty()) value.put_text("group", rule.group);
    rules.items.push_back(std::move(value));
  }
  if (!endpoint.authorizations_known) rules.items.push_back(unknown_value());
  if (!rules.items.empty()) body.put("authorization_rules", std::move(rules));
  YamlValue routes = YamlValue::list();
  for (const ClientVpnRoute& route : endpoint.routes) {
    if (route.implied) continue;
    YamlValue value;
    value.put("to", value_of(route.destination));
    if (!route.subnet.is_none()) value.put("subnet", out.reference(route.subnet, "", endpoint));
    routes.items.push_back(std::move(value));
  }
  if (!endpoint.routes_known) routes.items.push_back(unknown_value());
  if (!routes.items.empty()) body.put("routes", std::move(routes));
  YamlValue servers = YamlValue::list();
  for (const IpAddress& server : endpoint.dns_servers) {
    servers.items.push_back(YamlValue::of_text(server.to_string()));
  }
  if (!endpoint.dns_servers_known) servers.items.push_back(unknown_value());
  if (!servers.items.empty()) body.put("dns_servers", one_or_list(std::move(servers)));
  put_tags(endpoint, body);
  return body;
}

namespace {

/// The keys behind those that say what is served.
void put_store_rest(WriteContext& out, ResourceKind kind, std::uint32_t index,
                    const Workload& store, const Value<bool>* is_public, YamlValue& body) {
  put_interfaces(out, kind, index, store, store.interfaces, "", body);
  put_public(out, kind, index, store, is_public, body);
  put_standby(store, body);
  put_credentials(out, store, body);
  put_source_ports(store, body);
  put_dns_names(store, body);
}

}  // namespace

YamlValue write_database(WriteContext& out, std::uint32_t index) {
  const Database& database = out.design().all<Database>()[index];
  YamlValue body;
  put_common(out, ResourceKind::Database, index, database, body);
  put_served(out, database, ResourceKind::Database, usual_of_engine(database), body);
  put_store_rest(out, ResourceKind::Database, index, database, &database.publicly_accessible, body);
  put_bool(body, "iam_auth", database.iam_auth, false);
  put_bool(body, "enhanced_vpc_routing", database.enhanced_vpc_routing, false);
  if (!database.resource_id.empty()) body.put_text("resource_id", database.resource_id);
  put_users(out, database, body);
  put_tags(database, body);
  return body;
}

YamlValue write_cache(WriteContext& out, std::uint32_t index) {
  const Cache& cache = out.design().all<Cache>()[index];
  YamlValue body;
  put_common(out, ResourceKind::Cache, index, cache, body);
  put_served(out, cache, ResourceKind::Cache, usual_of_engine(cache), body);
  put_store_rest(out, ResourceKind::Cache, index, cache, nullptr, body);
  put_tags(cache, body);
  return body;
}

YamlValue write_broker(WriteContext& out, std::uint32_t index) {
  const Broker& broker = out.design().all<Broker>()[index];
  YamlValue body;
  put_common(out, ResourceKind::Broker, index, broker, body);
  if (!broker.arn.empty()) body.put_text("arn", broker.arn);
  const bool has_usual = broker.engine == "kafka" && !broker.auth.empty();
  put_served(out, broker, ResourceKind::Broker,
             has_usual ? ports_of_auth(broker) : usual_of_engine(broker), body);
  YamlValue auth = YamlValue::list();
  for (const std::string& way : broker.auth) auth.items.push_back(YamlValue::of_text(way));
  if (!auth.items.empty()) body.put("auth", one_or_list(std::move(auth)));
  put_store_rest(out, ResourceKind::Broker, index, broker, nullptr, body);
  if (broker.policy) {
    body.put("policy", policy_value(out, *broker.policy));
  } else if (!broker.policy_known && !broker.external) {
    body.put("policy", unknown_value());
  }
  put_tags(broker, body);
  return body;
}

}  // namespace canreach
