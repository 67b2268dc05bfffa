#pragma once

#include "tests/oracle/build.h"

namespace canreach::oracle {

/// Fixture B0 of docs/semantics.md, section 21, before completion; the fields of B1 are none in B0.
struct Fixture {
  Design design;
  Ref<Vpc> a;
  Ref<Subnet> pub_a, priv_a, priv_b;
  Ref<RouteTable> main, rt_pub, rt_priv;
  Ref<InternetGateway> igw;
  Ref<NatGateway> nat;
  Ref<SecurityGroup> web, app, db;
  Ref<NetworkInterface> web1, app1, app2, db1;

  Ref<Vpc> b;
  Ref<Subnet> b1;
  Ref<RouteTable> rt_b;
  Ref<SecurityGroup> svc_group;
  Ref<NetworkInterface> svc;
  Ref<VpcPeering> pcx;
  Ref<TransitGateway> transit;
  Ref<TransitGatewayAttachment> attachment_a;
  Ref<TransitGatewayAttachment> attachment_b;
  Ref<TransitGatewayRouteTable> transit_table;
};

Fixture fixture_b0();
/// B0 and a peered VPC B.
Fixture fixture_b1();
/// B1 with a transit gateway in place of the peering.
Fixture fixture_b2();

/// What section 21 calls "dual stack": blocks, interface addresses, egress rules; no ::/0 route.
void make_dual_stack(Fixture& fixture);

/// A network ACL of the subnet's own, without entries.
NetworkAcl& own_network_acl(Fixture& fixture, Ref<Subnet> subnet);
/// A route table of the subnet's own, without routes.
Ref<RouteTable> own_route_table(Fixture& fixture, Ref<Subnet> subnet);
/// A group that admits all IPv4 both ways.
Ref<SecurityGroup> open_group(Fixture& fixture);

}  // namespace canreach::oracle
