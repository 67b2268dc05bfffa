#pragma once

#include <string>
#include <vector>

#include "analyzer/query/aws_names.h"
#include "analyzer/query/dns.h"

namespace canreach {

/// One question of a name of DNS: asks whoever answers where the source is, and gathers what is
/// given and what is shown of it.  dns.cpp says who is asked and in which order; the parts are in
/// dns_zones.cpp and dns_aws.cpp.
class NameQuestion {
 public:
  NameQuestion(const Network& network, const std::string& name, const EndMember& from)
      : network_(network),
        design_(*network.design),
        asked_(name),
        from_(from),
        vantage_(vantage_of(network, from)) {}
  NameLookup look_up();

 private:
  bool in_vpc() const { return vantage_.kind == Vantage::Kind::vpc; }
  const Vpc& vpc() const { return design_.all<Vpc>()[vantage_.vpc]; }
  /// A source uses the addresses of the families that it has itself.
  void note_families();
  void finish();
  void add_addresses(const EndMember& member);

  // What is shown.
  Hop& step(std::string component, std::string name, Effect effect, std::string why,
            const SourceLoc& at = {});
  void step(ResourceKind kind, std::uint32_t index, Effect effect, std::string why);
  void fail(Unresolved why);
  void fail(Reason reason, std::string message);
  void fail(Reason reason, ResourceKind kind, std::uint32_t index, std::string message);
  void leave_open(Reason reason, std::string message, std::string supply);
  void leave_open(Reason reason, ResourceKind kind, std::uint32_t index, std::string message,
                  std::string supply);
  void add(EndMember member, bool by_public_address);

  // Who is asked.
  void ask(const std::string& name);
  void ask_whoever_answers(const std::string& name);
  void too_many();
  /// False: it is decided.  Rules: DNS-1, DNS-3, DNS-5.
  bool ask_resolver(const std::string& name);

  // Hosted zones.
  /// True: it is decided.  Rule: DNS-6.
  bool ask_zones(const std::string& name, HostedZone::Type wanted);
  /// Hosts and the private DNS of endpoints have domains of their own at Amazon's resolver, which
  /// go before a zone whose domain is shorter.  Rules: DNS-3, IEP-3.
  Tri is_wider_than_names_of_aws(const HostedZone& zone, const std::string& name) const;
  /// Private zones need both DNS attributes of the VPC.  Rule: DNS-3.
  bool has_private_names(const HostedZone& zone, std::uint32_t index);
  void take_records(std::uint32_t index, const std::string& name);
  void take_record(std::uint32_t index, const DnsRecord& record, const std::string& name);
  void take_address(const IpAddress& address);

  // Names that AWS gives.
  bool ask_aws(const std::string& name);
  /// Few services have a name without a Region.  Rule: DNS-7.
  bool leave_region_open(const AwsName& known, const std::string& name);
  /// A name with an endpoint's id that is none of its names, or perhaps none.  Rule: IEP-5.
  void fail_host(const NamedHost& host);
  void assume_form(const NamedHost& host);
  /// Does a name whose public records give a public address mean the private one here?  Rules:
  /// DNS-4, SVC-2, SVC-4, PEER-9.
  Tri means_private(std::uint32_t vpc) const;
  void take_host(const NamedHost& host);
  void take_public_or_private(const NamedHost& host, EndMember member);
  /// ip-10-0-1-10.ec2.internal: for hosts of the own VPC alone, with both attributes, and by the
  /// Region's own domain.  Rule: DNS-3.
  void take_private_host(const AwsName& known, const std::string& name);
  /// Without DNS hostnames the hosts of a VPC have no names.  Rule: DNS-3.
  void without_hostnames(std::uint32_t index, Tri hostnames);
  void nobody_here(const std::string& name);
  /// i-0123.ec2.internal: answered where the options of the instance say so.  Rule: DNS-3.
  void take_instance(const std::string& id, const std::string& name);
  /// ec2-198-51-100-10...: the private address inside the VPC, the public one elsewhere.  Rules:
  /// DNS-3, DNS-4, PEER-9.
  void take_public_host(const IpAddress& address);
  /// The cases of a service look for its endpoints themselves.  Rules: IEP-3, PUB-1.
  void take_service(const AwsName& known);
  bool has_private_dns(const std::string& service) const;
  void show_service(const AwsName& known);
  void show_endpoint(std::uint32_t index);

  // Public DNS, which is not in any design.
  void ask_public(const std::string& name);
  /// A private zone that is not asked here says nothing of public DNS, where others may have its
  /// domain.  Rule: DNS-6.
  void leave_open_beside(std::uint32_t zone, const std::string& name);
  void take_public(const std::string& name);

  const Network& network_;
  const Design& design_;
  std::string asked_;
  const EndMember& from_;
  Vantage vantage_;
  int questions_ = 0;
  bool zones_are_off_ = false;      // private zones that would answer are not asked.  Rule: DNS-3
  std::vector<std::string> chain_;  // the names that are being asked for
  NameLookup result_;
};

}  // namespace canreach
