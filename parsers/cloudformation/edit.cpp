// Edits of CloudFormation templates.  A rule joins the list of its group when there is one, in
// front of the first rule and in its style:
//
//     SecurityGroupIngress:                  - IpProtocol: tcp
//       - IpProtocol: tcp                      FromPort: 5432 ...
//         FromPort: 22 ...                     SourceSecurityGroupId: !GetAtt App.GroupId
//
// Everything else becomes a resource of its own in front of the one that it is for.  So does a rule
// whose other end depends on the group itself: named in the list, the two would wait for each
// other.
#include "parsers/cloudformation/edit.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/open_names.h"
#include "parsers/arn_owner.h"
#include "parsers/change_ports.h"
#include "parsers/cloudformation/edit_style.h"
#include "parsers/cloudformation/functions.h"
#include "parsers/text_places.h"

namespace canreach {
namespace {

using Member = SyntaxNode::Member;
using PropertyKind = TemplateProperty::Kind;
using Properties = std::vector<TemplateProperty>;

/// The resource that a node refers to by itself: !Ref A, {Ref: A}, !GetAtt A.B; empty: none.
std::string referred(const SyntaxNode& node) {
  const SyntaxNode* inner = &node;
  if (node.is_map() && node.members().size() == 1) {
    const SyntaxText& key = node.members().front().key;
    if (key != "Ref" && key != "Fn::GetAtt") return {};
    inner = &node.members().front().value;
  } else if (node.tag() != "!Ref" && node.tag() != "!GetAtt") {
    return {};
  }
  if (inner->is_list() && !inner->elements().empty()) inner = &inner->elements().front();
  const std::string text(inner->text());
  return text.substr(0, text.find('.'));
}

/// Every name that might be a resource's: in references, DependsOn, and texts with "${...}".
void add_names(const SyntaxNode& node, std::set<std::string>& names) {
  for (const SyntaxNode& element : node.elements()) add_names(element, names);
  for (const Member& member : node.members()) add_names(member.value, names);
  if (!node.is_scalar()) return;
  const std::string text(node.text());
  names.insert(text.substr(0, text.find('.')));
  for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${", at + 2)) {
    const std::size_t end = text.find_first_of(".}", at);
    if (end != std::string::npos) names.insert(text.substr(at + 2, end - at - 2));
  }
}

std::string only_letters(std::string_view text) {
  std::string letters;
  for (const char letter : text) {
    const bool is_one = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                        (letter >= '0' && letter <= '9');
    if (is_one) letters += letter;
  }
  return letters;
}

TemplateProperty text_of(std::string key, std::string text) {
  return {std::move(key), PropertyKind::text, std::move(text), {}};
}
TemplateProperty number_of(std::string key, std::uint32_t number) {
  return {std::move(key), PropertyKind::number, std::to_string(number), {}};
}

/// How a type gives its ARN inside `Fn::Sub`.
struct ArnReference {
  ResourceKind kind;
  std::string_view type;
  std::string_view attribute;  // empty: Ref gives it
};

constexpr std::array<ArnReference, 9> kArnReferences = {{
    {ResourceKind::Bucket, "AWS::S3::Bucket", ".Arn"},
    {ResourceKind::Table, "AWS::DynamoDB::Table", ".Arn"},
    {ResourceKind::Queue, "AWS::SQS::Queue", ".Arn"},
    {ResourceKind::Stream, "AWS::Kinesis::Stream", ".Arn"},
    {ResourceKind::Topic, "AWS::SNS::Topic", ""},
    {ResourceKind::Secret, "AWS::SecretsManager::Secret", ""},
    {ResourceKind::Key, "AWS::KMS::Key", ".Arn"},
    {ResourceKind::Role, "AWS::IAM::Role", ".Arn"},
    {ResourceKind::Function, "AWS::Lambda::Function", ".Arn"},
}};

class TemplateEditor {
 public:
  TemplateEditor(const Design& design, const SyntaxNode& root, DesignChange change, SourceLoc at)
      : design_(design),
        text_(design.files.text(at.file)),
        file_(at.file),
        resources_(root.find("Resources")),
        change_(std::move(change)) {}

