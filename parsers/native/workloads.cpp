#include <algorithm>
#include <utility>

#include "base/algorithm.h"
#include "model/dns_names.h"
#include "model/engines.h"
#include "parsers/native/policies.h"
#include "parsers/native/workload_keys.h"
#include "policy/condition_operator.h"

// Instances, functions, databases, caches and free network interfaces.

namespace canreach {

namespace {

// ---- keys that every workload has

std::optional<SourcePorts> parse_source_ports(std::string_view text) {
  const std::vector<std::string_view> ends = split(text, '-');
  if (ends.size() != 2) return std::nullopt;
  const std::optional<unsigned long long> first = parse_number(ends[0]);
  const std::optional<unsigned long long> last = parse_number(ends[1]);
  if (!first || !last || *first > *last || *last > 65535) return std::nullopt;
  return SourcePorts{static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)};
}

void read_source_ports(NativeContext& context, const SyntaxNode& node, Workload& workload) {
  const std::optional<std::string> text = read_text(context, node, "`source_ports`");
  if (!text || says_unknown(node)) return;
  if (*text == "linux") {
    workload.source_ports = kLinuxSourcePorts;
  } else if (*text == "windows") {
    workload.source_ports = kWindowsSourcePorts;
  } else if (const std::optional<SourcePorts> ports = parse_source_ports(*text)) {
    workload.source_ports = *ports;
  } else {
    context.invalid(node, "`source_ports`",
                    quoted(*text) +
                        " is neither `linux`, `windows` nor a range such as "
                        "`1024-65535`",
                    context.suggestion(*text, {"linux", "windows"}));
  }
}

/// What has neither ports nor a listener: ICMP and the other protocols, which the host itself
/// answers.
TrafficSet portless_traffic() {
  return TrafficSet::all() - TrafficSet::all_of(kTcp) - TrafficSet::all_of(kUdp);
}

/// One element of `listens`: ports, and `/udp` where they are not TCP's.
TrafficMatch read_listener(NativeContext& context, const SyntaxNode& node) {
  const std::string& text = node.text();
  const std::size_t slash = text.find('/');
  const std::string protocol = slash == std::string::npos ? "tcp" : text.substr(slash + 1);
  if (node.is_scalar() && protocol != "tcp" && protocol != "udp") {
    context.invalid(node, "`listens`", quoted(protocol) + " is neither `tcp` nor `udp`");
    return {};
  }
  const Protocol number = protocol == "udp" ? kUdp : kTcp;
  SyntaxNode ports = node;
  if (slash != std::string::npos) {
    ports = SyntaxNode::scalar(SyntaxKind::string, text.substr(0, slash), node.at(), false);
  }
  const PortList list = read_ports(context, ports);
  TrafficSet served;
  for (const Interval& range : list.ports.intervals()) {
    served = served | TrafficSet::ports(number, static_cast<std::uint16_t>(range.first),
                                        static_cast<std::uint16_t>(range.last));
  }
  return {served, list.known ? served : TrafficSet::all()};
}

void read_listens(NativeContext& context, const SyntaxNode& node, TrafficSet besides,
                  Workload& workload) {
  TrafficSet served = std::move(besides);
  for (const SyntaxNode* element : elements_of(node)) {
    const TrafficMatch listener = read_listener(context, *element);
    if (!listener.is_known()) workload.listens_known = false;
    served = served | listener.surely;
  }
  workload.listens = std::move(served);
}

/// Whose credentials they are: a name or an ARN, found when all names are known.
void read_holder(NativeContext& context, const SyntaxNode& node, Credentials::Kind kind,
                 Workload& workload) {
  workload.credentials.at = node.at();
  workload.credentials.kind = kind;
  if (says_unknown(node)) {
    workload.credentials.kind = Credentials::Kind::unknown;
    return;
  }
  const bool role = kind == Credentials::Kind::role;
  workload.credentials.name = read_text(context, node, role ? "`role`" : "`user`").value_or("");
}

/// A moment as policies write it.
Value<std::string> read_moment_text(NativeContext& context, const SyntaxNode& node) {
  if (says_unknown(node)) return kUnknown;
  const std::optional<std::string> text = read_text(context, node, "`expires`");
  if (!text) return kUnknown;
  const Result<Moment> moment = parse_moment(*text);
  if (moment) return *text;
  context.invalid(node, "time", moment.error().text);
  return kUnknown;
}

void read_credentials(NativeContext& context, const SyntaxNode& node, Workload& workload) {
  if (says_unknown(node)) {
    workload.credentials.kind = Credentials::Kind::unknown;
    workload.credentials.at = node.at();
    return;
  }
  Fields fields(context, node, "`credentials`", node.at());
  const SyntaxNode* user = fields.find("user");
  const SyntaxNode* role = fields.find("role");
  if (user != nullptr) read_holder(context, *user, Credentials::Kind::user, workload);
  if (role != nullptr) read_holder(context, *role, Credentials::Kind::role, workload);
  if (user != nullptr && role != nullptr) {
    context.conflict(node.at(), "`credentials` are of a `user` or of a `role`, not of both");
  }
  if (const SyntaxNode* expires = fields.find("expires")) {
    workload.credentials.expires = read_moment_text(context, *expires);
  }
}

void read_dns_names(NativeContext& context, const SyntaxNode& node, Resource& resource) {
  for (const SyntaxNode* element : elements_of(node)) {
    if (says_unknown(*element)) continue;
    const std::optional<std::string> text = read_text(context, *element, "`dns_name`");
    if (!text) continue;
    const std::string name = dns_name_of(*text);
    if (name.empty()) {
      context.invalid(*element, "`dns_name`", quoted(*text) + " is not a DNS name");
    } else {
      resource.dns_names.push_back(name);
    }
  }
}

}  // namespace

