#include "tests/oracle/fixtures.h"

namespace canreach::oracle {
namespace {

void admit_egress(Design& design, Ref<SecurityGroup> group, std::string_view cidr) {
  design.get(group).egress.push_back(rule(TrafficSet::all(), from_cidr(cidr)));
}

void add_subnets(Fixture& f) {
  Design& design = f.design;
  f.pub_a = add_subnet(design, f.a, "pub-a", "az-a", {"10.0.0.0/24"});
  f.priv_a = add_subnet(design, f.a, "priv-a", "az-a", {"10.0.1.0/24"});
  f.priv_b = add_subnet(design, f.a, "priv-b", "az-b", {"10.0.2.0/24"});
  f.main = add_route_table(design, f.a, "main");
  f.rt_pub = add_route_table(design, f.a, "rt-pub");
  f.rt_priv = add_route_table(design, f.a, "rt-priv");
  design.get(f.main).main = true;
  design.get(f.pub_a).route_table = f.rt_pub;
  design.get(f.priv_a).route_table = f.rt_priv;
  design.get(f.priv_b).route_table = f.rt_priv;
}

void add_groups(Fixture& f) {
  Design& design = f.design;
  f.web = add_group(design, f.a, "web");
  f.app = add_group(design, f.a, "app");
  f.db = add_group(design, f.a, "db");
  for (const Ref<SecurityGroup> group : {f.web, f.app, f.db}) {
    admit_egress(design, group, kAnyIpv4);
  }
  design.get(f.web).ingress.push_back(rule(tcp(443), from_cidr(kAnyIpv4)));
  design.get(f.app).ingress.push_back(rule(tcp(8080), from_group(design, f.web)));
  design.get(f.db).ingress.push_back(rule(tcp(5432), from_group(design, f.app)));
}

}  // namespace

Fixture fixture_b0() {
  Fixture f;
  Design& design = f.design;
  f.a = add_vpc(design, "a", {"10.0.0.0/16"});
  add_subnets(f);
  add_groups(f);
  f.igw = add_internet_gateway(design, f.a, "igw");
  f.nat = add_nat_gateway(design, f.pub_a, "nat", "10.0.0.5", "198.51.100.9");
  add_route(design, f.rt_pub, kAnyIpv4, target_of(design, f.igw));
  add_route(design, f.rt_priv, kAnyIpv4, target_of(design, f.nat));
  f.web1 = add_instance(design, f.pub_a, "web1", address("10.0.0.10"), {f.web});
  f.app1 = add_instance(design, f.priv_a, "app1", address("10.0.1.10"), {f.app});
  f.app2 = add_instance(design, f.priv_a, "app2", address("10.0.1.11"), {f.app});
  f.db1 = add_instance(design, f.priv_b, "db1", address("10.0.2.20"), {f.db});
  set_public_ip(design, f.web1, address("198.51.100.10"));
  return f;
}

Fixture fixture_b1() {
  Fixture f = fixture_b0();
  Design& design = f.design;
  f.b = add_vpc(design, "b", {"10.1.0.0/16"});
  f.b1 = add_subnet(design, f.b, "b1", "az-a", {"10.1.0.0/24"});
  f.rt_b = add_route_table(design, f.b, "rt-b");
  design.get(f.b1).route_table = f.rt_b;
  f.svc_group = add_group(design, f.b, "svc");
  admit_egress(design, f.svc_group, kAnyIpv4);
  design.get(f.svc_group).ingress.push_back(rule(tcp(443), from_cidr("10.0.0.0/16")));
  f.svc = add_instance(design, f.b1, "svc", address("10.1.0.10"), {f.svc_group});
  f.pcx = add_peering(design, f.a, f.b, "pcx");
  design.get(f.pcx).state = std::string("active");
  add_route(design, f.rt_priv, "10.1.0.0/16", target_of(design, f.pcx));
  add_route(design, f.rt_b, "10.0.0.0/16", target_of(design, f.pcx));
  return f;
}

Fixture fixture_b2() {
  Fixture f = fixture_b0();
  Design& design = f.design;
  f.b = add_vpc(design, "b", {"10.1.0.0/16"});
  f.b1 = add_subnet(design, f.b, "b1", "az-a", {"10.1.0.0/24"});
  f.rt_b = add_route_table(design, f.b, "rt-b");
  design.get(f.b1).route_table = f.rt_b;
  f.svc_group = add_group(design, f.b, "svc");
  admit_egress(design, f.svc_group, kAnyIpv4);
  design.get(f.svc_group).ingress.push_back(rule(tcp(443), from_cidr("10.0.0.0/16")));
  f.svc = add_instance(design, f.b1, "svc", address("10.1.0.10"), {f.svc_group});
  f.transit = add_transit_gateway(design, "t");
  f.transit_table = add_transit_table(design, f.transit, "X");
  f.attachment_a = add_attachment(design, f.transit, "A", {f.priv_a});
  f.attachment_b = add_attachment(design, f.transit, "B", {f.b1});
  for (const Ref<TransitGatewayAttachment> attachment : {f.attachment_a, f.attachment_b}) {
    design.get(attachment).route_table = f.transit_table;
    design.get(attachment).propagating = {f.transit_table};
  }
  add_route(design, f.rt_priv, "10.1.0.0/16", target_of(design, f.transit));
  add_route(design, f.rt_b, "10.0.0.0/16", target_of(design, f.transit));
  return f;
}

void make_dual_stack(Fixture& f) {
  Design& design = f.design;
  design.get(f.a).cidrs.push_back(prefix("2001:db8:a::/56"));
  design.get(f.pub_a).cidrs.push_back(prefix("2001:db8:a:0::/64"));
  design.get(f.priv_a).cidrs.push_back(prefix("2001:db8:a:1::/64"));
  design.get(f.priv_b).cidrs.push_back(prefix("2001:db8:a:2::/64"));
  add_address(design, f.web1, "2001:db8:a:0::10");
  add_address(design, f.app1, "2001:db8:a:1::10");
  add_address(design, f.app2, "2001:db8:a:1::11");
  add_address(design, f.db1, "2001:db8:a:2::20");
  for (const Ref<SecurityGroup> group : {f.web, f.app, f.db}) {
    admit_egress(design, group, kAnyIpv6);
  }
}

NetworkAcl& own_network_acl(Fixture& f, Ref<Subnet> subnet) {
  Subnet& owner = f.design.get(subnet);
  owner.network_acl = add_network_acl(f.design, owner.vpc, "acl-" + owner.name);
  return f.design.get(owner.network_acl);
}

Ref<RouteTable> own_route_table(Fixture& f, Ref<Subnet> subnet) {
  Subnet& owner = f.design.get(subnet);
  owner.route_table = add_route_table(f.design, owner.vpc, "rt-" + owner.name);
  return owner.route_table;
}

Ref<SecurityGroup> open_group(Fixture& f) {
  const Ref<SecurityGroup> group = add_group(f.design, f.a, "open");
  admit_egress(f.design, group, kAnyIpv4);
  f.design.get(group).ingress.push_back(rule(TrafficSet::all(), from_cidr(kAnyIpv4)));
  return group;
}

}  // namespace canreach::oracle