  /// Why the edits that were asked for are none; empty: nothing is worth saying.
  const std::string& why_not() const { return why_not_; }

  std::vector<TextEdit> make() const {
    if (resources_ == nullptr) return {};
    switch (change_.kind) {
      case DesignChange::Kind::group_rule:
        return group_rule();
      case DesignChange::Kind::acl_entry:
        return acl_entry();
      case DesignChange::Kind::route:
        return route();
      case DesignChange::Kind::internet_gateway:
        return attachment();
    }
    return {};
  }

  std::vector<TextEdit> grant(const Grant& grant) const {
    if (resources_ == nullptr) return {};
    const bool is_role = grant.kind == ResourceKind::Role;
    const Member* who = resource(resource_of(design_, grant.kind, grant.index),
                                 is_role ? "AWS::IAM::Role" : "AWS::IAM::User");
    const std::string asked = who == nullptr ? std::string() : named_resource(grant, *who);
    if (asked.empty()) return {};
    const TemplateStyle style = TemplateStyle::of(text_, *who);
    const std::string name =
        fmt::format("{}May{}", std::string(who->key),
                    only_letters(grant.action.substr(grant.action.find(':') + 1)));
    Properties policy = {text_of("PolicyName", only_letters(name))};
    policy.push_back(
        {is_role ? "Roles" : "Users",
         PropertyKind::number,
         fmt::format("[{}]", style.scalar({"", PropertyKind::reference, who->key, {}})),
         {}});
    policy.push_back(
        {"PolicyDocument",
         PropertyKind::number,
         fmt::format(R"({{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", )"
                     R"("Action": "{}", "Resource": {}}}]}})",
                     grant.action, asked),
         {}});
    return {in_front(*who, "AWS::IAM::Policy", name, style, std::move(policy), {})};
  }

 private:
  /// The resource of a statement: by reference where its ARN holds an account, which would bind the
  /// template to that one, or a name that AWS chooses.
  std::string named_resource(const Grant& grant, const Member& who) const {
    const std::vector<std::string_view> parts = split(grant.resource, ':');
    const bool is_bound = parts.size() > 4 && !parts[4].empty();
    if (!is_bound && !holds_open_name(grant.resource)) return fmt::format("\"{}\"", grant.resource);
    if (const std::optional<ArnOwner> owner = owner_of_arn(design_, grant.resource)) {
      for (const ArnReference& row : kArnReferences) {
        if (row.kind != owner->kind) continue;
        const Member* named = resource(resource_of(design_, owner->kind, owner->index), row.type);
        if (named == nullptr || !is_there_with(*named, who)) continue;
        return fmt::format(R"({{"Fn::Sub": "${{{}{}}}{}"}})", std::string(named->key),
                           row.attribute, owner->rest);
      }
    }
    why_not_ = fmt::format("{} is not declared where {} is, so the policy cannot refer to it",
                           escaped(grant.resource), quoted(who.key));
    return {};
  }

  /// The resource that is declared at the place, else the one of that name in this file.
  const Member* resource(const Resource& wanted, std::string_view type) const {
    if (!wanted.at.is_somewhere() || wanted.at.file != file_) return nullptr;
    const Member* named = nullptr;
    for (const Member& member : resources_->members()) {
      const SyntaxNode* own = member.value.find("Type");
      if (own == nullptr || own->text() != type) continue;
      if (member.key_at == wanted.at) return &member;
      if (member.key == wanted.name) named = &member;
    }
    if (named == nullptr) why_not_ = why_not_found(wanted);
    return named;
  }

  std::string why_not_found(const Resource& wanted) const {
    const bool is_in_loop = any_of(resources_->members(), [&](const Member& member) {
      return member.key.starts_with(kLoopKey) && is_inside(wanted.at, member);
    });
    if (!is_in_loop) return {};
    return fmt::format(
        "{} is made by `Fn::ForEach`: what is added to it would be added to all that the loop "
        "makes",
        quoted(wanted.name));
  }

  /// Does the place lie in the text of the resource?
  bool is_inside(const SourceLoc& at, const Member& resource) const {
    if (at < resource.key_at) return false;
    return !any_of(resources_->members(), [&](const Member& other) {
      return resource.key_at < other.key_at && other.key_at <= at;
    });
  }

