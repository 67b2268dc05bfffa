// Scopes of AWS Network Access Analyzer, as `aws ec2 get-network-insights-access-scope-content`
// prints them.
//
//   scope      = {MatchPaths: [path], ExcludePaths: [path]}
//   path       = {Source: statement, Destination: statement, ThroughResources: [...]}
//   statement  = {PacketHeaderStatement: {SourceAddresses, DestinationAddresses, DestinationPorts,
//                 Protocols, ...}, ResourceStatement: {Resources: [id or ARN], ResourceTypes:
//                 [...]}}
//
// A path becomes flows: every source to every destination, with every port.  An internet gateway
// stands for the internet; the types that hold interfaces stand for every VPC.  A side that names
// nothing is both.
#include "parsers/access_scope.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "base/algorithm.h"

namespace canreach {
namespace {

constexpr std::size_t kMostFlows = 1000;  // of one path
constexpr std::string_view kEverything = "every VPC";
constexpr std::string_view kInternet = "internet";

/// One end of a path.
struct ScopeEnd {
  std::vector<std::string> ends;      // ENDPOINTs
  std::vector<std::string> suffixes;  // ":443/tcp"
};

class ScopeReader {
 public:
  ScopeReader(NativeContext& context, const SyntaxNode& root) : context_(context), root_(root) {}

  void read() {
    const SyntaxNode* id = root_.find("NetworkInsightsAccessScopeId");
    const std::string name = id != nullptr && id->is_scalar() ? std::string(id->text()) : "scope";
    std::vector<IntentFlow> excluded;
    std::vector<std::string> gaps;
    for (const SyntaxNode* path : paths("ExcludePaths")) add_flows(*path, excluded, gaps);
    std::size_t number = 0;
    for (const SyntaxNode* path : paths("MatchPaths")) {
      Intent intent;
      intent.id = fmt::format("{}-{}", name, ++number);
      intent.kind = Intent::Kind::scope;
      intent.severity = "medium";
      intent.at = path->at();
      intent.excluded = excluded;
      intent.not_covered = gaps;
      add_flows(*path, intent.flows, intent.not_covered);
      context_.design.spec.intents.push_back(std::move(intent));
    }
  }

 private:
  std::vector<const SyntaxNode*> paths(std::string_view key) const {
    std::vector<const SyntaxNode*> found;
    const SyntaxNode* list = root_.find(key);
    if (list == nullptr) return found;
    for (const SyntaxNode& path : list->elements()) found.push_back(&path);
    return found;
  }

  void add_flows(const SyntaxNode& path, std::vector<IntentFlow>& flows,
                 std::vector<std::string>& gaps) {
    if (const SyntaxNode* through = path.find("ThroughResources")) {
      if (!through->elements().empty()) gap(*through, "ThroughResources", gaps);
    }
    const ScopeEnd from = read_end(path.find("Source"), "Source", gaps);
    const ScopeEnd to = read_end(path.find("Destination"), "Destination", gaps);
    std::vector<std::string> suffixes = to.suffixes.empty() ? from.suffixes : to.suffixes;
    if (suffixes.empty()) suffixes.push_back("");
    for (const std::string& source : from.ends) {
      for (const std::string& target : to.ends) {
        if (source == kInternet && target == kInternet) continue;
        for (const std::string& suffix : suffixes) {
          if (flows.size() == kMostFlows) return gap(path, "more than 1000 flows", gaps);
          flows.push_back({source, target + suffix, std::nullopt});
        }
      }
    }
  }

  void gap(const SyntaxNode& node, const std::string& what, std::vector<std::string>& gaps) {
    context_.report(DiagnosticKind::scope_part, node.at(),
                    {quoted(what), "what it says leaves the intent undecided where it matters"});
    gaps.push_back(what);
  }

