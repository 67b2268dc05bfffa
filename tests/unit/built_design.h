#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/diagnostics.h"
#include "model/design.h"

namespace canreach {

inline IpPrefix prefix_of(const std::string& text) { return IpPrefix::parse(text).value(); }
inline IpAddress address_of(const std::string& text) { return IpAddress::parse(text).value(); }

/// A design made in a test: everything is declared on a line of its own, in the order of the calls.
class BuiltDesign {
 public:
  Design design;

  Ref<Vpc> vpc(const std::string& name, const std::vector<std::string>& cidrs) {
    Vpc vpc = named<Vpc>(name);
    vpc.cidrs = blocks(cidrs);
    return design.add(vpc);
  }
  Ref<Subnet> subnet(Ref<Vpc> vpc, const std::string& name, const std::vector<std::string>& cidrs) {
    Subnet subnet = part_of<Subnet>(vpc, name);
    subnet.cidrs = blocks(cidrs);
    return design.add(subnet);
  }
  template <class T>
  Ref<T> in(Ref<Vpc> vpc, const std::string& name) {
    return design.add(part_of<T>(vpc, name));
  }
  Ref<NetworkInterface> interface(Ref<Subnet> subnet, const std::string& name,
                                  const std::vector<std::string>& addresses = {}) {
    NetworkInterface interface = named<NetworkInterface>(name);
    interface.subnet = subnet;
    interface.vpc = design.get(subnet).vpc;
    interface.has_security_groups = false;
    for (const std::string& address : addresses) {
      InterfaceAddress held;
      held.address = address_of(address);
      interface.addresses.push_back(held);
    }
    return design.add(interface);
  }
  /// An interface that takes the next free IPv4 address.
  Ref<NetworkInterface> wanting(Ref<Subnet> subnet, const std::string& name) {
    const Ref<NetworkInterface> made = interface(subnet, name);
    design.get(made).wants_ipv4 = true;
    return made;
  }
  Ref<VpcEndpoint> gateway_endpoint(Ref<Vpc> vpc, const std::string& name,
                                    const std::string& service,
                                    std::vector<Ref<RouteTable>> tables) {
    VpcEndpoint endpoint = part_of<VpcEndpoint>(vpc, name);
    endpoint.type = EndpointType::gateway;
    endpoint.service = service;
    endpoint.route_tables = std::move(tables);
    return design.add(endpoint);
  }
  Ref<VpcPeering> peering(const std::string& name, Ref<Vpc> requester, Ref<Vpc> accepter) {
    VpcPeering peering = named<VpcPeering>(name);
    peering.requester = requester;
    peering.accepter = accepter;
    return design.add(peering);
  }
  Route& route(Ref<RouteTable> table, const std::string& to, RouteTarget::Kind kind,
               std::uint32_t index = 0) {
    Route route;
    route.destination = prefix_of(to);
    route.target.kind = kind;
    route.target.index = index;
    route.at = next_line();
    design.get(table).routes.push_back(route);
    return design.get(table).routes.back();
  }
  NetworkAclEntry entry(int number, const std::string& cidr) {
    NetworkAclEntry entry;
    entry.number = number;
    entry.cidr = prefix_of(cidr);
    entry.at = next_line();
    return entry;
  }

  template <class T>
  T named(const std::string& name) {
    T resource;
    resource.name = name;
    resource.id = name;
    resource.at = next_line();
    return resource;
  }

 private:
  template <class T>
  T part_of(Ref<Vpc> vpc, const std::string& name) {
    T resource = named<T>(name);
    resource.vpc = vpc;
    if (vpc.is_known()) resource.scope = design.get(vpc).name;
    return resource;
  }
  /// "unknown" is a block, too.
  static std::vector<Value<IpPrefix>> blocks(const std::vector<std::string>& texts) {
    std::vector<Value<IpPrefix>> blocks;
    for (const std::string& text : texts) {
      blocks.push_back(text == "unknown" ? Value<IpPrefix>(kUnknown)
                                         : Value<IpPrefix>(prefix_of(text)));
    }
    return blocks;
  }
  SourceLoc next_line() { return {0, ++lines_, 1}; }

  std::uint32_t lines_ = 0;
};

/// "CR1105 `10.0.0.2` is reserved ...", in the order of their places.
inline std::vector<std::string> messages_of(const Diagnostics& diagnostics) {
  std::vector<std::string> messages;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    messages.push_back(std::string(row_of(diagnostic.kind).code) + " " + diagnostic.message);
  }
  return messages;
}

}  // namespace canreach