  /// Does an alias of YAML make other resources share the list?
  bool is_shared(const SyntaxNode& list, const Member& owner) const {
    if (!is_inside(list.at(), owner)) return true;
    return any_of(resources_->members(), [&](const Member& other) {
      return &other != &owner && holds_place(other.value, list.at());
    });
  }

  static bool holds_place(const SyntaxNode& node, const SourceLoc& at) {
    if (node.is_list() && node.at() == at) return true;
    return any_of(node.elements(),
                  [&](const SyntaxNode& element) { return holds_place(element, at); }) ||
           any_of(node.members(),
                  [&](const Member& member) { return holds_place(member.value, at); });
  }

  /// Exists the one whenever the other does?
  static bool is_there_with(const Member& one, const Member& other) {
    const SyntaxNode* condition = one.value.find("Condition");
    const SyntaxNode* same = other.value.find("Condition");
    return condition == nullptr || (same != nullptr && same->text() == condition->text());
  }

  bool depends(const Member& from, std::string_view on) const {
    std::set<std::string> seen = {std::string(from.key)};
    std::vector<const SyntaxNode*> open = {&from.value};
    while (!open.empty()) {
      std::set<std::string> names;
      add_names(*open.back(), names);
      open.pop_back();
      for (const std::string& name : names) {
        if (name == on) return true;
        const SyntaxNode* next = resources_->find(name);
        if (next != nullptr && seen.insert(name).second) open.push_back(next);
      }
    }
    return false;
  }

  std::vector<TextEdit> group_rule() const {
    const Member* group =
        resource(design_.all<SecurityGroup>()[change_.index], "AWS::EC2::SecurityGroup");
    if (group == nullptr) return {};
    const Member* peer = nullptr;
    if (change_.peer_group.is_known()) {
      peer = resource(design_.get(change_.peer_group), "AWS::EC2::SecurityGroup");
      if (peer == nullptr || !is_there_with(*peer, *group)) return {};
    }
    const std::string type = change_.ingress ? "SecurityGroupIngress" : "SecurityGroupEgress";
    const SyntaxNode* list = group->value.find("Properties");
    if (list != nullptr) list = list->find(type);
    // `!If [C, [...], ...]` is written as a list and is none.
    const bool has_list = list != nullptr && list->is_list() && list->tag().empty() &&
                          !list->elements().empty() && !is_shared(*list, *group);
    const bool would_wait =
        peer != nullptr && peer != group && (!change_.ingress || depends(*peer, group->key));
    const bool is_apart = !has_list || would_wait || peer == group;
    TemplateStyle style = TemplateStyle::of(text_, *group);
    std::vector<TextEdit> edits;
    for (const PortRange& range : ranges()) {
      Properties rule = rule_of(range, peer);
      if (!is_apart) {
        edits.push_back(in_list(list->elements().front(), style, rule));
        continue;
      }
      rule.insert(rule.begin(), {"GroupId", PropertyKind::group_id, group->key, {}});
      const std::string name = fmt::format(
          "{}{}{}{}", std::string(group->key), change_.ingress ? "From" : "To",
          only_letters(peer != nullptr ? std::string(peer->key) : change_.peer), suffix(range));
      edits.push_back(in_front(*group, "AWS::EC2::" + type, name, style, std::move(rule), {}));
    }
    return edits;
  }

  /// One at least: what has no ports is one rule.
  std::vector<PortRange> ranges() const {
    std::vector<PortRange> ranges = ranges_of(change_);
    if (ranges.empty()) ranges.push_back({});
    return ranges;
  }

  std::string suffix(const PortRange& range) const {
    std::string text = change_.protocol;
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    if (change_.ports.empty()) return only_letters(text);
    text += std::to_string(range.first);
    if (range.last != range.first) text += "To" + std::to_string(range.last);
    return only_letters(text);
  }

