#include "analyzer/query/aws_names.h"

#include <fmt/format.h>

#include <array>
#include <type_traits>
#include <vector>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/dns_names.h"

// The names that AWS gives, and whose they are.
//
// A design says few of them: they are made when it is deployed.  But their forms are fixed, and a
// form often tells whose name it is: the first label of a database's name is its identifier, that
// of an endpoint begins with its id, that of a host holds its address.  Sources: Amazon VPC user
// guide (AmazonDNS-concepts), AWS PrivateLink guide, Amazon RDS user guide.
//
//   ip-10-0-1-10.ec2.internal                              private_host 10.0.1.10
//   ec2-198-51-100-10.eu-west-1.compute.amazonaws.com      public_host 198.51.100.10
//   api.ecr.us-east-1.amazonaws.com                        service ecr.api
//   vpce-0a-1b-us-east-1a.sqs.us-east-1.vpce.amazonaws.com the endpoint vpce-0a in us-east-1a
//   orders.c1x2.us-east-1.rds.amazonaws.com                the database orders, by its form

namespace canreach {
namespace {

using Labels = std::vector<std::string_view>;

bool ends_in(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

/// "us-east-1", "us-gov-west-1".
bool is_region(std::string_view label) {
  const Labels parts = split(label, '-');
  if (parts.size() < 3 || parts[0].size() != 2) return false;
  return parts.back().size() == 1 && parts.back().front() >= '0' && parts.back().front() <= '9';
}

/// The labels before `amazonaws.com`; empty where the name has another end.
Labels labels_of_aws(std::string_view name) {
  for (const std::string_view end : {".amazonaws.com", ".amazonaws.com.cn"}) {
    if (ends_in(name, end)) return split(name.substr(0, name.size() - end.size()), '.');
  }
  return {};
}

/// 10.0.1.10 of "ip-10-0-1-10".
std::optional<IpAddress> address_in(std::string_view label, std::string_view prefix) {
  if (!label.starts_with(prefix)) return std::nullopt;
  std::string text(label.substr(prefix.size()));
  for (char& letter : text) letter = letter == '-' ? '.' : letter;
  const Result<IpAddress> address = IpAddress::parse(text);
  return address ? std::optional<IpAddress>(*address) : std::nullopt;
}

AwsName private_host(std::string_view name) {
  AwsName result;
  const bool is_default = ends_in(name, ".ec2.internal");
  if (!is_default && !ends_in(name, ".compute.internal")) return result;
  const std::string_view first = name.substr(0, name.find('.'));
  result.kind = AwsName::Kind::private_host;
  const std::optional<IpAddress> address = address_in(first, "ip-");
  if (address) {
    result.address = *address;
  } else {
    result.id = std::string(first);
  }
  return result;
}

AwsName public_host(const Labels& labels) {
  AwsName result;
  const bool is_default = labels.size() == 2 && labels[1] == "compute-1";
  const bool is_regional = labels.size() == 3 && labels[2] == "compute";
  const std::optional<IpAddress> address =
      is_default || is_regional ? address_in(labels[0], "ec2-") : std::nullopt;
  if (!address) return result;
  result.kind = AwsName::Kind::public_host;
  result.address = *address;
  return result;
}

/// Services whose longer names are those of single hosts.
bool makes_hosts(std::string_view service) {
  static constexpr std::array<std::string_view, 14> kServices = {
      "rds",   "elb", "cache",   "kafka", "es",   "redshift", "redshift-serverless",
      "docdb", "mq",  "neptune", "efs",   "aoss", "eks",      "vpce"};
  return contains(kServices, service);
}

/// As endpoints name it.
std::string endpoint_service(const Labels& labels) {
  const std::string_view last = labels.back();
  if (last == "kinesis") return "kinesis-streams";
  const bool is_registry = last == "ecr" && labels.size() > 1;
  if (is_registry) return "ecr." + std::string(labels[labels.size() - 2]);
  return std::string(last);
}

AwsName service_name(Labels labels) {
  AwsName result;
  const bool is_balancer = any_of(labels, [](std::string_view label) { return label == "elb"; });
  const bool is_regional = is_region(labels.back());
  if (is_regional) result.region = std::string(labels.back());
  if (is_regional) labels.pop_back();
  result.kind = AwsName::Kind::other_host;
  if (labels.empty() || is_balancer) return result;
  const bool is_host = labels.size() > 1 && makes_hosts(labels.back());
  const bool has_both_families = contains(labels, std::string_view("dualstack"));
  if (is_host || has_both_families) return result;
  result.kind = AwsName::Kind::service;
  result.service = endpoint_service(labels);
  return result;
}

/// "us-east-1a" of "vpce-0a-1b-us-east-1a"; empty: a name for all zones.
std::string zone_in(std::string_view label, std::string_view id) {
  const std::string_view rest = label.substr(id.size() + 1);
  const std::size_t dash = rest.find('-');
  return dash == std::string_view::npos ? std::string() : std::string(rest.substr(dash + 1));
}

std::optional<NamedHost> endpoint_of(const Design& design, const std::string& name) {
  if (!ends_in(name, ".vpce.amazonaws.com")) return std::nullopt;
  std::string_view label = std::string_view(name).substr(0, name.find('.'));
  // Names of buckets stand before those of S3's endpoints.
  const std::size_t inner = name.find(".vpce-");
  if (!label.starts_with("vpce-") && inner != std::string::npos) {
    label = std::string_view(name).substr(inner + 1);
    label = label.substr(0, label.find('.'));
  }
  const auto& endpoints = design.all<VpcEndpoint>();
  for (std::uint32_t i = 0; i < endpoints.size(); ++i) {
    const std::string& id = endpoints[i].id;
    if (endpoints[i].type != EndpointType::interface || id.empty()) continue;
    if (!label.starts_with(id + "-")) continue;
    return NamedHost{ResourceKind::VpcEndpoint, i, zone_in(label, id), false};
  }
  return std::nullopt;
}

bool has_name(const Resource& resource, const std::string& name) {
  return contains(resource.dns_names, name);
}

template <class T>
void find_named(const Design& design, const std::string& name, std::vector<NamedHost>& hosts) {
  const auto& resources = design.all<T>();
  for (std::uint32_t i = 0; i < resources.size(); ++i) {
    if (has_name(resources[i], name)) hosts.push_back({kind_of<T>(), i, "", false});
  }
}

/// "orders" of orders.c1x2.us-east-1.rds.amazonaws.com; "web" of internal-web-123.REGION.elb...
std::string identifier_in(const Labels& labels, std::string_view service) {
  std::string_view first = labels.front();
  if (service != "elb") return std::string(first);
  if (first.starts_with("internal-")) first = first.substr(std::string_view("internal-").size());
  return std::string(first.substr(0, first.rfind('-')));
}

template <class T>
void find_by_form(const Design& design, const std::string& identifier, const std::string& region,
                  std::vector<NamedHost>& hosts) {
  const auto& resources = design.all<T>();
  for (std::uint32_t i = 0; i < resources.size(); ++i) {
    const T& one = resources[i];
    const bool is_it = to_lower(one.id) == identifier || to_lower(one.name) == identifier;
    const bool fits = one.region.empty() || region.empty() || one.region == region;
    if (is_it && fits && one.dns_names.empty()) hosts.push_back({kind_of<T>(), i, "", true});
  }
}

/// The one resource whose name has this form; none where several might.
std::optional<NamedHost> host_by_form(const Design& design, const std::string& name) {
  const Labels labels = labels_of_aws(name);
  if (labels.size() < 3) return std::nullopt;
  std::string region;
  for (const std::string_view label : labels) {
    if (is_region(label)) region = std::string(label);
  }
  std::vector<NamedHost> hosts;
  const bool is_balancer = contains(labels, std::string_view("elb"));
  if (labels.back() == "rds" && labels.size() == 4) {
    find_by_form<Database>(design, identifier_in(labels, "rds"), region, hosts);
  } else if (is_balancer) {
    find_by_form<LoadBalancer>(design, identifier_in(labels, "elb"), region, hosts);
  }
  return hosts.size() == 1 ? std::optional<NamedHost>(hosts.front()) : std::nullopt;
}

}  // namespace

AwsName aws_name_of(const std::string& name) {
  const AwsName inside = private_host(name);
  if (inside.kind != AwsName::Kind::none) return inside;
  const Labels labels = labels_of_aws(name);
  if (labels.empty()) return {};
  const AwsName host = public_host(labels);
  return host.kind == AwsName::Kind::none ? service_name(labels) : host;
}

std::optional<NamedHost> host_with_name(const Design& design, const std::string& name) {
  std::vector<NamedHost> hosts;
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  find_named<type>(design, name, hosts);
#include "model/resource_kinds.def"
#undef RESOURCE
  if (!hosts.empty()) return hosts.front();
  if (const auto endpoint = endpoint_of(design, name)) return endpoint;
  return host_by_form(design, name);
}

}  // namespace canreach