void read_client_keys(NativeContext& context, Fields& fields, const TrafficSet& besides,
                      Workload& workload) {
  if (const SyntaxNode* node = fields.find("role")) {
    read_holder(context, *node, Credentials::Kind::role, workload);
  }
  if (const SyntaxNode* node = fields.find("credentials")) {
    read_credentials(context, *node, workload);
  }
  if (const SyntaxNode* node = fields.find("source_ports")) {
    read_source_ports(context, *node, workload);
  }
  if (const SyntaxNode* node = fields.find("listens")) {
    read_listens(context, *node, besides, workload);
  }
  if (const SyntaxNode* node = fields.find("dns_name")) read_dns_names(context, *node, workload);
}

namespace {}  // namespace

void add_interfaces(NativeContext& context, std::vector<NetworkInterface> interfaces,
                    Workload& workload) {
  for (NetworkInterface& interface : interfaces) {
    workload.interfaces.push_back(context.design.add(std::move(interface)));
  }
}

namespace {

// ---- instances and network interfaces

PublicIp known_public_ip(const IpAddress& address) { return {PublicIp::Kind::address, address}; }

PublicIp public_ip_of_subnet(const NativeContext& context, Ref<Subnet> subnet) {
  if (!subnet.is_known()) return {PublicIp::Kind::unknown, {}};
  const Value<bool>& maps = context.design.get(subnet).map_public_ip;
  if (maps.is_unknown()) return {PublicIp::Kind::unknown, {}};
  return {maps.get() ? PublicIp::Kind::assigned : PublicIp::Kind::none, {}};
}

}  // namespace

PublicIp read_public_ip_key(NativeContext& context, const SyntaxNode* node,
                            const PublicIp& otherwise) {
  if (node == nullptr) return otherwise;
  if (says_unknown(*node)) return {PublicIp::Kind::unknown, {}};
  if (node->is_scalar() && node->text() == "auto") return {PublicIp::Kind::assigned, {}};
  if (node->is_scalar() && node->text() == "none") return {};
  const std::optional<IpAddress> address = read_public_ip(context, *node, "`public_ip`");
  return address ? known_public_ip(*address) : PublicIp{PublicIp::Kind::unknown, {}};
}