  ScopeEnd read_end(const SyntaxNode* statement, const std::string& side,
                    std::vector<std::string>& gaps) {
    ScopeEnd end;
    const SyntaxNode* resources =
        statement == nullptr ? nullptr : statement->find("ResourceStatement");
    const SyntaxNode* header =
        statement == nullptr ? nullptr : statement->find("PacketHeaderStatement");
    if (resources != nullptr) read_resources(*resources, end, gaps);
    if (header != nullptr) read_header(*header, side, end, gaps);
    if (end.ends.empty()) end.ends = {everything(), std::string(kInternet)};
    return end;
  }

  void read_resources(const SyntaxNode& statement, ScopeEnd& end, std::vector<std::string>& gaps) {
    if (const SyntaxNode* list = statement.find("Resources")) {
      for (const SyntaxNode* one : elements_of(*list)) {
        if (one->is_scalar()) end.ends.push_back(one->text());
      }
    }
    const SyntaxNode* types = statement.find("ResourceTypes");
    if (types == nullptr) return;
    for (const SyntaxNode* one : elements_of(*types)) {
      const std::string_view type = one->text();
      constexpr std::string_view kInside[] = {"AWS::EC2::NetworkInterface", "AWS::EC2::Instance",
                                              "AWS::EC2::VPC", "AWS::EC2::Subnet"};
      if (type == "AWS::EC2::InternetGateway") {
        end.ends.emplace_back(kInternet);
      } else if (std::find(std::begin(kInside), std::end(kInside), type) != std::end(kInside)) {
        end.ends.push_back(everything());
      } else {
        gap(*one, std::string(type), gaps);
      }
    }
  }

  void read_header(const SyntaxNode& header, const std::string& side, ScopeEnd& end,
                   std::vector<std::string>& gaps) {
    std::vector<std::string> ports;
    std::vector<std::string> protocols;
    for (const SyntaxNode::Member& member : header.members()) {
      if (member.value.is_list() && member.value.elements().empty()) continue;
      std::vector<std::string> texts;
      for (const SyntaxNode* one : elements_of(member.value)) texts.push_back(one->text());
      const bool is_own_address = member.key == std::string(side) + "Addresses";
      if (is_own_address && end.ends.empty()) {
        end.ends = std::move(texts);
      } else if (member.key == "DestinationPorts") {
        ports = std::move(texts);
      } else if (member.key == "Protocols") {
        protocols = std::move(texts);
      } else {
        gap(member.value, std::string(member.key), gaps);
      }
    }
    if (protocols.empty() && !ports.empty()) protocols = {"tcp", "udp"};
    for (const std::string& protocol : protocols) {
      if (ports.empty()) end.suffixes.push_back("/" + to_lower(protocol));
      for (const std::string& port : ports) {
        end.suffixes.push_back(":" + port + "/" + to_lower(protocol));
      }
    }
  }

  /// A group of every VPC that something is in.
  std::string everything() {
    IntentSpec& spec = context_.design.spec;
    const std::string name(kEverything);
    for (const EndpointGroup& group : spec.groups) {
      if (group.name == name) return name;
    }
    std::set<std::uint32_t> used;
    for (const NetworkInterface& interface : context_.design.all<NetworkInterface>()) {
      const bool counts = interface.type == NetworkInterface::Type::ordinary ||
                          interface.type == NetworkInterface::Type::managed;
      if (interface.vpc.is_known() && counts) used.insert(interface.vpc.index());
    }
    EndpointGroup group{name, {}, root_.at()};
    for (const std::uint32_t vpc : used) {
      group.members.push_back("vpc/" + context_.design.all<Vpc>()[vpc].id);
    }
    spec.groups.push_back(std::move(group));
    return name;
  }

  NativeContext& context_;
  const SyntaxNode& root_;
};

const SyntaxNode& content_of(const SyntaxNode& root) {
  const SyntaxNode* content = root.find("NetworkInsightsAccessScopeContent");
  return content != nullptr ? *content : root;
}

}  // namespace

bool is_access_scope(const SyntaxNode& root) {
  return content_of(root).find("MatchPaths") != nullptr;
}

void read_access_scope(NativeContext& context, const SyntaxNode& root) {
  ScopeReader(context, content_of(root)).read();
}

}  // namespace canreach
