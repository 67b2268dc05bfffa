#include "parsers/terraform/reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/net/ip.h"
#include "parsers/terraform/policy.h"
#include "parsers/terraform/wanted.h"

namespace canreach {
namespace {

constexpr std::array<std::string_view, 19> kNetworkIds = {
    "vpc", "subnet", "sg",       "rtb", "acl", "igw",  "eigw", "nat", "eni",       "i",
    "pl",  "vpn",    "eipalloc", "pcx", "tgw", "vpce", "vgw",  "cgw", "tgw-attach"};

constexpr std::array<std::string_view, 12> kPlainWords = {"-1",      "all",    "tcp",   "udp",
                                                          "icmp",    "icmpv6", "allow", "deny",
                                                          "ingress", "egress", "true",  "false"};

/// `aws_vpc.main.id` is what Ref gives; other attributes have CloudFormation's names.
std::string given_attribute(std::string_view attribute) {
  if (attribute.empty() || attribute == "id" || attribute == "name" || attribute == "[*]")
    return {};
  std::string name;
  bool upper = true;
  for (const char c : attribute) {
    if (c == '_') {
      upper = true;
      continue;
    }
    name += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = false;
  }
  return name;
}

std::string_view default_of_vpc(std::string_view attribute) {
  for (const DefaultOfVpc& made : kDefaultsOfVpc) {
    if (made.attribute == attribute) return made.given;
  }
  return {};
}

bool is_vpc(const TerraformObject& object) {
  return object.type == "aws_vpc" || object.type == "aws_default_vpc";
}

std::string candidates_text(const std::vector<Candidate>& candidates) {
  if (candidates.empty()) return {};
  constexpr std::size_t kShown = 3;
  std::string text;
  for (std::size_t i = 0; i < candidates.size() && i < kShown; ++i) {
    text += (i == 0 ? "" : ", ") + quoted(candidates[i].object->address);
  }
  if (candidates.size() > kShown) text += fmt::format(" and {} more", candidates.size() - kShown);
  return "one of " + text;
}

/// A state repeats in the owner what other resources gave it.
bool is_repeated(const DeclaredValue& a, const DeclaredValue& b) {
  if (a.kind != b.kind) return false;
  if (a.is_map()) return a["PolicyName"].is_text() && a["PolicyName"].text == b["PolicyName"].text;
  if (a.is_reference()) return a.target == b.target;
  return a.is_text() && a.text == b.text;
}

void push(DeclaredValue& owner, std::string_view property, DeclaredValue item) {
  for (auto& [name, value] : owner.members) {
    if (name != property) continue;
    if (value.is_list()) {
      const auto repeated = [&item](const DeclaredValue& old) { return is_repeated(old, item); };
      if (any_of(value.items, repeated)) return;
      value.items.push_back(std::move(item));
    } else if (value.is_absent()) {
      value = DeclaredValue::of_list({std::move(item)}, item.at);
    } else {
      value = DeclaredValue::of_list({value, std::move(item)}, value.at);
    }
    return;
  }
  const SourceLoc at = item.at;
  owner.set(property, DeclaredValue::of_list({std::move(item)}, at));
}

}  // namespace

// Protocols, actions and switches are few words that hide nothing.
bool may_be_shown(std::string_view text) {
  if (contains(kPlainWords, text)) return true;
  if (parse_number(text) || IpPrefix::parse(text) || IpAddress::parse(text)) return true;
  const std::size_t dash = text.rfind('-');
  if (dash == std::string_view::npos || text.size() - dash < 9) return false;
  return contains(kNetworkIds, text.substr(0, dash)) &&
         text.find_first_not_of("0123456789abcdef", dash + 1) == std::string_view::npos;
}

TerraformReading::TerraformReading(const std::vector<std::unique_ptr<TerraformObjects>>& documents,
                                   const DeclaredOptions& options, DeclaredDesign& design,
                                   Diagnostics& diagnostics)
    : documents_(documents), options_(options), design_(design), diagnostics_(diagnostics) {
  for (const std::unique_ptr<TerraformObjects>& document : documents_) {
    resolvers_.emplace_back(*document);
    for (const TerraformObject& object : document->all()) identities_.add(object);
  }
  identities_.sort();
  for (std::size_t i = 0; i < design_.resources.size(); ++i) {
    emitted_.emplace(design_.resources[i].address, i);
  }
}

Resolver& TerraformReading::resolver_of(const TerraformObject& object) {
  return resolvers_[object.document];
}

const std::string* TerraformReading::assumption(const Attribute& attribute) {
  if (options_.assumptions.empty()) return nullptr;
  const auto found = options_.assumptions.find(attribute.path());
  if (found == options_.assumptions.end()) return nullptr;
  used_assumptions_.insert(found->first);
  return &found->second;
}

DeclaredValue TerraformReading::unknown(const Attribute& attribute, const std::string& why) const {
  const std::string name = quoted(attribute.path());
  return DeclaredValue::unknown(why.empty() ? name : fmt::format("{} ({})", name, why),
                                attribute.object().at);
}

DeclaredValue TerraformReading::text(const Attribute& attribute) {
  if (attribute.is_known()) {
    const SyntaxNode& node = attribute.node();
    if (!node.is_scalar()) return {};
    if (attribute.is_secret() && !may_be_shown(node.text())) {
      if (const std::string* said = assumption(attribute)) {
        return DeclaredValue::of_text(*said, attribute.at());
      }
      return DeclaredValue::unknown("sensitive value of " + quoted(attribute.path()), node.at());
    }
    return DeclaredValue::of_text(node.text(), node.at());
  }
  if (const std::string* said = assumption(attribute)) {
    return DeclaredValue::of_text(*said, attribute.at());
  }
  if (!attribute.is_unknown()) return {};
  const bool is_computed = resolver_of(attribute.object()).find(attribute, {}).is_constant();
  return is_computed ? DeclaredValue() : unknown(attribute);
}

DeclaredValue TerraformReading::port(const Attribute& attribute) {
  DeclaredValue value = text(attribute);
  if (!value.is_unknown()) return value;
  const Found found = resolver_of(attribute.object()).find(attribute, kWantedPort);
  const bool is_one = found.candidates.size() == 1 && found.open.empty() && !found.may_compute &&
                      !found.has_other && !found.has_data && found.constants.empty();
  if (!is_one || found.candidates.front().attribute != "port") return value;
  return to(found.candidates.front(), attribute.at());
}

DeclaredValue TerraformReading::texts(const Attribute& attribute) {
  if (!attribute.is_known()) {
    if (const std::string* said = assumption(attribute)) {
      return assumed_list(*said, attribute, {});
    }
    return attribute.is_unknown() ? unknown(attribute) : DeclaredValue();
  }
  DeclaredValue list = DeclaredValue::of_list({}, attribute.at());
  for (const Attribute& element : attribute.elements()) {
    DeclaredValue item = text(element);
    if (!item.is_absent()) list.items.push_back(std::move(item));
  }
  return list;
}

DeclaredValue TerraformReading::to(const Candidate& candidate, SourceLoc at) {
  const TerraformObject& object = *candidate.object;
  const std::string_view given = default_of_vpc(candidate.attribute);
  if (is_vpc(object) && !given.empty()) {
    const auto adopted = adopted_.find({object.address, std::string(given)});
    if (adopted != adopted_.end()) return DeclaredValue::reference(adopted->second, {}, at);
    const DeclaredValue vpc = DeclaredValue::reference(object.address, {}, at);
    if (given == "MainRouteTable") return main_route_table(vpc, at);
    return DeclaredValue::reference(object.address, std::string(given), at);
  }
  if (object.type == "aws_prefix_list" || candidate.attribute == "prefix_list_id") {
    const Attribute service = Attribute(object)[object.is_data ? "name" : "service_name"];
    DeclaredValue name = text(service);
    return name.is_absent() ? unknown(service) : name;
  }
  if (object.is_data && seen_data_.insert(&object).second) used_data_.push_back(&object);
  // An accepter has the id of its peering.
  if (object.type == "aws_vpc_peering_connection_accepter") {
    return reference(Attribute(object)["vpc_peering_connection_id"], "aws_vpc_peering_connection");
  }
  return DeclaredValue::reference(object.address, given_attribute(candidate.attribute), at);
}

DeclaredValue TerraformReading::known_reference(std::string_view text, const Attribute& attribute,
                                                WantedTypes wanted) {
  if (text.empty()) return {};
  const Candidate found = identities_.find(text, wanted);
  if (found.object != nullptr) {
    const bool is_id = found.attribute != "arn" && found.attribute != "prefix_list_id" &&
                       default_of_vpc(found.attribute).empty();
    return to({found.object, is_id ? std::string_view() : found.attribute}, attribute.at());
  }
  // "111122223333/sg-0a1b"
  const std::size_t slash = text.find('/');
  if (slash == 12 && is_wanted(wanted, "aws_security_group")) {
    const Candidate own = identities_.find(text.substr(slash + 1), wanted);
    if (own.object != nullptr) return to({own.object, {}}, attribute.at());
  }
  if (attribute.is_secret() && !may_be_shown(text)) {
    return DeclaredValue::unknown("sensitive value of " + quoted(attribute.path()), attribute.at());
  }
  if (identities_.is_ambiguous(text, wanted)) {
    const Found meant = resolver_of(attribute.object()).find(attribute, wanted);
    if (meant.candidates.size() == 1) return to(meant.candidates.front(), attribute.at());
    return unknown(attribute, "several resources are called " + quoted(text));
  }
  return DeclaredValue::of_text(std::string(text), attribute.at());
}

DeclaredValue TerraformReading::reference(const Attribute& attribute, WantedTypes wanted) {
  if (attribute.is_known()) {
    const SyntaxNode& node = attribute.node();
    return node.is_scalar() ? known_reference(node.text(), attribute, wanted) : DeclaredValue();
  }
  if (const std::string* said = assumption(attribute)) {
    for (const std::unique_ptr<TerraformObjects>& document : documents_) {
      if (const TerraformObject* object = document->find(*said)) {
        return to({object, {}}, attribute.at());
      }
    }
    return known_reference(*said, attribute, wanted);
  }
  return attribute.is_unknown() ? found_reference(attribute, wanted) : DeclaredValue();
}

DeclaredValue TerraformReading::found_reference(const Attribute& attribute, WantedTypes wanted) {
  const TerraformObject& object = attribute.object();
  const Found found = resolver_of(object).find(attribute, wanted);
  if (found.candidates.size() == 1) {
    note_pairing(attribute, found);
    return to(found.candidates.front(), object.at);
  }
  if (found.candidates.size() > 1) return open(attribute, wanted, found);
  if (found.is_constant()) return {};
  if (const TerraformObject* only = assumed(attribute, wanted, found)) {
    return to({only, {}}, object.at);
  }
  return open(attribute, wanted, found);
}

/// The only one that the module has is meant where the configuration says nothing else; nullptr: it
/// does, or there are several.
const TerraformObject* TerraformReading::assumed(const Attribute& attribute, WantedTypes wanted,
                                                 const Found& found) {
  const TerraformObject& object = attribute.object();
  const bool says_nothing = !found.has_references || found.open_local;
  const bool says_another =
      found.has_data || found.has_other || !found.literals.empty() || !found.candidates.empty();
  if (!says_nothing || says_another) return nullptr;
  const TerraformObject* only = resolver_of(object).only_one(object, wanted);
  if (only == nullptr) return nullptr;
  diagnostics_.report(DiagnosticKind::terraform_assumed, object.at,
                      {quoted(attribute.path()), quoted(only->address)});
  return only;
}

/// Where the expression goes through what the plan does not show, it may name anything of the kind.
DeclaredValue TerraformReading::open(const Attribute& attribute, WantedTypes wanted,
                                     const Found& known) {
  Resolver& resolver = resolver_of(attribute.object());
  // The keys of several lists need not be those of what they make together.
  const Found found = known.is_paired ? resolver.find(attribute, wanted, Pairing::none) : known;
  std::string why;
  if (!found.open.empty()) why = "through " + quoted(found.open);
  if (found.candidates.size() > 1) why = candidates_text(found.candidates);
  DeclaredValue value = unknown(attribute, why);
  std::vector<Candidate> candidates = found.candidates;
  const bool is_shown = found.open.empty() && found.has_references;
  if (!is_shown) {
    const TerraformObject& object = attribute.object();
    for (const TerraformObject* other : resolver.all_of(object, wanted)) {
      const auto is_same = [other](const Candidate& each) { return each.object == other; };
      if (!any_of(candidates, is_same)) candidates.push_back({other, {}});
    }
  }
  for (const Candidate& each : candidates) value.items.push_back(to(each, attribute.object().at));
  if (!is_shown) add_defaults(attribute.object(), wanted, value);
  value.is_one_of = is_shown && !found.has_data && !found.has_other && found.literals.empty() &&
                    !candidates.empty();
  return value;
}

/// What AWS made with each VPC may be meant as well: `aws_vpc.x.default_security_group_id`.
void TerraformReading::add_defaults(const TerraformObject& object, WantedTypes wanted,
                                    DeclaredValue& value) {
  for (const DefaultOfVpc& made : kDefaultsOfVpc) {
    if (!is_wanted(wanted, made.type)) continue;
    for (const TerraformObject* vpc : resolver_of(object).all_of(object, kWantedVpc)) {
      DeclaredValue one = to({vpc, made.attribute}, object.at);
      const auto is_same = [&one](const DeclaredValue& item) {
        return item.target == one.target && item.text == one.text;
      };
      if (!any_of(value.items, is_same)) value.items.push_back(std::move(one));
    }
  }
}

/// Once for the instances of a resource.
void TerraformReading::note_pairing(const Attribute& attribute, const Found& found) {
  const TerraformObject& object = attribute.object();
  if (!found.is_paired || found.candidates.empty()) return;
  if (!paired_.insert({object.module, object.config}).second) return;
  diagnostics_.report(DiagnosticKind::terraform_paired, object.at,
                      {quoted(attribute.path()), quoted(found.candidates.front().object->address)});
}

/// `expected` is how many are unknown; 0 when that is not known either.
void TerraformReading::add_found(const Attribute& attribute, WantedTypes wanted,
                                 std::size_t expected, CompactVector<DeclaredValue>& items) {
  const Found found = resolver_of(attribute.object()).find(attribute, wanted);
  if (expected == 0 && found.is_constant()) return;
  const bool is_any = found.candidates.size() > 1 && attribute.is_merged();
  const bool as_many = expected != 0 && found.candidates.size() == expected;
  if (is_any || (found.may_be_fewer() && !as_many)) {
    items.push_back(open(attribute, wanted, found));
    return;
  }
  note_pairing(attribute, found);
  CompactVector<DeclaredValue> more;
  const auto add = [&](DeclaredValue value) {
    const auto is_same = [&value](const DeclaredValue& item) {
      return item.is_reference() && value.is_reference() && item.target == value.target;
    };
    if (!any_of(items, is_same)) more.push_back(std::move(value));
  };
  for (const Candidate& each : found.candidates) add(to(each, attribute.object().at));
  if (expected == 0) {
    for (const std::string& literal : found.literals) {
      add(known_reference(literal, attribute, wanted));
    }
  }
  const bool complete = found.open.empty() && !more.empty() && !found.has_other;
  if (expected == 0 || more.size() <= expected) {
    for (DeclaredValue& value : more) items.push_back(std::move(value));
  }
  const bool fits = expected == 0 || more.size() == expected;
  if (!complete || !fits) {
    items.push_back(open(attribute, wanted, found));
  }
}

DeclaredValue TerraformReading::assumed_list(const std::string& said, const Attribute& attribute,
                                             WantedTypes wanted) {
  DeclaredValue list = DeclaredValue::of_list({}, attribute.at());
  for (const std::string_view part : split(said, ',')) {
    const std::string text(trim(part));
    if (text.empty()) continue;
    const TerraformObject* object = nullptr;
    for (const std::unique_ptr<TerraformObjects>& document : documents_) {
      if (object == nullptr) object = document->find(text);
    }
    list.items.push_back(object != nullptr ? to({object, {}}, attribute.at())
                                           : known_reference(text, attribute, wanted));
  }
  return list;
}

DeclaredValue TerraformReading::references(const Attribute& attribute, WantedTypes wanted,
                                           KnownItems known) {
  DeclaredValue list = DeclaredValue::of_list({}, attribute.at());
  if (!attribute.is_known()) {
    if (const std::string* said = assumption(attribute)) {
      return assumed_list(*said, attribute, wanted);
    }
    if (!attribute.is_unknown()) return {};
    add_found(attribute, wanted, 0, list.items);
    return list.items.empty() ? DeclaredValue() : list;
  }
  std::size_t missing = 0;
  for (const Attribute& element : attribute.elements()) {
    if (element.is_known() && element.node().is_scalar()) {
      DeclaredValue item = known == KnownItems::kept
                               ? text(element)
                               : known_reference(element.node().text(), element, wanted);
      if (!item.is_absent()) list.items.push_back(std::move(item));
    } else if (element.is_unknown()) {
      ++missing;
    }
  }
  if (missing > 0) add_found(attribute, wanted, missing, list.items);
  return list;
}

DeclaredValue TerraformReading::policy(const Attribute& attribute) {
  if (attribute.is_known()) {
    const DeclaredValue known = text(attribute);
    return known.is_text() && known.text.empty() ? DeclaredValue() : known;
  }
  if (const std::string* said = assumption(attribute)) {
    return DeclaredValue::of_text(*said, attribute.at());
  }
  if (!attribute.is_unknown()) return {};
  const Found found =
      resolver_of(attribute.object()).find(attribute, "data.aws_iam_policy_document");
  const bool is_one = found.candidates.size() == 1 && found.open.empty() && !found.has_other;
  if (!is_one) return unknown(attribute);
  return rebuilt_policy(*this, *found.candidates.front().object);
}

DeclaredValue TerraformReading::tags(const Attribute& resource) {
  Attribute tags = resource["tags_all"];
  if (!tags.is_known() || !tags.node().is_map()) tags = resource["tags"];
  if (!tags.is_known() || !tags.node().is_map()) return {};
  DeclaredValue list = DeclaredValue::of_list({}, tags.at());
  for (const SyntaxNode::Member& member : tags.node().members()) {
    DeclaredValue tag = DeclaredValue::of_map(member.key_at);
    tag.set("Key", DeclaredValue::of_text(member.key, member.key_at));
    DeclaredValue value = text(tags[member.key]);
    if (!value.is_text()) continue;
    tag.set("Value", std::move(value));
    list.items.push_back(std::move(tag));
  }
  return list;
}

DeclaredResource& TerraformReading::emit(const TerraformObject& object, std::string_view type,
                                         const std::string& part) {
  DeclaredResource resource;
  resource.type = std::string(type);
  resource.address = object.address + part;
  resource.at = object.at;
  resource.properties = DeclaredValue::of_map(object.at);
  emitted_.emplace(resource.address, design_.resources.size());
  by_type_[type].push_back(design_.resources.size());
  design_.resources.push_back(std::move(resource));
  return design_.resources.back();
}

DeclaredResource* TerraformReading::emitted(const std::string& address) {
  const auto found = emitted_.find(address);
  return found == emitted_.end() ? nullptr : &design_.resources[found->second];
}

bool TerraformReading::is_declared(const std::string& address) const {
  for (const std::unique_ptr<TerraformObjects>& document : documents_) {
    const TerraformObject* object = document->find(address);
    if (object != nullptr && !object->is_data) return true;
  }
  return false;
}

void TerraformReading::append(const DeclaredValue& owner, std::string_view owner_type,
                              std::string_view property, DeclaredValue item) {
  if (item.is_absent()) return;
  if (owner.is_reference()) {
    DeclaredResource* resource = emitted(owner.target);
    if (resource != nullptr) push(resource->properties, property, std::move(item));
    return;
  }
  if (!owner.is_unknown()) return;  // it belongs to something that is not declared here
  for (const std::size_t index : by_type_[owner_type]) {
    push(design_.resources[index].properties, property,
         DeclaredValue::unknown(owner.text, owner.at));
  }
}

void TerraformReading::replace(const DeclaredValue& owner, std::string_view owner_type,
                               std::string_view property, const DeclaredValue& value) {
  if (value.is_absent()) return;
  if (owner.is_reference()) {
    DeclaredResource* resource = emitted(owner.target);
    if (resource != nullptr) resource->properties.set(property, value);
    return;
  }
  if (!owner.is_unknown()) return;
  for (const std::size_t index : by_type_[owner_type]) {
    design_.resources[index].properties.set(property, DeclaredValue::unknown(owner.text, owner.at));
  }
}

void TerraformReading::adopt(const DeclaredValue& vpc, std::string_view attribute,
                             const std::string& address) {
  if (!vpc.is_reference()) return;
  adopted_[{vpc.target, std::string(default_of_vpc(attribute))}] = address;
}

std::vector<std::string> TerraformReading::open_defaults(const Attribute& resource,
                                                         const DeclaredValue& of,
                                                         std::string_view attribute,
                                                         std::string_view type) {
  std::vector<std::string> parts;
  const bool is_table = type == "AWS::EC2::RouteTable";
  for (const DeclaredValue& vpc : of.items) {
    if (is_table && is_main_replaced(vpc)) continue;
    if (adopted_.count({vpc.target, std::string(default_of_vpc(attribute))}) > 0) continue;
    const std::string part = fmt::format(" ({})", vpc.target);
    DeclaredResource& made = emit(resource.object(), type, part);
    made.properties.set("VpcId", vpc);
    made.properties.set(is_table ? "IsMain" : "IsDefault", yes(resource));
    adopt(vpc, attribute, made.address);
    parts.push_back(part);
  }
  return parts;
}

void TerraformReading::replace_main(const DeclaredValue& vpc) {
  if (vpc.is_reference()) main_replaced_.insert(vpc.target);
}

bool TerraformReading::is_main_replaced(const DeclaredValue& vpc) const {
  return vpc.is_reference() && main_replaced_.count(vpc.target) > 0;
}

void TerraformReading::note_rule_of(const std::string& group) {
  if (!ruled_.insert(group).second) return;
  for (const std::unique_ptr<TerraformObjects>& document : documents_) {
    const TerraformObject* object = document->find(group);
    if (object == nullptr) continue;
    const Attribute resource(*object);
    for (const std::string_view rules : {"ingress", "egress"}) {
      const Attribute inline_rules = resource[rules];
      if (!inline_rules.is_written() || inline_rules.elements().empty()) continue;
      diagnostics_.report(DiagnosticKind::terraform_two_places, object->at, {quoted(group)});
      return;
    }
  }
}

DeclaredValue TerraformReading::vpc_of(const Attribute& attribute) {
  const auto of = [&attribute](const TerraformObject& vpc) {
    return DeclaredValue::reference(vpc.address, {}, attribute.at());
  };
  if (attribute.is_known()) {
    const Candidate found = identities_.find(attribute.node().text(), kWantedVpc);
    return found.object == nullptr ? unknown(attribute) : of(*found.object);
  }
  if (!attribute.is_unknown()) return {};
  Resolver& resolver = resolver_of(attribute.object());
  const Found found = resolver.find(attribute, kWantedVpc);
  if (found.candidates.size() == 1) return of(*found.candidates.front().object);
  if (const TerraformObject* only = assumed(attribute, kWantedVpc, found)) return of(*only);
  DeclaredValue value = unknown(attribute, candidates_text(found.candidates));
  for (const Candidate& each : found.candidates) value.items.push_back(of(*each.object));
  if (!value.items.empty()) return value;
  for (const TerraformObject* vpc : resolver.all_of(attribute.object(), kWantedVpc)) {
    value.items.push_back(of(*vpc));
  }
  return value;
}

DeclaredValue TerraformReading::main_route_table(const DeclaredValue& vpc, SourceLoc at) {
  const std::string address = vpc.target + ".main_route_table";
  if (emitted(address) == nullptr) {
    DeclaredResource resource;
    resource.type = "AWS::EC2::RouteTable";
    resource.address = address;
    resource.at = at;
    resource.properties = DeclaredValue::of_map(at);
    resource.properties.set("VpcId", vpc);
    if (main_replaced_.count(vpc.target) == 0) {
      resource.properties.set("IsMain", DeclaredValue::of_text("true", at));
    }
    emitted_.emplace(address, design_.resources.size());
    design_.resources.push_back(std::move(resource));
  }
  return DeclaredValue::reference(address, {}, at);
}

void TerraformReading::report_unused_assumptions() {
  for (const auto& [name, value] : options_.assumptions) {
    if (used_assumptions_.count(name) > 0) continue;
    diagnostics_.report(DiagnosticKind::terraform_assumption, {}, {quoted(name)});
  }
}

DeclaredValue self(const Attribute& resource) {
  return DeclaredValue::reference(resource.object().address, {}, resource.object().at);
}

DeclaredValue yes(const Attribute& resource) {
  return DeclaredValue::of_text("true", resource.object().at);
}

DeclaredValue& properties_of(TerraformReading& reading, const Attribute& resource) {
  return reading.emitted(resource.object().address)->properties;
}

}  // namespace canreach