namespace {

void add_secondary(NativeContext& context, const SyntaxNode& node, const PublicIp& public_ip,
                   NetworkInterface& interface) {
  if (says_unknown(node)) {
    interface.addresses_known = false;
    return;
  }
  const std::optional<IpAddress> address = read_address(context, node, "secondary address");
  if (!address || !check_in_subnet(context, node, *address, interface)) return;
  std::vector<InterfaceAddress>& addresses = interface.addresses;
  const bool is_ipv4 = address->family == Family::ipv4;
  auto place = addresses.end();  // IPv4 goes before what IPv6 there is
  while (is_ipv4 && place != addresses.begin() &&
         std::prev(place)->address.family == Family::ipv6) {
    --place;
  }
  addresses.insert(place, {*address, is_ipv4 ? public_ip : PublicIp(), false});
}

void read_secondary_addresses(NativeContext& context, const SyntaxNode& node,
                              NetworkInterface& interface) {
  for (const SyntaxNode* element : elements_of(node)) {
    if (element->is_map()) {
      Fields fields(context, *element, "a secondary address", element->at());
      const SyntaxNode* address = fields.need("address");
      const PublicIp public_ip = read_public_ip_key(context, fields.find("public_ip"), {});
      if (address != nullptr) add_secondary(context, *address, public_ip, interface);
    } else {
      add_secondary(context, *element, PublicIp(), interface);
    }
  }
}

void read_delegated(NativeContext& context, const SyntaxNode& node, NetworkInterface& interface) {
  for (const SyntaxNode* element : elements_of(node)) {
    const std::optional<Value<IpPrefix>> prefix = read_prefix(context, *element);
    if (!prefix) continue;
    if (prefix->is_unknown()) {
      interface.addresses_known = false;
    } else if (check_in_subnet(context, *element, prefix->get().first(), interface)) {
      interface.prefixes.push_back(prefix->get());
    }
  }
}

enum class PublicIpDefault { as_subnet, none };

/// The keys that an instance's first interface and a free interface have in common.
void read_interface(NativeContext& context, Fields& fields, PublicIpDefault public_ip_default,
                    NetworkInterface& interface) {
  const bool by_subnet = public_ip_default == PublicIpDefault::as_subnet;
  const PublicIp otherwise =
      by_subnet ? public_ip_of_subnet(context, interface.subnet) : PublicIp();
  const PublicIp public_ip = read_public_ip_key(context, fields.find("public_ip"), otherwise);
  read_interface_addresses(context, fields.find("address"), fields.find("ipv6"), public_ip,
                           Ipv6Default::as_subnet, interface);
  read_interface_groups(context, fields.find("security_groups"), interface);
  if (interface.external && interface.security_groups.empty()) {
    interface.security_groups_known = false;
  }
  if (const SyntaxNode* node = fields.find("secondary_addresses")) {
    read_secondary_addresses(context, *node, interface);
  }
  if (const SyntaxNode* node = fields.find("prefixes")) read_delegated(context, *node, interface);
  interface.source_dest_check =
      read_bool(context, fields.find("source_dest_check"), "`source_dest_check`", true);
}

Ref<Subnet> read_subnet_key(NativeContext& context, Fields& fields, bool external) {
  const SyntaxNode* node = external ? fields.find("subnet") : fields.need("subnet");
  return node == nullptr ? Ref<Subnet>::unknown() : read_ref<Subnet>(context, *node, "");
}

// ---- databases and caches

void read_grants(NativeContext& context, const SyntaxNode& grants, DatabaseUser& user) {
  if (says_unknown(grants)) {
    user.grants_known = false;
    return;
  }
  if (!grants.is_map()) return context.wrong_type(grants, "`grants`", "a map of tables");
  for (const SyntaxNode::Member& member : grants.members()) {
    DatabaseGrant grant;
    grant.table = member.key;
    const std::vector<std::string> verbs = {"create", "read", "update", "delete"};
    for (const SyntaxNode* verb : elements_of(member.value)) {
      if (says_unknown(*verb)) {
        user.grants_known = false;
      } else if (const auto word = read_word(context, *verb, "grant", verbs)) {
        grant.verbs.push_back(verbs[*word]);
      }
    }
    user.grants.push_back(std::move(grant));
  }
}

/// A database's own users: how they log in, and what they may do.
void read_users(NativeContext& context, const SyntaxNode* node, Database& database) {
  if (node == nullptr) return;
  if (says_unknown(*node)) {
    DatabaseUser unknown;
    unknown.name = "unknown";
    unknown.iam = kUnknown;
    unknown.grants_known = false;
    unknown.at = node->at();
    database.users.push_back(std::move(unknown));
    return;
  }
  if (!node->is_map()) return context.wrong_type(*node, "`users`", "a map of names");
  for (const SyntaxNode::Member& member : node->members()) {
    DatabaseUser user;
    user.name = member.key;
    user.at = member.key_at;
    if (says_unknown(member.value)) {
      user.iam = kUnknown;
      user.grants_known = false;
      database.users.push_back(std::move(user));
      continue;
    }
    Fields fields(context, member.value, "user " + quoted(member.key), member.key_at);
    user.iam = read_bool(context, fields.find("iam"), "`iam`", false);
    if (const SyntaxNode* password = fields.find("password")) {
      if (says_unknown(*password)) {
        user.iam = kUnknown;
      } else {
        user.password_secret = read_text(context, *password, "`password`").value_or("");
      }
    }
    if (const SyntaxNode* grants = fields.find("grants")) read_grants(context, *grants, user);
    database.users.push_back(std::move(user));
  }
}

std::vector<std::string> engine_names(EngineKind kind) {
  std::vector<std::string> names;
  for (const Engine& engine : engines()) {
    if (engine.kind == kind) names.push_back(std::string(engine.name));
  }
  return names;
}

/// The engine's port; nothing where it is not known.
std::optional<std::uint16_t> read_engine(NativeContext& context, const SyntaxNode* node,
                                         EngineKind kind, Workload& workload) {
  if (node == nullptr || says_unknown(*node)) return std::nullopt;
  const std::vector<std::string> names = engine_names(kind);
  const std::optional<std::size_t> word = read_word(context, *node, "`engine`", names);
  if (!word) return std::nullopt;
  workload.engine = names[*word];
  return find_engine(workload.engine)->port;
}

/// engine, port, listens: what is served.
void read_served(NativeContext& context, Fields& fields, EngineKind kind, Workload& workload) {
  const SyntaxNode* port = fields.find("port");
  const bool needs_engine = port == nullptr && !workload.external;
  const SyntaxNode* engine = needs_engine ? fields.need("engine") : fields.find("engine");
  const std::optional<std::uint16_t> usual = read_engine(context, engine, kind, workload);
  int number = usual ? int{*usual} : -1;  // -1: not known
  if (port != nullptr) {
    number = -1;
    if (!says_unknown(*port)) {
      const std::optional<int> read = read_int(context, *port, "`port`", 1, 65535);
      if (read) number = *read;
    }
  }
  const auto served = static_cast<std::uint16_t>(std::max(number, 0));
  workload.listens_known = number >= 0;
  workload.listens = number >= 0 ? TrafficSet::ports(kTcp, served, served) : TrafficSet();
  if (fields.find("listens") != nullptr) workload.listens_known = true;
}

/// public, public_ip.
PublicIp read_public_keys(NativeContext& context, Fields& fields, Value<bool>& is_public) {
  const SyntaxNode* key = fields.find("public");
  const SyntaxNode* address = fields.find("public_ip");
  is_public = read_bool(context, key, "`public`", false);
  if (is_public.is_unknown()) return {PublicIp::Kind::unknown, {}};
  if (!is_public.get()) {
    if (address != nullptr) context.conflict(address->at(), "`public_ip` needs `public: true`");
    return {};
  }
  if (address == nullptr || says_unknown(*address)) return {PublicIp::Kind::assigned, {}};
  const std::optional<IpAddress> ip = read_public_ip(context, *address, "`public_ip`");
  return ip ? known_public_ip(*ip) : PublicIp{PublicIp::Kind::assigned, {}};
}

}  // namespace