  Properties rule_of(const PortRange& range, const Member* peer) const {
    const Result<Protocol> protocol = parse_protocol(change_.protocol);
    const bool has_name = protocol && (has_ports(*protocol) || has_icmp_types(*protocol));
    Properties rule = {text_of(
        "IpProtocol", has_name || !protocol ? change_.protocol : std::to_string(*protocol))};
    const std::size_t slash = change_.icmp.find('/');
    if (slash != std::string::npos) {
      rule.push_back({"FromPort", PropertyKind::number, change_.icmp.substr(0, slash), {}});
      rule.push_back({"ToPort", PropertyKind::number, change_.icmp.substr(slash + 1), {}});
    } else if (!change_.ports.empty()) {
      rule.push_back(number_of("FromPort", range.first));
      rule.push_back(number_of("ToPort", range.last));
    }
    if (peer != nullptr) {
      rule.push_back({change_.ingress ? "SourceSecurityGroupId" : "DestinationSecurityGroupId",
                      PropertyKind::group_id,
                      peer->key,
                      {}});
    } else {
      rule.push_back(text_of(is_ipv6() ? "CidrIpv6" : "CidrIp", change_.peer));
    }
    return rule;
  }

  bool is_ipv6() const { return change_.peer.find(':') != std::string::npos; }

  std::vector<TextEdit> acl_entry() const {
    const NetworkAcl& declared = design_.all<NetworkAcl>()[change_.index];
    const Member* acl = resource(declared, "AWS::EC2::NetworkAcl");
    const Result<Protocol> protocol = parse_protocol(change_.protocol);
    const std::vector<PortRange> ports = ranges_of(change_);
    if (acl == nullptr || !protocol || ports.size() > 1) return {};
    Properties entry = {{"NetworkAclId", PropertyKind::reference, acl->key, {}},
                        number_of("RuleNumber", static_cast<std::uint32_t>(change_.number)),
                        {"Egress", PropertyKind::number, change_.ingress ? "false" : "true", {}},
                        number_of("Protocol", *protocol),
                        text_of("RuleAction", "allow"),
                        text_of(is_ipv6() ? "Ipv6CidrBlock" : "CidrBlock", change_.peer)};
    for (const PortRange& range : ports) {
      entry.push_back({"PortRange",
                       PropertyKind::map,
                       {},
                       {number_of("From", range.first), number_of("To", range.last)}});
    }
    const std::size_t slash = change_.icmp.find('/');
    if (slash != std::string::npos) {
      entry.push_back({"Icmp",
                       PropertyKind::map,
                       {},
                       {{"Type", PropertyKind::number, change_.icmp.substr(0, slash), {}},
                        {"Code", PropertyKind::number, change_.icmp.substr(slash + 1), {}}}});
    }
    const std::string name = fmt::format("{}{}{}", std::string(acl->key),
                                         change_.ingress ? "Ingress" : "Egress", change_.number);
    return {in_front(*acl, "AWS::EC2::NetworkAclEntry", name, TemplateStyle::of(text_, *acl),
                     std::move(entry), {})};
  }

  struct RouteVia {
    std::string_view type;
    std::string_view property;
  };
  static std::optional<RouteVia> via_of(ResourceKind gateway) {
    if (gateway == ResourceKind::InternetGateway) {
      return RouteVia{"AWS::EC2::InternetGateway", "GatewayId"};
    }
    if (gateway == ResourceKind::NatGateway) {
      return RouteVia{"AWS::EC2::NatGateway", "NatGatewayId"};
    }
    if (gateway == ResourceKind::VpcPeering) {
      return RouteVia{"AWS::EC2::VPCPeeringConnection", "VpcPeeringConnectionId"};
    }
    if (gateway == ResourceKind::EgressOnlyInternetGateway) {
      return RouteVia{"AWS::EC2::EgressOnlyInternetGateway", "EgressOnlyInternetGatewayId"};
    }
    if (gateway == ResourceKind::TransitGateway) {
      return RouteVia{"AWS::EC2::TransitGateway", "TransitGatewayId"};
    }
    if (gateway == ResourceKind::VpnGateway) {
      return RouteVia{"AWS::EC2::VPNGateway", "GatewayId"};
    }
    return std::nullopt;
  }

