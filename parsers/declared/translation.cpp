#include "parsers/declared/translation.h"

#include <array>
#include <functional>
#include <iterator>

#include "base/algorithm.h"
#include "base/text.h"

// What declared resources name, and in which VPC they are.
//
// A resource that only an id tells ("subnet-0abc" as a parameter) is external: it exists, and its
// VPC is not said.  AWS takes a subnet and a group for one interface only when both are in one VPC,
// so whatever a resource uses together is in the VPC that any of it is known to be in.

namespace canreach {
namespace {

struct IdKind {
  std::string_view beginning;
  std::string_view type;
};

constexpr std::array<IdKind, 5> kIdKinds = {{{"vpc-", "AWS::EC2::VPC"},
                                             {"subnet-", "AWS::EC2::Subnet"},
                                             {"sg-", "AWS::EC2::SecurityGroup"},
                                             {"rtb-", "AWS::EC2::RouteTable"},
                                             {"acl-", "AWS::EC2::NetworkAcl"}}};

/// The type of resource that the text is an id of; empty: it is none.
std::string_view type_of_id(std::string_view text) {
  for (const IdKind& kind : kIdKinds) {
    if (text.empty() || text.front() != kind.beginning.front()) continue;
    if (!text.starts_with(kind.beginning)) continue;
    const std::string_view rest = text.substr(kind.beginning.size());
    const bool is_hex = !rest.empty() && rest.size() <= 17 &&
                        rest.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    if (is_hex) return kind.type;
  }
  return {};
}

template <class Visit>
void for_each_value(const DeclaredValue& value, const Visit& visit) {
  visit(value);
  for (const DeclaredValue& item : value.items) for_each_value(item, visit);
  for (const auto& [key, member] : value.members) for_each_value(member, visit);
}

/// The same without what an unknown value may turn out to be.
template <class Visit>
void for_each_known_value(const DeclaredValue& value, const Visit& visit) {
  if (value.is_unknown()) return;
  visit(value);
  for (const DeclaredValue& item : value.items) for_each_known_value(item, visit);
  for (const auto& [key, member] : value.members) for_each_known_value(member, visit);
}

/// May what such a resource names lie in several VPCs?
bool spans_vpcs(std::string_view type) {
  static const std::vector<std::string_view> kTypes = {
      "AWS::EC2::SecurityGroup",
      "AWS::EC2::SecurityGroupIngress",
      "AWS::EC2::SecurityGroupEgress",
      "AWS::EC2::VPCPeeringConnection",
      "AWS::EC2::Route",
      "AWS::EC2::SecurityGroupVpcAssociation",
      "AWS::EC2::TransitGatewayRoute",
      "AWS::CloudFormation::Stack",
      "AWS::S3::AccessPoint",
      "AWS::Route53::HostedZone",
      "AWS::Route53::HostedZoneAssociation",
      "AWS::Route53::RecordSet",
      "AWS::Route53::RecordSetGroup",
      "AWS::Route53Resolver::ResolverRuleAssociation",
      "AWS::EC2::VPCBlockPublicAccessExclusion"};
  return contains(kTypes, type) || type.substr(0, 10) == "AWS::IAM::" ||
         type.substr(0, 5) != "AWS::";
}

/// What AWS makes with a VPC, as an attribute of the VPC names it.
struct DefaultKind {
  std::string_view attribute;
  std::string_view type;
};

constexpr std::array<DefaultKind, 2> kDefaultKinds = {
    {{"DefaultSecurityGroup", "AWS::EC2::SecurityGroup"},
     {"DefaultNetworkAcl", "AWS::EC2::NetworkAcl"}}};

/// The CDK's: takes away the rules that AWS gives a VPC's default group.  Source: aws-cdk-lib,
/// aws-ec2, VpcProps.restrictDefaultSecurityGroup.
constexpr std::string_view kRestrictsDefaultGroup = "Custom::VpcRestrictDefaultSG";

/// Can it make and change anything that it is handed by an id?  What runs in a stack that was not
/// read and behind a custom resource is not in the input.
bool may_change_others(std::string_view type) {
  static const std::vector<std::string_view> kTypes = {
      "AWS::CloudFormation::Stack", "AWS::Serverless::Application",
      "AWS::CloudFormation::CustomResource", "aws_cloudformation_stack"};
  // These make an EKS cluster of what they are handed.
  constexpr std::string_view kClusters = "Custom::AWSCDK-EKS";
  if (type == kRestrictsDefaultGroup || type.substr(0, kClusters.size()) == kClusters) return false;
  return contains(kTypes, type) || type.substr(0, 8) == "Custom::";
}

}  // namespace

bool is_custom(const DeclaredResource& resource) {
  return resource.type == "AWS::CloudFormation::CustomResource" ||
         resource.type.substr(0, 8) == "Custom::";
}

namespace {

/// Is the reference an id by which the resource can be changed?  Not its zone or its VPC.
bool is_id(const DeclaredValue& reference) {
  const std::string& attribute = reference.text;
  return attribute.empty() || (attribute.ends_with("Id") && attribute != "VpcId") ||
         any_of(kDefaultKinds,
                [&](const DefaultKind& kind) { return kind.attribute == attribute; });
}

/// Is it a reference to what AWS made with a VPC, if it is one to a VPC?
bool may_name_default(const DeclaredValue& value) {
  return value.is_reference() && value.text.starts_with("Default");
}

bool lies_in_vpc(std::string_view type) {
  static const std::vector<std::string_view> kTypes = {
      "AWS::EC2::Subnet", "AWS::EC2::SecurityGroup", "AWS::EC2::RouteTable", "AWS::EC2::NetworkAcl",
      "AWS::EC2::VPC"};
  return contains(kTypes, type);
}

}  // namespace

DeclaredValue unknown_word(const SourceLoc& at) {
  return DeclaredValue::of_text(std::string(kUnknownWord), at);
}

DeclaredValue or_unknown(DeclaredValue value, const SourceLoc& at) {
  return value.is_absent() ? unknown_word(at) : value;
}

std::string vpc_name_of(std::string_view address) { return "VPC of " + std::string(address); }

void put(DeclaredValue& map, std::string_view key, DeclaredValue value) {
  if (!value.is_absent()) map.members.emplace_back(std::string(key), std::move(value));
}

void put(DeclaredValue& map, std::string_view key, std::string text, const SourceLoc& at) {
  put(map, key, DeclaredValue::of_text(std::move(text), at));
}

std::vector<const DeclaredValue*> items_of(const DeclaredValue& value) {
  std::vector<const DeclaredValue*> items;
  if (value.is_absent()) return items;
  if (!value.is_list()) return {&value};
  for (const DeclaredValue& item : value.items) {
    if (!item.is_absent()) items.push_back(&item);
  }
  return items;
}

Translation::Translation(DeclaredDesign declared, DeclaredLanguage language)
    : language_(language),
      region_(std::move(declared.region)),
      account_(std::move(declared.account)),
      resources_(std::make_move_iterator(declared.resources.begin()),
                 std::make_move_iterator(declared.resources.end())),
      root_(DeclaredValue::of_map({})) {
  by_address_.reserve(resources_.size());
  for (const DeclaredResource& resource : resources_) {
    by_address_.emplace(resource.address, &resource);
  }
  const std::size_t written = resources_.size();
  bool names_defaults = false;
  for (std::size_t i = 0; i < written; ++i) {
    for_each_value(resources_[i].properties, [&](const DeclaredValue& value) {
      names_defaults = names_defaults || may_name_default(value);
      add_external(value);
    });
  }
  if (names_defaults) find_defaults();
  index_names();
  find_first_interfaces();
  infer_vpcs();
}

/// An id that is written out stands for a resource that is not in the design.
void Translation::add_external(const DeclaredValue& value) {
  if (!value.is_text()) return;
  const std::string_view type = type_of_id(value.text);
  if (type.empty() || find(value.text) != nullptr) return;
  DeclaredResource resource;
  resource.type = type;
  resource.address = value.text;
  resource.at = value.at;
  resource.properties = DeclaredValue::of_map(value.at);
  resource.properties.set("IsExternal", DeclaredValue::of_text("true", value.at));
  resources_.push_back(std::move(resource));
  by_address_.emplace(resources_.back().address, &resources_.back());
}

/// What is named as the default group or ACL of a VPC is a resource like others: the one that
/// adopts it, else the one that AWS made.
void Translation::find_defaults() {
  const std::size_t written = resources_.size();
  for (std::size_t i = 0; i < written; ++i) {
    for_each_value(resources_[i].properties,
                   [this](const DeclaredValue& value) { add_default(value); });
  }
  for (const DeclaredResource& resource : resources_) {
    if (resource.type != kRestrictsDefaultGroup) continue;
    const DeclaredResource* group = target(resource.properties["DefaultSecurityGroupId"]);
    const auto made = group == nullptr ? made_.end() : made_.find(group->address);
    if (made != made_.end())
      made->second->properties.set("IsRestricted", DeclaredValue::of_text("true", resource.at));
  }
}

void Translation::add_default(const DeclaredValue& value) {
  if (!may_name_default(value)) return;
  const DeclaredResource* vpc = find(value.target);
  if (vpc == nullptr || vpc->type != "AWS::EC2::VPC") return;
  for (const DefaultKind& kind : kDefaultKinds) {
    const std::string name = value.target + "." + std::string(kind.attribute);
    if (value.text != kind.attribute || defaults_.count(name) > 0) continue;
    for (const DeclaredResource& resource : resources_) {
      const bool adopts = resource.type == kind.type && is_on(resource, "IsDefault") &&
                          target(resource.properties["VpcId"]) == vpc;
      if (adopts) defaults_.emplace(name, resource.address);
    }
    if (defaults_.count(name) > 0) continue;
    DeclaredResource made;
    made.type = kind.type;
    made.address = name;
    made.at = vpc->at;
    made.region = vpc->region;
    made.account = vpc->account;
    made.properties = DeclaredValue::of_map(vpc->at);
    made.properties.set("VpcId", DeclaredValue::reference(vpc->address, {}, vpc->at));
    made.properties.set("IsDefault", DeclaredValue::of_text("true", vpc->at));
    made.properties.set("IsAsMade", DeclaredValue::of_text("true", vpc->at));
    resources_.push_back(std::move(made));
    by_address_.emplace(resources_.back().address, &resources_.back());
    made_.emplace(resources_.back().address, &resources_.back());
    defaults_.emplace(name, name);
  }
}

// A resource is named by few properties, and most of these differ in length.
std::size_t Translation::NamingHash::operator()(const Naming& naming) const {
  std::size_t result = std::hash<std::string_view>()(naming.address);
  for (const std::string_view text : {naming.type, naming.key, naming.member}) {
    result = result * 31 + text.size();
  }
  return result;
}

void Translation::index_names() {
  for (const DeclaredResource& resource : resources_) {
    if (may_change_others(resource.type)) index_handed(resource, resource.properties);
  }
  for (const DeclaredResource& resource : resources_) {
    for (const auto& [key, value] : resource.properties.members) {
      for (const DeclaredValue* item : items_of(value)) {
        if (const DeclaredResource* named = target(*item)) {
          naming_[{resource.type, key, {}, named->address}].push_back(&resource);
        }
        index_perhaps(resource, key, *item);
        for (const DeclaredValue::Member& member : item->members) {
          const DeclaredResource* named = target(member.value);
          if (named == nullptr) continue;
          naming_[{resource.type, key, member.key, named->address}].push_back(&resource);
        }
      }
    }
  }
}

void Translation::index_handed(const DeclaredResource& owner, const DeclaredValue& value) {
  const DeclaredResource* named = value.is_reference() && !is_id(value) ? nullptr : target(value);
  if (named != nullptr) {
    handed_[owner.address].push_back(named->address);
    const DeclaredResource*& changer = changed_by_[named->address];
    if (changer == nullptr || (is_custom(owner) && !is_custom(*changer))) changer = &owner;
  }
  for (const DeclaredValue& item : value.items) index_handed(owner, item);
  for (const auto& [key, member] : value.members) index_handed(owner, member);
}

/// What an unknown value may turn out to name: its candidates, and of a custom resource or stack
/// what that was handed.
void Translation::index_perhaps(const DeclaredResource& resource, std::string_view key,
                                const DeclaredValue& value) {
  const auto add = [&](std::string_view address) {
    std::vector<const DeclaredResource*>& list = perhaps_naming_[{resource.type, key, {}, address}];
    if (list.empty() || list.back() != &resource) list.push_back(&resource);
  };
  const auto add_candidate = [&](const DeclaredValue& candidate) {
    const DeclaredResource* named = target(candidate);
    if (named == nullptr) return;
    if (!may_change_others(named->type)) return add(named->address);
    const auto handed = handed_.find(named->address);
    if (handed == handed_.end()) return;
    for (const std::string_view address : handed->second) add(address);
  };
  if (value.is_unknown()) {
    for (const DeclaredValue& candidate : value.items) add_candidate(candidate);
  }
  const DeclaredResource* maker = value.is_reference() ? find(value.target) : nullptr;
  if (maker != nullptr && may_change_others(maker->type)) add_candidate(value);
}

bool Translation::is_first_device(const DeclaredValue& interface) const {
  const DeclaredValue index = scalar(interface["DeviceIndex"]);
  return index.is_absent() || index.text == "0";
}

void Translation::find_first_interfaces() {
  for (const DeclaredResource& resource : resources_) {
    if (resource.type != "AWS::EC2::Instance") continue;
    for (const DeclaredValue* item : items_of(resource.properties["NetworkInterfaces"])) {
      if (!is_first_device(*item)) continue;
      const DeclaredResource* named = target((*item)["NetworkInterfaceId"]);
      if (named != nullptr) first_interfaces_.emplace(named->address, &resource);
      break;
    }
  }
}

void Translation::infer_vpcs() {
  std::vector<Together> together;
  for (const DeclaredResource& resource : resources_) {
    if (resource.type == "AWS::EC2::VPC") vpc_of_[resource.address] = resource.address;
    if (const DeclaredResource* vpc = target(resource.properties["VpcId"], kVpcTypes)) {
      vpc_of_[resource.address] = vpc->address;
    }
    if (spans_vpcs(resource.type)) continue;
    Together used;
    for_each_known_value(resource.properties, [&](const DeclaredValue& value) {
      const DeclaredResource* named = target(value);
      if (named != nullptr && lies_in_vpc(named->type)) used.push_back(named->address);
    });
    if (used.size() > 1) together.push_back(std::move(used));
  }
  spread_vpcs(together);
}

/// Whatever is used together is in the VPC of one that has one.  Every group of what is used
/// together is looked at again only when one of its members gets a VPC.
void Translation::spread_vpcs(const std::vector<Together>& together) {
  std::unordered_map<std::string_view, std::vector<std::size_t>> users;
  for (std::size_t i = 0; i < together.size(); ++i) {
    for (const std::string_view address : together[i]) users[address].push_back(i);
  }
  std::deque<std::size_t> waiting;
  const auto spread = [&] {
    while (!waiting.empty()) {
      const Together& used = together[waiting.front()];
      waiting.pop_front();
      std::string vpc;
      for (const std::string_view address : used) {
        const auto found = vpc_of_.find(address);
        if (found != vpc_of_.end()) vpc = found->second;
      }
      if (vpc.empty()) continue;
      for (const std::string_view address : used) {
        if (!vpc_of_.try_emplace(address, vpc).second) continue;
        const std::vector<std::size_t>& others = users[address];
        waiting.insert(waiting.end(), others.begin(), others.end());
      }
    }
  };
  for (std::size_t i = 0; i < together.size(); ++i) waiting.push_back(i);
  spread();
  // What is used together in a VPC that nothing names.
  for (std::size_t i = 0; i < together.size(); ++i) {
    const Together& used = together[i];
    const bool is_placed = any_of(
        used, [this](std::string_view address) { return vpc_of_.find(address) != vpc_of_.end(); });
    if (is_placed) continue;
    vpc_of_[used.front()] = vpc_name_of(used.front());
    waiting.push_back(i);
    const std::vector<std::size_t>& others = users[used.front()];
    waiting.insert(waiting.end(), others.begin(), others.end());
    spread();
  }
}

const DeclaredResource* Translation::find(std::string_view address) const {
  const auto found = by_address_.find(address);
  return found == by_address_.end() ? nullptr : found->second;
}

const DeclaredResource* Translation::target(const DeclaredValue& value,
                                            const DeclaredTypes& types) const {
  const DeclaredResource* resource = nullptr;
  if (value.is_reference()) resource = find_named(value);
  if (value.is_text() && !type_of_id(value.text).empty()) resource = find(value.text);
  if (resource == nullptr) return nullptr;
  return types.empty() || contains(types, std::string_view(resource->type)) ? resource : nullptr;
}

/// What a reference stands for: its resource, or the default group or ACL of it.
const DeclaredResource* Translation::find_named(const DeclaredValue& reference) const {
  const bool is_default = !defaults_.empty() && reference.text.starts_with("Default");
  const auto found =
      is_default ? defaults_.find(reference.target + "." + reference.text) : defaults_.end();
  return find(found == defaults_.end() ? reference.target : found->second);
}

const std::vector<const DeclaredResource*>& Translation::perhaps_naming(
    std::string_view type, std::string_view key, std::string_view address) const {
  static const std::vector<const DeclaredResource*> kNobody;
  const auto found = perhaps_naming_.find({type, key, {}, address});
  return found == perhaps_naming_.end() ? kNobody : found->second;
}

const DeclaredResource* Translation::changed_by(const DeclaredResource& resource) const {
  const auto found = changed_by_.find(resource.address);
  return found == changed_by_.end() ? nullptr : found->second;
}

const DeclaredResource* Translation::instance_of(const DeclaredResource& interface) const {
  const auto found = first_interfaces_.find(interface.address);
  return found == first_interfaces_.end() ? nullptr : found->second;
}

const std::vector<const DeclaredResource*>& Translation::naming(std::string_view type,
                                                                std::string_view key,
                                                                std::string_view address) const {
  static const std::vector<const DeclaredResource*> kNobody;
  const std::size_t dot = key.find('.');
  const std::string_view member =
      dot == std::string_view::npos ? std::string_view() : key.substr(dot + 1);
  const auto found = naming_.find({type, key.substr(0, dot), member, address});
  return found == naming_.end() ? kNobody : found->second;
}

const std::string& Translation::vpc_of(const DeclaredResource& resource) const {
  static const std::string kNone;
  const auto found = vpc_of_.find(resource.address);
  return found == vpc_of_.end() ? kNone : found->second;
}

DeclaredValue Translation::scalar(const DeclaredValue& value) const {
  if (value.is_absent()) return value;
  const std::optional<std::string> known = text(value);
  return known ? DeclaredValue::of_text(*known, value.at) : unknown_word(value.at);
}

std::optional<bool> Translation::flag(const DeclaredValue& value) const {
  const std::optional<std::string> known = value.is_absent() ? std::nullopt : text(value);
  if (!known) return std::nullopt;
  const std::string word = to_lower(*known);
  if (word == "true" || word == "1" || word == "yes" || word == "enable") return true;
  if (word == "false" || word == "0" || word == "no" || word == "disable") return false;
  return std::nullopt;
}

DeclaredValue Translation::boolean(const DeclaredValue& value) const {
  if (value.is_absent()) return value;
  const std::optional<bool> known = flag(value);
  return known ? DeclaredValue::of_text(*known ? "true" : "false", value.at)
               : unknown_word(value.at);
}

bool Translation::is_on(const DeclaredResource& resource, std::string_view key) const {
  return flag(resource.properties[key]).value_or(false);
}

DeclaredValue Translation::name(const DeclaredValue& value, const DeclaredTypes& types) const {
  if (value.is_absent()) return value;
  const DeclaredResource* resource = target(value, types);
  return resource == nullptr ? unknown_word(value.at)
                             : DeclaredValue::of_text(resource->address, value.at);
}

DeclaredValue Translation::names(const DeclaredValue& value, const DeclaredTypes& types) const {
  if (value.is_absent()) return value;
  if (value.is_unknown()) return unknown_word(value.at);
  DeclaredValue list = DeclaredValue::of_list({}, value.at);
  for (const DeclaredValue* item : items_of(value)) list.items.push_back(name(*item, types));
  return list;
}

DeclaredValue Translation::body_of(const DeclaredResource& resource) const {
  DeclaredValue body = DeclaredValue::of_map(resource.at);
  const DeclaredValue& tags = resource.properties["Tags"];
  DeclaredValue native_tags = DeclaredValue::of_map(tags.at);
  for (const DeclaredValue* tag : items_of(tags)) {
    const std::optional<std::string> key = text((*tag)["Key"]);
    const std::optional<std::string> value = text((*tag)["Value"]);
    if (key && value) native_tags.set(*key, DeclaredValue::of_text(*value, tag->at));
  }
  if (!native_tags.members.empty()) put(body, "tags", std::move(native_tags));
  const std::string id = physical_name(resource);
  if (id != resource.address) put(body, "id", id, resource.at);
  if (is_on(resource, "IsExternal")) {
    put(body, "external", "true", resource.at);
  }
  return body;
}

VpcText& Translation::vpc(const std::string& address) {
  const auto found = vpc_by_address_.find(address);
  if (found != vpc_by_address_.end()) return *found->second;
  vpcs_.push_back({address, DeclaredValue::of_map({}), {}});
  vpc_by_address_.emplace(address, &vpcs_.back());
  return vpcs_.back();
}

void Translation::add_part(const DeclaredResource& resource, std::string_view section,
                           DeclaredValue body) {
  std::string home = vpc_of(resource);
  // A group that names no VPC is in the default one.
  const bool is_default = home.empty() && resource.properties["VpcId"].is_absent() &&
                          resource.type == "AWS::EC2::SecurityGroup";
  if (home.empty()) home = is_default ? "default VPC" : vpc_name_of(resource.address);
  const bool is_new = is_default && vpc(home).body.members.empty();
  add_to_vpc(home, section, resource.address, resource.at, std::move(body));
  if (is_new) put(vpc(home).body, "default", "true", resource.at);
}

void Translation::add_to_vpc(const std::string& home, std::string_view section,
                             const std::string& name, const SourceLoc& at, DeclaredValue body) {
  VpcText& owner = vpc(home);
  if (owner.body.members.empty()) {
    owner.body.at = at;
    put(owner.body, "external", "true", at);
  }
  DeclaredValue& part = owner.parts[std::string(section)];
  if (part.is_absent()) part = DeclaredValue::of_map(at);
  body.at = at;
  put(part, name, std::move(body));
}

void Translation::add(std::string_view section, const std::string& name, const SourceLoc& at,
                      DeclaredValue body) {
  for (auto& [key, value] : sections_) {
    if (key != section) continue;
    body.at = at;
    return put(value, name, std::move(body));
  }
  sections_.emplace_back(std::string(section), DeclaredValue::of_map(at));
  add(section, name, at, std::move(body));
}

NativeText Translation::take() {
  DeclaredValue vpcs = DeclaredValue::of_map({});
  for (VpcText& vpc : vpcs_) {
    for (auto& [section, part] : vpc.parts) put(vpc.body, section, std::move(part));
    put(vpcs, vpc.address, std::move(vpc.body));
  }
  put(root_, "vpcs", std::move(vpcs));
  DeclaredValue iam = DeclaredValue::of_map({});
  for (auto& [section, value] : sections_) {
    constexpr std::string_view kIam = "iam.";
    const bool in_iam = section.substr(0, kIam.size()) == kIam;
    put(in_iam ? iam : root_, in_iam ? section.substr(kIam.size()) : section, std::move(value));
  }
  if (!iam.members.empty()) put(root_, "iam", std::move(iam));
  return {std::move(root_), std::move(completions_), std::move(warnings_)};
}

}  // namespace canreach