InterfaceKeys read_interface_keys(Fields& fields, const SyntaxNode* subnets) {
  return {subnets, fields.find("security_groups"), fields.find("address"), fields.find("ipv6")};
}

void read_standby(NativeContext& context, Fields& fields, Workload& workload) {
  const SyntaxNode* standby = fields.find("multi_az");
  if (standby == nullptr) return;
  workload.multi_az = read_bool(context, standby, "`multi_az`", kUnknown);
}

namespace {

/// What databases and caches have in common.
template <class T>
void read_store(NativeContext& context, const Declaration& declaration, EngineKind kind,
                Fields& fields, T& store, Value<bool>& is_public) {
  read_common(context, fields, declaration.kind, store);
  read_served(context, fields, kind, store);
  read_client_keys(context, fields, TrafficSet(), store);
  read_standby(context, fields, store);
  const PublicIp public_ip = read_public_keys(context, fields, is_public);
  if (attach_later(context, declaration, fields)) return;
  const SyntaxNode* subnets = store.external ? fields.find("subnets") : fields.need("subnets");
  const InterfaceOwner owner = {declaration.kind, declaration.index, &store};
  std::vector<NetworkInterface> interfaces =
      read_interfaces(context, read_interface_keys(fields, subnets), owner,
                      NetworkInterface::Type::managed, public_ip, "");
  for (NetworkInterface& interface : interfaces) {
    if (store.external && interface.security_groups.empty()) {
      interface.security_groups_known = false;
    }
  }
  add_interfaces(context, std::move(interfaces), store);
  if (!store.interfaces.empty()) {
    const NetworkInterface& first = context.design.get(store.interfaces.front());
    store.account = first.account;
    store.region = first.region;
  }
}

}  // namespace

