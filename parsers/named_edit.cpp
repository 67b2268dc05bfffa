// What was collected of an account is not what a user edits: the change is said as an attribute of
// a resource there, and as the command that makes it.  What is proved is the change itself, made in
// the design that was read.
#include "parsers/named_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "model/open_names.h"
#include "parsers/arn_owner.h"
#include "parsers/change_ports.h"

namespace canreach {
namespace {

/// A word of a shell's command line.
std::string shell_word(const std::string& text) {
  const bool is_plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') ||
           std::string_view("-_./:=,").find(letter) != std::string_view::npos;
  });
  if (is_plain) return text;
  std::string word = "'";
  for (const char letter : text) {
    if (letter == '\'') {
      word += "'\\''";
    } else {
      word += letter;
    }
  }
  return word + "'";
}

bool is_ipv6(const std::string& block) { return block.find(':') != std::string::npos; }

}  // namespace

std::optional<std::string_view> route_argument(ResourceKind gateway) {
  const bool is_plain =
      gateway == ResourceKind::InternetGateway || gateway == ResourceKind::VpnGateway;
  if (is_plain) return "gateway_id";
  if (gateway == ResourceKind::NatGateway) return "nat_gateway_id";
  if (gateway == ResourceKind::VpcPeering) return "vpc_peering_connection_id";
  if (gateway == ResourceKind::TransitGateway) return "transit_gateway_id";
  if (gateway == ResourceKind::EgressOnlyInternetGateway) return "egress_only_gateway_id";
  return std::nullopt;
}

namespace {

std::string traffic_words(const DesignChange& change) {
  std::string text = "protocol " + change.protocol;
  if (!change.ports.empty()) text += ", ports " + change.ports;
  if (!change.icmp.empty()) text += ", icmp " + change.icmp;
  return text;
}

/// "${aws_s3_bucket.data.arn}/in/x": by reference where the design declares it.
std::string terraform_arn(const Design& design, const std::string& arn) {
  const std::optional<ArnOwner> owner = owner_of_arn(design, arn);
  if (!owner) return arn;
  const Resource& named = resource_of(design, owner->kind, owner->index);
  return fmt::format("\"${{{}.arn}}{}\"", named.name, owner->rest);
}

class NamedEdits {
 public:
  NamedEdits(const Design& design, const DesignChange& change, SourceLoc at)
      : design_(design), change_(change), at_(at) {}

  std::vector<TextEdit> make() const {
    switch (change_.kind) {
      case DesignChange::Kind::group_rule:
        return rule(design_.all<SecurityGroup>()[change_.index]);
      case DesignChange::Kind::acl_entry:
        return entry(design_.all<NetworkAcl>()[change_.index]);
      case DesignChange::Kind::route:
        return route(design_.all<RouteTable>()[change_.index]);
      case DesignChange::Kind::internet_gateway:
        return attachment(design_.all<InternetGateway>()[change_.via_index]);
    }
    return {};
  }

 private:
  std::string_view direction() const { return change_.ingress ? "ingress" : "egress"; }

  std::vector<TextEdit> edit(const Resource& resource, std::string_view attribute, std::string add,
                             std::string command) const {
    TextEdit edit;
    edit.at = at_;
    edit.resource = resource.id;
    edit.attribute = attribute;
    edit.add = std::move(add);
    edit.command = "aws ec2 " + std::move(command);
    if (!resource.region.empty()) edit.command += " --region " + shell_word(resource.region);
    if (edit.resource.empty()) return {};
    return {std::move(edit)};
  }

  std::vector<TextEdit> rule(const SecurityGroup& group) const {
    const bool is_group = change_.peer_group.is_known();
    const std::string peer = is_group ? design_.get(change_.peer_group).id : change_.peer;
    const std::string_view side = change_.ingress ? "from" : "to";
    return edit(group, direction(),
                fmt::format("{} {{ {}, {} {} }}", direction(), traffic_words(change_), side, peer),
                fmt::format("authorize-security-group-{} --group-id {} --ip-permissions{}",
                            direction(), shell_word(group.id), permissions(peer)));
  }

  std::string permissions(const std::string& peer) const {
    std::string who = fmt::format("IpRanges=[{{CidrIp={}}}]", peer);
    if (is_ipv6(peer)) who = fmt::format("Ipv6Ranges=[{{CidrIpv6={}}}]", peer);
    if (change_.peer_group.is_known()) who = fmt::format("UserIdGroupPairs=[{{GroupId={}}}]", peer);
    std::string words;
    const auto add = [&](const std::string& ports) {
      words += " " + shell_word(fmt::format("IpProtocol={}{},{}", protocol_word(), ports, who));
    };
    const std::size_t slash = change_.icmp.find('/');
    if (slash != std::string::npos) {
      add(fmt::format(",FromPort={},ToPort={}", change_.icmp.substr(0, slash),
                      change_.icmp.substr(slash + 1)));
      return words;
    }
    const std::vector<PortRange> ranges = ranges_of(change_);
    for (const PortRange& range : ranges) {
      add(fmt::format(",FromPort={},ToPort={}", range.first, range.last));
    }
    if (ranges.empty()) add("");
    return words;
  }

  /// Names that AWS knows, else the number.
  std::string protocol_word() const {
    const Result<Protocol> protocol = parse_protocol(change_.protocol);
    if (!protocol) return change_.protocol;
    return has_ports(*protocol) || has_icmp_types(*protocol) ? change_.protocol
                                                             : std::to_string(*protocol);
  }