  std::vector<TextEdit> route() const {
    const Member* table =
        resource(design_.all<RouteTable>()[change_.index], "AWS::EC2::RouteTable");
    const std::optional<RouteVia> via = via_of(change_.via_kind);
    if (table == nullptr || !via) return {};
    const Member* gateway =
        resource(resource_of(design_, change_.via_kind, change_.via_index), via->type);
    if (gateway == nullptr || !is_there_with(*gateway, *table)) return {};
    const Properties route = {
        {"RouteTableId", PropertyKind::reference, table->key, {}},
        text_of(is_ipv6() ? "DestinationIpv6CidrBlock" : "DestinationCidrBlock", change_.peer),
        {std::string(via->property), PropertyKind::reference, gateway->key, {}}};
    const std::string name =
        fmt::format("{}To{}", std::string(table->key), std::string(gateway->key));
    return {in_front(*table, "AWS::EC2::Route", name, TemplateStyle::of(text_, *table), route,
                     attachment_of(gateway->key, *table))};
  }

  static std::string referred_in(const Member& resource, std::string_view property) {
    const SyntaxNode* properties = resource.value.find("Properties");
    const SyntaxNode* value = properties == nullptr ? nullptr : properties->find(property);
    return value == nullptr ? std::string() : referred(*value);
  }

  /// A route to an internet, VPN or transit gateway must wait for its attachment.
  std::string attachment_of(std::string_view gateway, const Member& table) const {
    const std::string vpc = referred_in(table, "VpcId");
    for (const Member& member : resources_->members()) {
      const SyntaxNode* type = member.value.find("Type");
      if (type == nullptr) continue;
      const bool is_of_vpc = type->text() == "AWS::EC2::VPCGatewayAttachment" &&
                             (referred_in(member, "InternetGatewayId") == gateway ||
                              referred_in(member, "VpnGatewayId") == gateway);
      const bool is_transit = (type->text() == "AWS::EC2::TransitGatewayAttachment" ||
                               type->text() == "AWS::EC2::TransitGatewayVpcAttachment") &&
                              referred_in(member, "TransitGatewayId") == gateway && !vpc.empty() &&
                              referred_in(member, "VpcId") == vpc;
      if (is_of_vpc || is_transit) return std::string(member.key);
    }
    return {};
  }

  std::vector<TextEdit> attachment() const {
    const Member* gateway =
        resource(design_.all<InternetGateway>()[change_.via_index], "AWS::EC2::InternetGateway");
    const Member* vpc = resource(design_.all<Vpc>()[change_.index], "AWS::EC2::VPC");
    if (gateway == nullptr || vpc == nullptr || !is_there_with(*vpc, *gateway)) return {};
    const Properties properties = {
        {"VpcId", PropertyKind::reference, vpc->key, {}},
        {"InternetGatewayId", PropertyKind::reference, gateway->key, {}}};
    return {in_front(*gateway, "AWS::EC2::VPCGatewayAttachment",
                     std::string(gateway->key) + "Attachment", TemplateStyle::of(text_, *gateway),
                     properties, {})};
  }

  /// The text as the file ends its lines.
  TextEdit edit(std::size_t offset, std::string add) const {
    const std::size_t end = text_.find('\n');
    if (end != std::string_view::npos && end > 0 && text_[end - 1] == '\r') {
      std::string with_returns;
      for (const char letter : add) {
        if (letter == '\n') with_returns += '\r';
        with_returns += letter;
      }
      add = std::move(with_returns);
    }
    return {place_of(text_, file_, offset), {}, std::move(add)};
  }

  /// What stands on the line before the offset.
  std::string_view lead_of(std::size_t offset) const {
    const std::size_t start = line_start(text_, offset);
    return text_.substr(start, offset - start);
  }