void read_network_interface(NativeContext& context, const Declaration& declaration) {
  const std::optional<std::uint32_t> index = declare_network_interface(context, declaration);
  if (!index) return;
  NetworkInterface& interface = context.design.all<NetworkInterface>()[*index];
  Fields fields(context, *declaration.body, called(declaration.kind, interface), interface.at);
  read_common(context, fields, declaration.kind, interface);
  interface.vpc = Ref<Vpc>::unknown();
  const SyntaxNode* vpc = fields.find("vpc");
  const bool is_placed = vpc == nullptr && !interface.external;
  place_in(context, read_subnet_key(context, fields, !is_placed), interface);
  if (vpc != nullptr && !interface.subnet.is_known()) {
    place_in_vpc(context, read_ref<Vpc>(context, *vpc, ""), interface);
  }
  if (const SyntaxNode* type = fields.find("type")) {
    const std::optional<std::size_t> word =
        read_word(context, *type, "`type`", interface_type_words());
    if (word) interface.type = static_cast<NetworkInterface::Type>(*word);
  }
  read_interface(context, fields, PublicIpDefault::none, interface);
  if (!has_default_groups(interface.type) && interface.security_groups.empty() &&
      interface.security_groups_known) {
    interface.has_security_groups = false;
  }
}

void read_instance(NativeContext& context, const Declaration& declaration) {
  Instance& instance = context.design.all<Instance>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, instance), instance.at);
  read_common(context, fields, declaration.kind, instance);
  read_client_keys(context, fields, portless_traffic(), instance);
  instance.windows = instance.source_ports.first == kWindowsSourcePorts.first &&
                     instance.source_ports.last == kWindowsSourcePorts.last;
  const bool attaches = attach_later(context, declaration, fields);
  if (attaches && declaration.body->find("subnet") == nullptr) return;
  const Ref<Subnet> subnet = read_subnet_key(context, fields, instance.external);
  const InterfaceOwner owner = {declaration.kind, declaration.index, &instance};
  NetworkInterface interface =
      interface_in(context, owner, subnet, NetworkInterface::Type::ordinary);
  interface.external = instance.external;
  read_interface(context, fields, PublicIpDefault::as_subnet, interface);
  instance.account = interface.account;
  instance.region = interface.region;
  instance.interfaces.push_back(context.design.add(std::move(interface)));
}

void read_function(NativeContext& context, const Declaration& declaration) {
  Function& function = context.design.all<Function>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, function), function.at);
  read_common(context, fields, declaration.kind, function);
  read_client_keys(context, fields, TrafficSet(), function);
  function.policy = read_policy(context, fields.find("policy"), PolicyUse::resource, "policy");
  if (attach_later(context, declaration, fields)) {
    function.ipv6_allowed = read_bool(context, fields.find("ipv6"), "`ipv6`", false).get_or(true);
    return;
  }
  const SyntaxNode* subnets = fields.find("subnets");
  const bool is_outside = subnets == nullptr || (subnets->is_list() && subnets->elements().empty());
  if (is_outside) {
    read_home(context, fields, function);
    fields.refuse({"security_groups", "address"}, "needs `subnets`");
    function.ipv6_allowed = read_bool(context, fields.find("ipv6"), "`ipv6`", false).get_or(true);
    return;
  }
  fields.refuse({"account", "region"}, "is for what is in no VPC");
  const SyntaxNode* ipv6 = fields.find("ipv6");
  function.ipv6_allowed = read_bool(context, ipv6, "`ipv6`", false).get_or(true);
  InterfaceKeys keys = read_interface_keys(fields, subnets);
  if (!function.ipv6_allowed) keys.ipv6 = nullptr;
  const InterfaceOwner owner = {declaration.kind, declaration.index, &function};
  add_interfaces(
      context,
      read_interfaces(context, keys, owner, NetworkInterface::Type::function, PublicIp(), ""),
      function);
  if (function.interfaces.empty()) return;
  const NetworkInterface& first = context.design.get(function.interfaces.front());
  function.account = first.account;
  function.region = first.region;
}