  std::vector<TextEdit> entry(const NetworkAcl& acl) const {
    const std::vector<PortRange> ranges = ranges_of(change_);
    const Result<Protocol> protocol = parse_protocol(change_.protocol);
    if (ranges.size() > 1 || !protocol) return {};
    std::string command = fmt::format(
        "create-network-acl-entry --network-acl-id {} --{} --rule-number {} --protocol {} "
        "--rule-action allow --{} {}",
        shell_word(acl.id), direction(), change_.number, *protocol,
        is_ipv6(change_.peer) ? "ipv6-cidr-block" : "cidr-block", change_.peer);
    for (const PortRange& range : ranges) {
      command += fmt::format(" --port-range From={},To={}", range.first, range.last);
    }
    const std::size_t slash = change_.icmp.find('/');
    if (slash != std::string::npos) {
      command += fmt::format(" --icmp-type-code Type={},Code={}", change_.icmp.substr(0, slash),
                             change_.icmp.substr(slash + 1));
    }
    return edit(acl, direction(),
                fmt::format("{} {{ rule_no {}, action allow, {}, cidr_block {} }}", direction(),
                            change_.number, traffic_words(change_), change_.peer),
                std::move(command));
  }

  std::vector<TextEdit> route(const RouteTable& table) const {
    const std::optional<std::string_view> argument = route_argument(change_.via_kind);
    if (!argument) return {};
    const std::string target = resource_of(design_, change_.via_kind, change_.via_index).id;
    std::string option(*argument);
    std::replace(option.begin(), option.end(), '_', '-');
    if (option == "egress-only-gateway-id") option = "egress-only-internet-gateway-id";
    return edit(
        table, "route",
        fmt::format("route {{ {} {}, {} {} }}",
                    is_ipv6(change_.peer) ? "ipv6_cidr_block" : "cidr_block", change_.peer,
                    *argument, target),
        fmt::format("create-route --route-table-id {} --destination-{} {} --{} {}",
                    shell_word(table.id), is_ipv6(change_.peer) ? "ipv6-cidr-block" : "cidr-block",
                    change_.peer, option, shell_word(target)));
  }

  std::vector<TextEdit> attachment(const InternetGateway& gateway) const {
    const Vpc& vpc = design_.all<Vpc>()[change_.index];
    return edit(gateway, "vpc_id", "vpc_id " + vpc.id,
                fmt::format("attach-internet-gateway --internet-gateway-id {} --vpc-id {}",
                            shell_word(gateway.id), shell_word(vpc.id)));
  }

  const Design& design_;
  const DesignChange& change_;
  SourceLoc at_;
};

}  // namespace

std::vector<PortRange> ranges_of(const DesignChange& change) {
  std::vector<PortRange> ranges;
  if (change.ports.empty()) return ranges;
  for (const std::string_view part : split(change.ports, ',')) {
    const std::size_t dash = part.find('-');
    const std::optional<unsigned long long> first = parse_number(part.substr(0, dash));
    const std::optional<unsigned long long> last =
        dash == std::string_view::npos ? first : parse_number(part.substr(dash + 1));
    if (first && last) {
      ranges.push_back({static_cast<std::uint32_t>(*first), static_cast<std::uint32_t>(*last)});
    }
  }
  if (ranges.empty()) ranges.push_back({});  // "all"
  return ranges;
}

std::vector<TextEdit> named_edits(const Design& design, const DesignChange& change, SourceLoc at) {
  return NamedEdits(design, change, at).make();
}

namespace {

/// What has the policy that gets a statement.
std::string name_of_policy(const Design& design, const Grant& grant) {
  if (grant.to == Grant::To::resource) {
    return resource_of(design, grant.owner_kind, grant.owner).name;
  }
  if (grant.to == Grant::To::service_control) {
    return design.organization->nodes[grant.owner].name;
  }
  const Permissions& permissions = *permissions_of(grant, design);
  return design.get(permissions.boundary).name;
}

}  // namespace

std::vector<TextEdit> named_edits(const Design& design, const Grant& grant, SourceLoc at,
                                  NamedEditStyle style) {
  const bool is_terraform = style == NamedEditStyle::terraform;
  const bool is_open = is_terraform && holds_open_name(grant.resource);
  const std::string asked = is_open ? terraform_arn(design, grant.resource) : grant.resource;
  if (is_terraform && holds_open_name(asked) && asked == grant.resource) return {};
  const Resource& who = resource_of(design, grant.kind, grant.index);
  TextEdit edit;
  edit.at = at;
  edit.resource = who.name;
  edit.attribute = "policy";
  if (grant.to != Grant::To::identity) {
    edit.resource = name_of_policy(design, grant);
    const bool of_resource = grant.to == Grant::To::resource;
    edit.add = fmt::format("statement {{ Effect Allow, {}Action {}, Resource {} }}",
                           of_resource ? "Principal " + grant.principal_arn + ", " : "",
                           grant.action, asked);
    return {std::move(edit)};
  }
  edit.add = fmt::format("policy {{ Effect Allow, Action {}, Resource {} }}", grant.action, asked);
  if (style == NamedEditStyle::aws_command) {
    const std::string_view kind = grant.kind == ResourceKind::Role ? "role" : "user";
    std::string policy = "allow-" + grant.action;
    std::replace(policy.begin(), policy.end(), ':', '-');
    std::replace(policy.begin(), policy.end(), '*', 'x');
    const std::string document = fmt::format(
        R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"{}","Resource":"{}"}}]}})",
        grant.action, grant.resource);
    edit.command =
        fmt::format("aws iam put-{0}-policy --{0}-name {1} --policy-name {2} --policy-document {3}",
                    kind, shell_word(who.name), shell_word(policy), shell_word(document));
  }
  return {std::move(edit)};
}

}  // namespace canreach