  /// A rule in front of the first one of a list.
  TextEdit in_list(const SyntaxNode& first, TemplateStyle style, const Properties& rule) const {
    const std::size_t at = offset_of(text_, first.at());
    const std::string_view lead = lead_of(at);
    const SyntaxNode* protocol = first.find("IpProtocol");
    if (protocol != nullptr) style.quote = quote_at(text_, protocol->at());
    const bool in_braces = at < text_.size() && text_[at] == '{';
    style.has_spaces = in_braces && at + 1 < text_.size() && text_[at + 1] == ' ';
    if (style.json) {
      const bool is_long =
          !first.members().empty() && first.members().front().key_at.line > first.at().line;
      if (!trim(lead).empty()) return edit(at, style.flow(rule) + ", ");
      const std::string said = is_long ? style.braces(rule, lead.size()) : style.flow(rule);
      return edit(at, said + ",\n" + std::string(lead));
    }
    if (trim(lead) != "-") return edit(at, style.flow(rule) + ", ");
    const std::size_t start = at - lead.size();
    const std::string indent(lead.substr(0, lead.find('-')));
    const std::string said = in_braces ? style.flow(rule) : style.block(rule, indent.size() + 2);
    return edit(start, indent + "- " + said + "\n");
  }

  std::string free_name(std::string name) const {
    constexpr std::size_t kLongest = 255;
    if (name.size() > kLongest) name.resize(kLongest - 8);
    std::string free = name;
    for (int number = 2; resources_->find(free) != nullptr; ++number) {
      free = name + std::to_string(number);
    }
    return free;
  }

  TextEdit in_front(const Member& beside, const std::string& type, const std::string& name,
                    TemplateStyle style, Properties properties,
                    const std::string& waits_for) const {
    Properties body = {text_of("Type", type)};
    if (const SyntaxNode* condition = beside.value.find("Condition")) {
      body.push_back(text_of("Condition", std::string(condition->text())));
    }
    if (!waits_for.empty()) body.push_back(text_of("DependsOn", waits_for));
    body.push_back({"Properties", PropertyKind::map, {}, std::move(properties)});
    const std::size_t at = offset_of(text_, beside.key_at);
    const std::string_view lead = lead_of(at);
    const std::string key = style.key(free_name(name));
    if (!trim(lead).empty()) return edit(at, key + style.flow(body) + ", ");
    const bool in_braces = resources_in_braces();
    if (style.json || in_braces) {
      const std::string said = style.is_flow ? style.flow(body) : style.braces(body, lead.size());
      return edit(at, key + said + ",\n" + std::string(lead));
    }
    return above(at - lead.size(), std::string(lead), key, style, body);
  }

  bool resources_in_braces() const {
    const std::size_t at = offset_of(text_, resources_->at());
    return at < text_.size() && text_[at] == '{';
  }

  /// Lines of YAML above a resource and the comments that belong to it.
  TextEdit above(std::size_t start, const std::string& lead, const std::string& key,
                 const TemplateStyle& style, const Properties& body) const {
    std::size_t top = start;
    bool has_gap = false;
    while (top > 0) {
      const std::size_t before = line_start(text_, top - 1);
      const std::string_view line = trim(text_.substr(before, top - before));
      has_gap = line.empty();
      if (line.empty() || line[0] != '#') break;
      top = before;
    }
    const std::size_t deeper = lead.size() + style.unit;
    std::string said = style.is_flow ? key + style.flow(body)
                                     : std::string(trim(key)) + "\n" + std::string(deeper, ' ') +
                                           style.block(body, deeper);
    return edit(top, lead + said + (has_gap ? "\n\n" : "\n"));
  }

  const Design& design_;
  std::string_view text_;
  std::uint32_t file_;
  const SyntaxNode* resources_;
  const DesignChange change_;
  mutable std::string why_not_;
};

}  // namespace

std::vector<TextEdit> template_edits(const Design& design, const SyntaxNode& root,
                                     const DesignChange& change, SourceLoc at,
                                     std::string& why_not) {
  const TemplateEditor editor(design, root, change, at);
  std::vector<TextEdit> edits = editor.make();
  if (edits.empty()) why_not = editor.why_not();
  return edits;
}

std::vector<TextEdit> template_edits(const Design& design, const SyntaxNode& root,
                                     const Grant& grant, SourceLoc at, std::string& why_not) {
  const TemplateEditor editor(design, root, {}, at);
  std::vector<TextEdit> edits = editor.grant(grant);
  if (edits.empty()) why_not = editor.why_not();
  return edits;
}

}  // namespace canreach
