#include <array>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/engines.h"
#include "parsers/declared/translation.h"

// What runs on network interfaces: instances, functions, databases, and services of AWS that stand
// in subnets with security groups.

namespace canreach {
namespace {

const DeclaredTypes kInterfaceTypes = {"AWS::EC2::NetworkInterface"};

/// The first element of a list, or the value itself.
const DeclaredValue& first_of(const DeclaredValue& list) {
  static const DeclaredValue kAbsent;
  const std::vector<const DeclaredValue*> items = items_of(list);
  return items.empty() ? kAbsent : *items.front();
}

const DeclaredValue& first_present(const DeclaredValue& one, const DeclaredValue& other) {
  return one.is_absent() ? other : one;
}

/// The data of the launch template that the properties name.
const DeclaredValue& template_data(const Translation& out, const DeclaredValue& properties) {
  static const DeclaredValue kAbsent;
  const DeclaredValue& mixed = properties["MixedInstancesPolicy"]["LaunchTemplate"];
  const DeclaredValue& named =
      first_present(properties["LaunchTemplate"], mixed["LaunchTemplateSpecification"]);
  for (const char* key : {"LaunchTemplateId", "LaunchTemplateName"}) {
    const DeclaredResource* found = out.target(named[key], {"AWS::EC2::LaunchTemplate"});
    if (found != nullptr) return found->properties["LaunchTemplateData"];
  }
  return kAbsent;
}

bool names_unknown_template(const Translation& out, const DeclaredValue& properties) {
  const bool names =
      !properties["LaunchTemplate"].is_absent() || !properties["MixedInstancesPolicy"].is_absent();
  return names && template_data(out, properties).is_absent();
}

}  // namespace

DeclaredValue role_name(const Translation& out, const DeclaredValue& value) {
  if (value.is_absent()) return value;
  const DeclaredResource* named = out.target(value);
  if (named != nullptr && named->type == "AWS::IAM::Role") {
    return DeclaredValue::of_text(named->address, value.at);
  }
  if (named != nullptr && named->type == "AWS::IAM::InstanceProfile") {
    return role_name(out, first_of(named->properties["Roles"]));
  }
  const std::optional<std::string> text = out.text(value);
  if (!text || named != nullptr) return unknown_word(value.at);
  for (const DeclaredResource& resource : out.resources()) {
    const bool is_it = resource.type == "AWS::IAM::Role" &&
                       (out.physical_name(resource) == *text ||
                        out.text(DeclaredValue::reference(resource.address, "Arn", {})) == *text);
    if (is_it) return DeclaredValue::of_text(resource.address, value.at);
  }
  if (text->find(":role/") != std::string::npos) return DeclaredValue::of_text(*text, value.at);
  return unknown_word(value.at);
}

namespace {

/// The one role of a list; which one of several is used, a call says.
DeclaredValue only_role(const Translation& out, const DeclaredValue& roles, const char* key) {
  const std::vector<const DeclaredValue*> all = items_of(roles);
  if (roles.is_unknown() || all.size() > 1) return unknown_word(roles.at);
  if (all.empty()) return {};
  return role_name(out, all.front()->is_map() ? (*all.front())[key] : *all.front());
}

DeclaredValue profile_role(const Translation& out, const DeclaredValue& profile) {
  if (profile.is_map()) return role_name(out, first_present(profile["Arn"], profile["Name"]));
  if (profile.is_absent()) return profile;
  const DeclaredResource* named = out.target(profile);
  return named == nullptr ? unknown_word(profile.at) : role_name(out, profile);
}

/// `auto` or `none`; as the subnets map where nothing is said.
DeclaredValue public_word(const Translation& out, const DeclaredValue& assigns,
                          const DeclaredValue& subnets, const SourceLoc& at) {
  if (!assigns.is_absent()) {
    const std::optional<std::string> word = out.text(assigns);
    const std::optional<bool> flag = out.flag(assigns);
    if (flag) return DeclaredValue::of_text(*flag ? "auto" : "none", assigns.at);
    if (word == "ENABLED") return DeclaredValue::of_text("auto", assigns.at);
    if (word == "DISABLED") return DeclaredValue::of_text("none", assigns.at);
    return unknown_word(assigns.at);
  }
  std::optional<bool> all;
  for (const DeclaredValue* item : items_of(subnets)) {
    const DeclaredResource* subnet = out.target(*item, kSubnetTypes);
    if (subnet == nullptr) return unknown_word(at);
    const bool is_external = out.is_on(*subnet, "IsExternal");
    const DeclaredValue& maps = subnet->properties["MapPublicIpOnLaunch"];
    const std::optional<bool> flag = maps.is_absent() ? false : out.flag(maps);
    if (!flag || is_external || (all && *all != *flag)) return unknown_word(at);
    all = flag;
  }
  return DeclaredValue::of_text(all.value_or(false) ? "auto" : "none", at);
}

/// `public_ip` by an Elastic IP that names the resource directly or through an association; absent:
/// none does.
DeclaredValue elastic_ip(const Translation& out, const DeclaredResource& resource) {
  const char* key = resource.type == "AWS::EC2::Instance" ? "InstanceId" : "NetworkInterfaceId";
  DeclaredValue word;
  for (const char* type : {"AWS::EC2::EIP", "AWS::EC2::EIPAssociation"}) {
    if (!out.naming(type, key, resource.address).empty()) {
      return DeclaredValue::of_text("auto", resource.at);
    }
    const auto& perhaps = out.perhaps_naming(type, key, resource.address);
    if (!perhaps.empty()) word = unknown_word(perhaps.front()->at);
  }
  return word;
}

/// `state` of an interface that no instance names: what attaches it later is not in the input, and
/// nothing answers before.  Absent: an instance has it.
DeclaredValue state_of_interface(const Translation& out, const DeclaredResource& interface) {
  const bool is_attached =
      !out.naming("AWS::EC2::NetworkInterfaceAttachment", "NetworkInterfaceId", interface.address)
           .empty() ||
      !out.naming("AWS::EC2::Instance", "NetworkInterfaces.NetworkInterfaceId", interface.address)
           .empty();
  const bool is_told = is_attached || out.is_on(interface, "IsExternal");
  return is_told ? DeclaredValue() : unknown_word(interface.at);
}

/// Addresses besides the primary one; the primary one itself when the list says so.
void put_addresses(const Translation& out, const DeclaredValue& properties, DeclaredValue& body) {
  DeclaredValue primary = out.scalar(properties["PrivateIpAddress"]);
  DeclaredValue secondary = DeclaredValue::of_list({}, body.at);
  for (const DeclaredValue* item : items_of(properties["PrivateIpAddresses"])) {
    const DeclaredValue address = out.scalar((*item)["PrivateIpAddress"]);
    if (address.is_absent()) continue;
    if (out.flag((*item)["Primary"]).value_or(false)) {
      primary = address;
    } else {
      secondary.items.push_back(address);
    }
  }
  put(body, "address", std::move(primary));
  if (!secondary.items.empty()) put(body, "secondary_addresses", std::move(secondary));
  const DeclaredValue& count = properties["Ipv6AddressCount"];
  const DeclaredValue& listed = first_of(properties["Ipv6Addresses"]);
  if (!listed.is_absent()) {
    const DeclaredValue& inside = listed.is_map() ? listed["Ipv6Address"] : listed;
    put(body, "ipv6", out.scalar(inside));
  } else if (!count.is_absent()) {
    put(body, "ipv6", out.scalar(count).text == "0" ? "false" : "true", count.at);
  }
}

/// The interface with number 0 that an instance declares, and the names of the further ones.
struct InstanceInterfaces {
  const DeclaredValue* first = nullptr;
  DeclaredValue further;
};

InstanceInterfaces interfaces_of(const Translation& out, const DeclaredResource& instance,
                                 const DeclaredValue& launched) {
  InstanceInterfaces found;
  found.further = DeclaredValue::of_list({}, instance.at);
  const DeclaredValue& own = instance.properties["NetworkInterfaces"];
  for (const DeclaredValue* item : items_of(first_present(own, launched["NetworkInterfaces"]))) {
    if (found.first == nullptr && out.is_first_device(*item)) {
      found.first = item;
      continue;
    }
    const DeclaredResource* named = out.target((*item)["NetworkInterfaceId"], kInterfaceTypes);
    found.further.items.push_back(named == nullptr
                                      ? unknown_word(item->at)
                                      : DeclaredValue::of_text(named->address, item->at));
  }
  for (const DeclaredResource* attachment :
       out.naming("AWS::EC2::NetworkInterfaceAttachment", "InstanceId", instance.address)) {
    found.further.items.push_back(
        out.name(attachment->properties["NetworkInterfaceId"], kInterfaceTypes));
  }
  return found;
}

struct EngineWord {
  std::string_view beginning;
  std::string_view native;
};

constexpr std::array<EngineWord, 17> kEngineWords = {{{"aurora-postgresql", "aurora-postgresql"},
                                                      {"aurora", "aurora-mysql"},
                                                      {"postgres", "postgres"},
                                                      {"postgresql", "postgres"},
                                                      {"mysql", "mysql"},
                                                      {"mariadb", "mariadb"},
                                                      {"oracle", "oracle"},
                                                      {"custom-oracle", "oracle"},
                                                      {"sqlserver", "sqlserver"},
                                                      {"custom-sqlserver", "sqlserver"},
                                                      {"docdb", "docdb"},
                                                      {"neptune", "neptune"},
                                                      {"redis", "redis"},
                                                      {"valkey", "valkey"},
                                                      {"memcached", "memcached"},
                                                      {"redshift", "redshift"},
                                                      {"opensearch", "opensearch"}}};

/// The native word of an engine; empty: none that is known.
std::string engine_word(const Translation& out, const DeclaredValue& engine) {
  const DeclaredValue word = out.scalar(engine);
  if (word.is_absent()) return {};
  for (const EngineWord& row : kEngineWords) {
    if (to_lower(word.text).substr(0, row.beginning.size()) == row.beginning) {
      return std::string(row.native);
    }
  }
  return {};
}

/// The engine of databases of some types, whatever they say.
std::string fixed_engine(const DeclaredResource& resource) {
  if (resource.type == "AWS::Redshift::Cluster") return "redshift";
  if (resource.type.substr(0, 12) == "AWS::DocDB::") return "docdb";
  if (resource.type.substr(0, 14) == "AWS::Neptune::") return "neptune";
  if (resource.type == "AWS::OpenSearchService::Domain") return "opensearch";
  if (resource.type == "AWS::Elasticsearch::Domain") return "opensearch";
  return {};
}

void put_engine(const Translation& out, const DeclaredValue& engine, const DeclaredValue& port,
                DeclaredValue& body) {
  const std::string native = engine_word(out, engine);
  if (!native.empty()) put(body, "engine", native, engine.at);
  DeclaredValue number = out.scalar(port);
  if (number.is_absent() && native.empty()) number = unknown_word(body.at);
  put(body, "port", std::move(number));
}

/// The subnets of a subnet group that is named.
const DeclaredValue& group_subnets(const Translation& out, const DeclaredValue& name) {
  static const DeclaredValue kAbsent;
  const DeclaredResource* group = out.target(name);
  return group == nullptr ? kAbsent : group->properties["SubnetIds"];
}

bool may_be_public(const Translation& out, const DeclaredValue& subnets) {
  return any_of(items_of(subnets), [&](const DeclaredValue* item) {
    const DeclaredResource* subnet = out.target(*item, kSubnetTypes);
    return subnet != nullptr && has_internet_gateway(out, out.vpc_of(*subnet));
  });
}

/// `public`.  Left out with a subnet group: public where the VPC has an internet gateway.  Source:
/// RDS API, CreateDBInstance, PubliclyAccessible.
void put_public(Translation& out, const DeclaredValue& given, const DeclaredValue& subnets,
                const std::string& name, DeclaredValue& body) {
  const std::optional<bool> flag = out.flag(given);
  if (flag) return put(body, "public", *flag ? "true" : "false", given.at);
  if (!given.is_absent() || items_of(subnets).empty()) {
    return put(body, "public", unknown_word(given.is_absent() ? body.at : given.at));
  }
  const bool is_public = may_be_public(out, subnets);
  put(body, "public", is_public ? "true" : "false", body.at);
  out.note_default({"database", name,
                    is_public
                        ? "public: its VPC has an internet gateway, and nothing says otherwise"
                        : "not public: its VPC has no internet gateway"});
}

/// PubliclyAccessible of a database.  A cluster without one leads to its instances; a warehouse and
/// the instances of Neptune are private unless they say otherwise.
DeclaredValue accessible(const Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& own = resource.properties["PubliclyAccessible"];
  const DeclaredValue no = DeclaredValue::of_text("false", resource.at);
  if (!own.is_absent()) return own;
  if (resource.type == "AWS::Redshift::Cluster") return no;
  const bool is_neptune = resource.type == "AWS::Neptune::DBCluster";
  if (resource.type != "AWS::RDS::DBCluster" && !is_neptune) return own;
  const auto& instances =
      out.naming(is_neptune ? "AWS::Neptune::DBInstance" : "AWS::RDS::DBInstance",
                 "DBClusterIdentifier", resource.address);
  if (instances.empty()) return no;
  const DeclaredValue& first = instances.front()->properties["PubliclyAccessible"];
  const bool differ = any_of(instances, [&](const DeclaredResource* instance) {
    const DeclaredValue& one = instance->properties["PubliclyAccessible"];
    return one.is_absent() != first.is_absent() || out.flag(one) != out.flag(first);
  });
  if (differ) return DeclaredValue::unknown("the instance that writes", resource.at);
  return is_neptune && first.is_absent() ? no : first;
}

}  // namespace

std::string usual_port(const Translation& out, const DeclaredResource& resource) {
  const std::string fixed = fixed_engine(resource);
  const std::string word = fixed.empty() ? engine_word(out, resource.properties["Engine"]) : fixed;
  const Engine* engine = find_engine(word);
  return engine == nullptr ? std::string() : std::to_string(engine->port);
}

DeclaredValue subnets_or_unknown(const Translation& out, const DeclaredValue& subnets,
                                 const SourceLoc& at) {
  DeclaredValue names = out.names(subnets, kSubnetTypes);
  const bool is_empty = names.is_absent() || (names.is_list() && names.items.empty());
  return is_empty ? unknown_word(at) : names;
}

void say_instance(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& properties = resource.properties;
  const DeclaredValue& launched = template_data(out, properties);
  DeclaredValue body = out.body_of(resource);
  const InstanceInterfaces interfaces = interfaces_of(out, resource, launched);
  static const DeclaredValue kNone;
  const DeclaredValue& first = interfaces.first == nullptr ? kNone : *interfaces.first;
  const DeclaredResource* named = out.target(first["NetworkInterfaceId"], kInterfaceTypes);
  const DeclaredValue& outside = named == nullptr ? first : named->properties;
  const DeclaredValue& subnet = first_present(outside["SubnetId"], properties["SubnetId"]);
  put(body, "subnet", or_unknown(out.name(subnet, kSubnetTypes), resource.at));
  const DeclaredValue& inner = first_present(outside["GroupSet"], outside["Groups"]);
  const DeclaredValue& given =
      first_present(properties["SecurityGroupIds"], launched["SecurityGroupIds"]);
  DeclaredValue groups = group_names(out, first_present(inner, given));
  const bool by_name = !properties["SecurityGroups"].is_absent() ||
                       (groups.is_absent() && names_unknown_template(out, properties));
  if (groups.is_absent() && by_name) groups = unknown_word(resource.at);
  put(body, "security_groups", std::move(groups));
  put_addresses(out, interfaces.first == nullptr ? properties : outside, body);
  DeclaredValue elastic = elastic_ip(out, resource);
  if (named != nullptr && elastic.text != "auto") {
    elastic = first_present(elastic_ip(out, *named), elastic);
  }
  if (!elastic.is_absent()) {
    put(body, "public_ip", std::move(elastic));
  } else if (named != nullptr) {
    // A state tells the address of an interface that stands beside its instance.
    const DeclaredValue& told = properties["PublicIp"];
    const bool has_address = told.is_text() && !told.text.empty();
    put(body, "public_ip", has_address ? told : DeclaredValue::of_text("none", resource.at));
  } else if (!first["AssociatePublicIpAddress"].is_absent()) {
    put(body, "public_ip", public_word(out, first["AssociatePublicIpAddress"], {}, resource.at));
  }
  put(body, "source_dest_check",
      out.boolean(first_present(properties["SourceDestCheck"], outside["SourceDestCheck"])));
  DeclaredValue role = profile_role(
      out, first_present(properties["IamInstanceProfile"], launched["IamInstanceProfile"]));
  if (role.is_absent() && names_unknown_template(out, properties)) role = unknown_word(resource.at);
  put(body, "role", std::move(role));
  if (!interfaces.further.items.empty()) put(body, "interfaces", interfaces.further);
  out.add("instances", resource.address, resource.at, std::move(body));
}

/// One whose address is known, as in a state, and that nothing here has.  Rule: IGW-3.
void say_elastic_ip(Translation& out, const DeclaredResource& resource) {
  static constexpr std::pair<const char*, const char*> kNaming[] = {
      {"AWS::EC2::EIPAssociation", "AllocationId"},
      {"AWS::EC2::NatGateway", "AllocationId"},
      {"AWS::EC2::NatGateway", "SecondaryAllocationIds"},
      {"AWS::ElasticLoadBalancingV2::LoadBalancer", "SubnetMappings.AllocationId"}};
  const std::optional<std::string> address = out.text(resource.properties["PublicIp"]);
  if (!address || address->empty() || !resource.properties["InstanceId"].is_absent()) return;
  const DeclaredValue& association = resource.properties["AssociationId"];
  DeclaredValue associated = unknown_word(resource.at);
  if (association.is_absent() || out.text(association)) {
    const bool is_free = association.is_absent() || out.text(association)->empty();
    associated = DeclaredValue::of_text(is_free ? "false" : "true", resource.at);
  }
  for (const auto& [type, key] : kNaming) {
    if (!out.naming(type, key, resource.address).empty()) return;
    const bool is_open = !out.perhaps_naming(type, key, resource.address).empty();
    if (is_open) associated = unknown_word(resource.at);
  }
  DeclaredValue item = DeclaredValue::of_map(resource.at);
  put(item, "address", *address, resource.at);
  put(item, "associated", std::move(associated));
  DeclaredValue all = out.root()["elastic_ips"];
  if (all.is_absent()) all = DeclaredValue::of_list({}, resource.at);
  all.items.push_back(std::move(item));
  out.root().set("elastic_ips", std::move(all));
}

void say_network_interface(Translation& out, const DeclaredResource& resource) {
  if (out.instance_of(resource) != nullptr) return;
  const DeclaredValue& properties = resource.properties;
  DeclaredValue body = out.body_of(resource);
  put(body, "subnet", or_unknown(out.name(properties["SubnetId"], kSubnetTypes), resource.at));
  put(body, "security_groups", group_names(out, properties["GroupSet"]));
  put_addresses(out, properties, body);
  put(body, "public_ip", elastic_ip(out, resource));
  put(body, "state", state_of_interface(out, resource));
  put(body, "source_dest_check", out.boolean(properties["SourceDestCheck"]));
  out.add("network_interfaces", resource.address, resource.at, std::move(body));
}

void say_function(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& properties = resource.properties;
  DeclaredValue body = out.body_of(resource);
  const DeclaredValue& config = properties["VpcConfig"];
  if (config.is_unknown()) {
    put(body, "subnets", unknown_word(config.at));
  } else if (!config["SubnetIds"].is_absent()) {
    const DeclaredValue subnets = out.names(config["SubnetIds"], kSubnetTypes);
    if (!subnets.is_list() || !subnets.items.empty()) {
      put(body, "subnets", subnets);
      put(body, "security_groups", group_names(out, config["SecurityGroupIds"]));
    }
  }
  put(body, "role", role_name(out, properties["Role"]));
  put(body, "policy", function_policy(out, resource));
  out.add("functions", resource.address, resource.at, std::move(body));
}

void say_database(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& properties = resource.properties;
  DeclaredValue body = out.body_of(resource);
  static const DeclaredValue kNone;
  const DeclaredResource* cluster =
      out.target(properties["DBClusterIdentifier"], {"AWS::RDS::DBCluster"});
  const DeclaredValue& of_cluster = cluster == nullptr ? kNone : cluster->properties;
  const DeclaredValue* subnets = &properties["VpcSubnetIds"];
  for (const char* key : {"DBSubnetGroupName", "ClusterSubnetGroupName"}) {
    const DeclaredValue& name = first_present(properties[key], of_cluster[key]);
    if (!name.is_absent()) subnets = &group_subnets(out, name);
  }
  if (subnets->is_absent()) subnets = &properties["VPCOptions"]["SubnetIds"];
  const DeclaredValue* groups = &properties["VPCSecurityGroups"];
  for (const char* key : {"VpcSecurityGroupIds", "VPCSecurityGroupIds"}) {
    if (groups->is_absent()) groups = &first_present(properties[key], of_cluster[key]);
  }
  if (groups->is_absent()) groups = &properties["VPCOptions"]["SecurityGroupIds"];
  const std::string fixed = fixed_engine(resource);
  const DeclaredValue& engine = first_present(
      first_present(properties["Engine"], properties["EngineFamily"]), of_cluster["Engine"]);
  put_engine(
      out, fixed.empty() ? engine : DeclaredValue::of_text(fixed, resource.at),
      first_present(first_present(properties["Port"], properties["DBPort"]), of_cluster["Port"]),
      body);
  const DeclaredValue zonal = subnets_of_nodes(out, resource, *subnets);
  put(body, "subnets", subnets_or_unknown(out, zonal, resource.at));
  put(body, "security_groups", group_names(out, *groups));
  const bool never_public =
      resource.type == "AWS::RDS::DBProxy" || fixed == "docdb" || fixed == "opensearch";
  if (!never_public) put_public(out, accessible(out, resource), *subnets, resource.address, body);
  put(body, "iam_auth", out.boolean(properties["EnableIAMDatabaseAuthentication"]));
  if (fixed == "redshift") {
    put(body, "address", addresses_of_nodes(out, zonal, properties["Nodes"]));
    put(body, "enhanced_vpc_routing", out.boolean(properties["EnhancedVpcRouting"]));
  }
  put(body, "multi_az", standby_of(out, resource));
  put(body, "role",
      only_role(out, first_present(properties["IamRoles"], properties["AssociatedRoles"]),
                "RoleArn"));
  out.add("databases", resource.address, resource.at, std::move(body));
}

void say_cache(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& properties = resource.properties;
  DeclaredValue body = out.body_of(resource);
  const DeclaredValue& group = properties["CacheSubnetGroupName"];
  const DeclaredValue& subnets =
      group.is_absent() ? properties["SubnetIds"] : group_subnets(out, group);
  const DeclaredValue& groups =
      first_present(properties["VpcSecurityGroupIds"], properties["SecurityGroupIds"]);
  put_engine(out, properties["Engine"], properties["Port"], body);
  const DeclaredValue zonal = subnets_of_nodes(out, resource, subnets);
  put(body, "subnets", subnets_or_unknown(out, zonal, resource.at));
  put(body, "security_groups", group_names(out, groups));
  put(body, "multi_az", standby_of(out, resource));
  out.add("caches", resource.address, resource.at, std::move(body));
}

namespace {

/// Brokers with public addresses serve those on ports of their own, a hundred above the usual ones.
/// Which port is served at which address the native format cannot say.  Rule: SVC-12.
void put_public_ports(const DeclaredValue& auth, const SourceLoc& at, DeclaredValue& body) {
  put(body, "public", unknown_word(at));
  DeclaredValue ports = DeclaredValue::of_list({}, at);
  for (const DeclaredValue* word : items_of(auth)) {
    const std::string last = word->text == "tls" ? "4" : word->text == "scram" ? "6" : "8";
    if (word->text == "none") {
      ports.items.push_back(DeclaredValue::of_text("9092", at));
      continue;
    }
    ports.items.push_back(DeclaredValue::of_text("909" + last, at));
    ports.items.push_back(DeclaredValue::of_text("919" + last, at));
  }
  if (!ports.items.empty()) put(body, "listens", std::move(ports));
}

}  // namespace

void say_broker(Translation& out, const DeclaredResource& resource) {
  DeclaredValue body = out.body_of(resource);
  const DeclaredValue& nodes = resource.properties["BrokerNodeGroupInfo"];
  put(body, "engine", "kafka", resource.at);
  const DeclaredValue auth = auth_of_broker(out, resource);
  const DeclaredValue& access = nodes["ConnectivityInfo"]["PublicAccess"]["Type"];
  if (!access.is_absent() && out.text(access) != "DISABLED")
    put_public_ports(auth, access.at, body);
  put(body, auth.is_absent() ? "port" : "auth",
      auth.is_absent() ? unknown_word(resource.at) : auth);
  put(body, "subnets", subnets_or_unknown(out, nodes["ClientSubnets"], resource.at));
  put(body, "security_groups", group_names(out, nodes["SecurityGroups"]));
  out.add("brokers", resource.address, resource.at, std::move(body));
}

void say_scaling_group(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& properties = resource.properties;
  const DeclaredValue& launched = template_data(out, properties);
  static const DeclaredValue kNone;
  const DeclaredResource* old =
      out.target(properties["LaunchConfigurationName"], {"AWS::AutoScaling::LaunchConfiguration"});
  const DeclaredValue& configured = old == nullptr ? kNone : old->properties;
  const DeclaredValue& interface = first_of(launched["NetworkInterfaces"]);
  const DeclaredValue& listed = first_present(interface["Groups"], launched["SecurityGroupIds"]);
  DeclaredValue body = out.body_of(resource);
  const DeclaredValue& subnets = properties["VPCZoneIdentifier"];
  put(body, "subnets", subnets_or_unknown(out, subnets, resource.at));
  DeclaredValue groups = group_names(out, first_present(listed, configured["SecurityGroups"]));
  if (groups.is_absent() && launched.is_absent() && configured.is_absent()) {
    groups = unknown_word(resource.at);
  }
  put(body, "security_groups", std::move(groups));
  put(body, "public_ip",
      public_word(out,
                  first_present(interface["AssociatePublicIpAddress"],
                                configured["AssociatePublicIpAddress"]),
                  subnets, resource.at));
  DeclaredValue role = profile_role(
      out, first_present(launched["IamInstanceProfile"], configured["IamInstanceProfile"]));
  const bool is_told = !launched.is_absent() || !configured.is_absent();
  if (role.is_absent() && !is_told) role = unknown_word(resource.at);
  put(body, "role", std::move(role));
  out.add("services", resource.address, resource.at, std::move(body));
}

void say_service(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& properties = resource.properties;
  DeclaredValue body = out.body_of(resource);
  const DeclaredValue& awsvpc = properties["NetworkConfiguration"]["AwsvpcConfiguration"];
  const DeclaredValue& glue = properties["ConnectionInput"]["PhysicalConnectionRequirements"];
  const DeclaredValue& cluster = properties["ResourcesVpcConfig"];
  DeclaredValue subnets = properties["SubnetId"];
  for (const DeclaredValue* value : {&awsvpc["Subnets"], &glue["SubnetId"], &cluster["SubnetIds"],
                                     &properties["Subnets"], &properties["SubnetIds"]}) {
    if (subnets.is_absent()) subnets = *value;
  }
  DeclaredValue groups = awsvpc["SecurityGroups"];
  for (const DeclaredValue* value :
       {&glue["SecurityGroupIdList"], &cluster["SecurityGroupIds"], &properties["SecurityGroups"],
        &properties["SecurityGroupIds"], &properties["VpcSecurityGroupIds"]}) {
    if (groups.is_absent()) groups = *value;
  }
  // The interfaces of an EKS cluster also have a group that EKS makes.
  DeclaredValue names = group_names(out, groups);
  if (resource.type == "AWS::EKS::Cluster") {
    names = unknown_word(resource.at);
    // The API answers on public addresses of AWS unless that is switched off.
    const bool is_public = out.flag(cluster["EndpointPublicAccess"]).value_or(true);
    if (is_public) out.note_public_side(resource);
  }
  put(body, "subnets", subnets_or_unknown(out, subnets, resource.at));
  put(body, "security_groups", std::move(names));
  if (!awsvpc["AssignPublicIp"].is_absent()) {
    put(body, "public_ip", public_word(out, awsvpc["AssignPublicIp"], {}, resource.at));
  }
  if (resource.type == "AWS::EFS::MountTarget") {
    put(body, "listens", "2049", resource.at);
    put(body, "address", out.scalar(properties["IpAddress"]));
  }
  const DeclaredResource* task =
      out.target(properties["TaskDefinition"], {"AWS::ECS::TaskDefinition"});
  if (task != nullptr) {
    put(body, "role", role_name(out, task->properties["TaskRoleArn"]));
    put(body, "needs", needs_of(out, resource, *task));
  } else if (resource.type != "AWS::EFS::MountTarget") {
    // Jobs and pods have roles of their own, and so have tasks that are not in the input.
    put(body, "role", unknown_word(resource.at));
  }
  out.add("services", resource.address, resource.at, std::move(body));
}

}  // namespace canreach