void read_database(NativeContext& context, const Declaration& declaration) {
  Database& database = context.design.all<Database>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, database), database.at);
  if (const SyntaxNode* id = fields.find("resource_id")) {
    database.resource_id = read_text(context, *id, "`resource_id`").value_or("");
  }
  database.iam_auth = read_bool(context, fields.find("iam_auth"), "`iam_auth`", false);
  read_users(context, fields.find("users"), database);
  const SyntaxNode* routing = fields.find("enhanced_vpc_routing");
  database.enhanced_vpc_routing = read_bool(context, routing, "`enhanced_vpc_routing`", false);
  read_store(context, declaration, EngineKind::database, fields, database,
             database.publicly_accessible);
  if (database.engine != "redshift") fields.refuse({"enhanced_vpc_routing"}, "is redshift's");
}

void read_cache(NativeContext& context, const Declaration& declaration) {
  Cache& cache = context.design.all<Cache>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, cache), cache.at);
  Value<bool> is_public;
  read_store(context, declaration, EngineKind::cache, fields, cache, is_public);
}

/// Ports of a Kafka cluster by how its clients authenticate.  Rule: SVC-15
void read_auth(NativeContext& context, Fields& fields, Broker& broker) {
  const SyntaxNode* node = fields.find("auth");
  if (node == nullptr || says_unknown(*node)) return;
  static const std::vector<std::string> kWays = {"none", "tls", "scram", "iam"};
  static constexpr std::uint16_t kPorts[] = {9092, 9094, 9096, 9098};
  TrafficSet served;
  for (const SyntaxNode* element : elements_of(*node)) {
    const std::optional<std::size_t> way = read_word(context, *element, "`auth`", kWays);
    if (!way) continue;
    broker.auth.push_back(kWays[*way]);
    served = served | TrafficSet::ports(kTcp, kPorts[*way], kPorts[*way]);
  }
  const bool usual = broker.engine == "kafka" && fields.find("port") == nullptr;
  if (usual && fields.find("listens") == nullptr) broker.listens = served;
}

void read_broker(NativeContext& context, const Declaration& declaration) {
  Broker& broker = context.design.all<Broker>()[declaration.index];
  Fields fields(context, *declaration.body, called(declaration.kind, broker), broker.at);
  if (const SyntaxNode* arn = fields.find("arn")) {
    broker.arn = read_text(context, *arn, "`arn`").value_or("");
  }
  Value<bool> is_public;
  read_store(context, declaration, EngineKind::broker, fields, broker, is_public);
  read_auth(context, fields, broker);
  const SyntaxNode* policy = fields.find("policy");
  broker.policy = read_policy(context, policy, PolicyUse::resource, "policy");
  broker.policy_known = policy != nullptr || !broker.external;
}

namespace {

template <class T>
void check_names(NativeContext& context, const std::vector<T>& workloads) {
  for (const T& workload : workloads) {
    const Credentials& credentials = workload.credentials;
    const bool arn = credentials.name.substr(0, 4) == "arn:";
    if (credentials.name.empty() || arn) continue;
    const bool role = credentials.kind == Credentials::Kind::role;
    const Wanted wanted = role ? wanted_kind<Role>() : wanted_kind<User>();
    if (!context.names.find(credentials.name, wanted, "").empty()) continue;
    context.report(DiagnosticKind::unknown_name, credentials.at,
                   {wanted.noun, quoted(credentials.name)},
                   context.suggestion(credentials.name, context.names.suggestions(wanted, "")));
  }
}

}  // namespace

void check_names_of_principals(NativeContext& context) {
  const Design& design = context.design;
  check_names(context, design.all<Instance>());
  check_names(context, design.all<Function>());
  check_names(context, design.all<Database>());
  check_names(context, design.all<Cache>());
  check_names(context, design.all<Broker>());
  check_names(context, design.all<Service>());
  const Wanted secret = wanted_kind<Secret>();
  for (const Database& database : design.all<Database>()) {
    for (const DatabaseUser& user : database.users) {
      const std::string& name = user.password_secret;
      if (name.empty() || name.substr(0, 4) == "arn:") continue;
      if (!context.names.find(name, secret, "").empty()) continue;
      context.report(DiagnosticKind::unknown_name, user.at, {secret.noun, quoted(name)},
                     context.suggestion(name, context.names.suggestions(secret, "")));
    }
  }
}

}  // namespace canreach
