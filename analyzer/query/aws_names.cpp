#include "analyzer/query/aws_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <type_traits>
#include <vector>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/dns_names.h"
#include "policy/action_data.h"

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
//   iam.amazonaws.com                                      service iam, one of few without a Region
//   vpce-0a-1b-us-east-1a.sqs.us-east-1.vpce.amazonaws.com the endpoint vpce-0a in us-east-1a
//   orders.c1x2.us-east-1.rds.amazonaws.com                the database orders, by its form

namespace canreach {
namespace {

using Labels = std::vector<std::string_view>;

constexpr std::string_view kEndOfEndpoints = ".vpce.amazonaws.com";
constexpr std::string_view kEnd = ".amazonaws.com";
constexpr std::string_view kEndInChina = ".amazonaws.com.cn";

/// "us-east-1", "us-gov-west-1".
bool is_region(std::string_view label) {
  const Labels parts = split(label, '-');
  if (parts.size() < 3 || parts[0].size() != 2) return false;
  return parts.back().size() == 1 && parts.back().front() >= '0' && parts.back().front() <= '9';
}

/// The labels before `amazonaws.com`; empty where the name has another end.
Labels labels_of_aws(std::string_view name) {
  for (const std::string_view end : {kEnd, kEndInChina}) {
    if (name.ends_with(end)) return split(name.substr(0, name.size() - end.size()), '.');
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

/// The last labels of the name.
std::string domain_of_hosts(std::string_view name, std::size_t count) {
  std::size_t at = name.size();
  for (std::size_t i = 0; i < count && at != std::string_view::npos && at > 0; ++i) {
    at = name.rfind('.', at - 1);
  }
  return std::string(at == std::string_view::npos ? name : name.substr(at + 1));
}

/// "i-0123456789abcdef0".
bool is_instance_id(std::string_view label) {
  constexpr std::string_view kBegin = "i-";
  const bool has_digits = label.starts_with(kBegin) && label.size() > kBegin.size();
  return has_digits &&
         label.find_first_not_of("0123456789abcdef", kBegin.size()) == std::string_view::npos;
}

/// A host has one label before `ec2.internal` in us-east-1, before `REGION.compute.internal`
/// elsewhere: its address, or its id.
AwsName private_host(std::string_view name) {
  AwsName result;
  const bool is_default = name.ends_with(".ec2.internal");
  if (!is_default && !name.ends_with(".compute.internal")) return result;
  result.kind = AwsName::Kind::no_host;
  result.domain = domain_of_hosts(name, is_default ? 2 : 3);
  const std::string_view first = name.substr(0, name.find('.'));
  const std::string region =
      is_default ? "us-east-1" : result.domain.substr(0, result.domain.find('.'));
  if (!is_region(region) || parent_of_name(name) != result.domain) return result;
  const std::optional<IpAddress> address = address_in(first, "ip-");
  if (!address && !is_instance_id(first)) return result;
  result.kind = AwsName::Kind::private_host;
  result.region = region;
  if (address) {
    result.address = *address;
  } else {
    result.id = std::string(first);
  }
  return result;
}

AwsName public_host(std::string_view name, const Labels& labels) {
  AwsName result;
  const bool is_default = labels.size() == 2 && labels[1] == "compute-1";
  const bool is_regional = labels.size() == 3 && labels[2] == "compute";
  const std::optional<IpAddress> address =
      is_default || is_regional ? address_in(labels[0], "ec2-") : std::nullopt;
  if (!address) return result;
  result.kind = AwsName::Kind::public_host;
  result.domain = std::string(parent_of_name(name));
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

/// A service whose endpoints have another word for it than its name has.
struct ServiceWords {
  std::string_view name;
  std::string_view service;
  bool has_names_before = false;  // of buckets, accounts, interfaces
};

constexpr std::array<ServiceWords, 18> kServiceWords = {{
    {"s3", "s3", true},
    {"execute-api", "execute-api", true},
    {"dkr.ecr", "ecr.dkr", true},
    {"api.ecr", "ecr.api"},
    {"kinesis", "kinesis-streams"},
    {"firehose", "kinesis-firehose"},
    {"streams.dynamodb", "dynamodb-streams"},
    {"api.sagemaker", "sagemaker.api"},
    {"runtime.sagemaker", "sagemaker.runtime"},
    {"featurestore-runtime.sagemaker", "sagemaker.featurestore-runtime"},
    {"metrics.sagemaker", "sagemaker.metrics"},
    {"ecs-a", "ecs-agent"},
    {"ecs-t", "ecs-telemetry"},
    {"api.airflow", "airflow.api"},
    {"env.airflow", "airflow.env"},
    {"codeartifact", "codeartifact.api"},
    {"api.pricing", "pricing.api"},
    {"git-codecommit", "git-codecommit"},
}};

/// Services whose endpoints have the word of their names.  One that is not here is no error: what a
/// name of it means is open unless the design has an endpoint for it.
constexpr std::array<std::string_view, 88> kPlainServices = {
    "access-analyzer",
    "acm",
    "acm-pca",
    "application-autoscaling",
    "athena",
    "autoscaling",
    "backup",
    "batch",
    "bedrock",
    "bedrock-agent",
    "bedrock-agent-runtime",
    "bedrock-runtime",
    "cassandra",
    "cloudformation",
    "cloudfront",
    "cloudtrail",
    "codebuild",
    "codecommit",
    "codedeploy",
    "codepipeline",
    "cognito-idp",
    "comprehend",
    "config",
    "datasync",
    "dms",
    "dynamodb",
    "ebs",
    "ec2",
    "ec2messages",
    "ecs",
    "eks",
    "elasticache",
    "elasticbeanstalk",
    "elasticfilesystem",
    "elasticloadbalancing",
    "elasticmapreduce",
    "email",
    "email-smtp",
    "emr-containers",
    "emr-serverless",
    "events",
    "fis",
    "fsx",
    "glue",
    "guardduty",
    "iam",
    "imagebuilder",
    "inspector2",
    "kafka",
    "kendra",
    "kms",
    "lakeformation",
    "lambda",
    "license-manager",
    "logs",
    "macie2",
    "mgn",
    "monitoring",
    "organizations",
    "polly",
    "ram",
    "rds",
    "rds-data",
    "redshift",
    "redshift-data",
    "rekognition",
    "route53",
    "scheduler",
    "secretsmanager",
    "securityhub",
    "servicecatalog",
    "servicediscovery",
    "sns",
    "sqs",
    "ssm",
    "ssm-contacts",
    "ssm-incidents",
    "ssmmessages",
    "states",
    "storagegateway",
    "sts",
    "support",
    "swf",
    "sync-states",
    "synthetics",
    "textract",
    "translate",
    "xray",
};

/// The first word of a service's actions and its name in endpoints, where they differ.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kEndpointNames = {{
    {"kinesis", "kinesis-streams"},
    {"firehose", "kinesis-firehose"},
    {"cloudwatch", "monitoring"},
    {"ecr", "ecr.api"},
    {"ses", "email"},
    {"codeartifact", "codeartifact.api"},
    {"airflow", "airflow.api"},
    {"pricing", "pricing.api"},
    {"sagemaker", "sagemaker.api"},
}};

/// First words of actions that are asked of no service's endpoint.
constexpr std::array<std::string_view, 4> kWithoutEndpoint = {"rds-db", "kafka-cluster",
                                                              "neptune-db", "vpc-lattice-svcs"};

/// Services that have a name without a Region, by the part of it that is the service's own.  AWS
/// lists a Region in the names of all others; whether an old name without it is still there is not
/// said.  Sources: AWS General Reference (service endpoints), Amazon EC2 and Auto Scaling guides.
constexpr std::array<std::string_view, 13> kNamesWithoutRegion = {
    "autoscaling", "budgets",      "cloudfront", "ec2", "elasticmapreduce",
    "iam",         "importexport", "route53",    "s3",  "savingsplans",
    "sdb",         "sts",          "waf"};
constexpr std::array<std::string_view, 2> kNamesWithoutRegionInChina = {"budgets", "route53"};

bool has_name_without_region(std::string_view name, std::string_view end) {
  return end == kEndInChina ? contains(kNamesWithoutRegionInChina, name)
                            : contains(kNamesWithoutRegion, name);
}

std::string joined(const Labels& labels) { return fmt::format("{}", fmt::join(labels, ".")); }

/// Sets the service of these labels, as endpoints name it, and the part of them that is its name.
std::string set_service(const Labels& labels, AwsName& result) {
  const std::string words = joined(labels);
  result.is_listed = true;
  for (const ServiceWords& row : kServiceWords) {
    const bool is_before = row.has_names_before && words.ends_with("." + std::string(row.name));
    if (words != row.name && !is_before) continue;
    result.service = std::string(row.service);
    return std::string(row.name);
  }
  result.is_listed = contains(kPlainServices, std::string_view(words));
  result.service = joined(Labels(labels.rbegin(), labels.rend()));
  return words;
}

AwsName service_name(Labels labels, std::string_view end) {
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
  result.domain = set_service(labels, result);
  if (!is_regional) result.is_listed = has_name_without_region(result.domain, end);
  if (is_regional) result.domain += "." + result.region;
  result.domain += end;
  return result;
}

/// "us-east-1a" of "vpce-0a-1b-us-east-1a"; empty: a name for all zones.
std::string zone_in(std::string_view label, std::string_view id) {
  const std::string_view rest = label.substr(id.size() + 1);
  const std::size_t dash = rest.find('-');
  return dash == std::string_view::npos ? std::string() : std::string(rest.substr(dash + 1));
}

/// The zone's name has an interface of the endpoint in that zone.
Tri has_interface_in(const Design& design, const VpcEndpoint& endpoint, const std::string& zone) {
  Tri found = endpoint.interfaces.empty() ? Tri::maybe : Tri::no;
  for (const Ref<NetworkInterface>& interface : endpoint.interfaces) {
    const Ref<Subnet> subnet =
        interface.is_known() ? design.get(interface).subnet : Ref<Subnet>::unknown();
    const bool is_known = subnet.is_known() && !design.get(subnet).zone.empty();
    found = either(found, is_known ? tri(design.get(subnet).zone == zone) : Tri::maybe);
  }
  return found;
}

/// Is it for somebody's own service, whose id is known?
bool ends_in_private_service(const VpcEndpoint& endpoint) {
  return endpoint.service.find("vpce-svc-") != std::string::npos ||
         endpoint.service_name.find("vpce-svc-") != std::string::npos;
}

/// Are these the labels of the endpoint's service, between its own label and the Region?
Tri is_service_of(const VpcEndpoint& endpoint, const Labels& labels) {
  if (endpoint.service.empty()) return Tri::maybe;
  AwsName named;
  set_service(labels, named);
  if (named.service == endpoint.service) return Tri::yes;
  const std::string words = joined(labels);
  if (endpoint.service.ends_with("." + words) || endpoint.service_name.ends_with("." + words)) {
    return Tri::yes;
  }
  AwsName own;
  set_service(Labels{endpoint.service}, own);
  const bool is_own_listed = own.is_listed || any_of(kServiceWords, [&](const ServiceWords& row) {
                               return row.service == endpoint.service;
                             });
  const bool is_private = words.starts_with("vpce-svc-");
  const bool are_listed = is_own_listed && (named.is_listed || is_private);
  const bool are_private = is_private && ends_in_private_service(endpoint);
  return are_listed || are_private ? Tri::no : Tri::maybe;
}

/// Has the endpoint the name?  `own`: its label, which holds its id.  Rule: IEP-5.
Tri has_own_name(const Design& design, const VpcEndpoint& endpoint, std::string_view name,
                 std::string_view own, const std::string& zone) {
  const std::size_t begin = name.find(own) + own.size() + 1;
  const std::size_t end = name.size() - kEndOfEndpoints.size();
  if (begin >= end) return Tri::maybe;
  Labels labels = split(name.substr(begin, end - begin), '.');
  if (labels.size() < 2 || !is_region(labels.back())) return Tri::maybe;
  const Ref<Vpc> vpc = endpoint.vpc;
  const std::string& region =
      !endpoint.region.empty() || !vpc.is_known() ? endpoint.region : design.get(vpc).region;
  const Tri is_here = region.empty() ? Tri::maybe : tri(region == labels.back());
  labels.pop_back();
  const Tri is_it = both(is_here, is_service_of(endpoint, labels));
  return zone.empty() ? is_it : both(is_it, has_interface_in(design, endpoint, zone));
}

std::optional<NamedHost> endpoint_of(const Design& design, const std::string& name) {
  if (!name.ends_with(kEndOfEndpoints)) return std::nullopt;
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
    const std::string zone = zone_in(label, id);
    const Tri exists = has_own_name(design, endpoints[i], name, label, zone);
    return NamedHost{ResourceKind::VpcEndpoint, i, zone, false, exists};
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
    if (has_name(resources[i], name)) hosts.push_back({kind_of<T>(), i, "", false, Tri::yes});
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
    if (is_it && fits && one.dns_names.empty())
      hosts.push_back({kind_of<T>(), i, "", true, Tri::yes});
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
  const AwsName host = public_host(name, labels);
  if (host.kind != AwsName::Kind::none) return host;
  return service_name(labels, name.ends_with(kEndInChina) ? kEndInChina : kEnd);
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

Tri endpoints_answer(const Design& design, std::uint32_t index, const AwsName& known) {
  const Vpc& vpc = design.all<Vpc>()[index];
  if (!vpc.region.empty() && vpc.region != known.region) return Tri::no;
  Tri answers = Tri::no;
  for (const VpcEndpoint& endpoint : design.all<VpcEndpoint>()) {
    const bool is_here = endpoint.vpc == Ref<Vpc>(index) || endpoint.vpc.is_unknown();
    const bool is_meant = endpoint.service.empty() || endpoint.service == known.service;
    if (!is_here || !is_meant || endpoint.type != EndpointType::interface) continue;
    const bool is_sure =
        !endpoint.service.empty() && endpoint.vpc.is_known() && !vpc.region.empty();
    const Tri here = both(tri(endpoint.private_dns, true), tri(vpc.dns_hostnames, true));
    answers = either(answers, is_sure ? here : both(here, Tri::maybe));
  }
  return answers;
}

Tri peer_resolves(const Network& network, std::uint32_t own, std::uint32_t other) {
  const Design& design = *network.design;
  const std::uint32_t peering = network.peering_between(own, other);
  if (peering == kNoIndex) return Tri::no;
  Tri resolves = tri(design.all<VpcPeering>()[peering].dns_resolution_of(Ref<Vpc>(other)), true);
  for (const std::uint32_t index : {own, other}) {
    resolves = both(resolves, tri(design.all<Vpc>()[index].dns_support, true));
    resolves = both(resolves, tri(design.all<Vpc>()[index].dns_hostnames, true));
  }
  return resolves;
}

bool keep_zone(const Network& network, const std::string& zone, EndMember& member) {
  if (member.kind != EndMember::Kind::faces) return true;
  std::vector<std::uint32_t> kept;
  for (const std::uint32_t face : member.faces) {
    const std::uint32_t subnet = network.interfaces[network.faces[face].interface].subnet;
    if (subnet != kNoIndex && network.design->all<Subnet>()[subnet].zone == zone) {
      kept.push_back(face);
    }
  }
  member.faces = std::move(kept);
  return !member.faces.empty();
}

bool may_have_private_dns(const Design& design, std::uint32_t vpc, const std::string& service) {
  const std::string& region = design.all<Vpc>()[vpc].region;
  if (!region.empty() && region != "us-east-1") return false;
  return any_of(design.all<VpcEndpoint>(), [&](const VpcEndpoint& endpoint) {
    return endpoint.type == EndpointType::interface && endpoint.vpc == Ref<Vpc>(vpc) &&
           endpoint.service == service && tri(endpoint.private_dns, true) != Tri::no;
  });
}

bool has_endpoint(const Design& design, const std::string& service) {
  return any_of(design.all<VpcEndpoint>(),
                [&](const VpcEndpoint& endpoint) { return endpoint.service == service; });
}

std::string_view endpoint_service_of(std::string_view prefix) {
  for (const auto& [word, name] : kEndpointNames) {
    if (word == prefix) return name;
  }
  return prefix;
}

std::string name_of_service(std::string_view service, std::string_view region) {
  std::string name(service);
  const auto words = std::find_if(kServiceWords.begin(), kServiceWords.end(),
                                  [&](const ServiceWords& row) { return row.service == service; });
  if (words != kServiceWords.end()) {
    name = (words->has_names_before ? "name." : "") + std::string(words->name);
  } else {
    const Labels labels = split(service, '.');
    name = joined(Labels(labels.rbegin(), labels.rend()));
  }
  const bool is_in_china = region.starts_with("cn-");
  return fmt::format("{}.{}{}", name, region, is_in_china ? kEndInChina : kEnd);
}

bool is_listed_service(std::string_view service) {
  const bool is_named =
      any_of(kServiceWords, [&](const ServiceWords& row) { return row.service == service; });
  if (is_named || contains(kPlainServices, service)) return true;
  // "s3-outposts", "sagemaker.runtime", "iot.data": the first word is that of the actions.
  std::string_view word = service.substr(0, service.find('.'));
  if (word.ends_with("-fips")) word.remove_suffix(5);
  if (contains(kWithoutEndpoint, word)) return false;
  return is_known_service(word) || contains(kPlainServices, word);
}

std::optional<std::string> nearest_service(std::string_view service) {
  std::vector<std::string> known(kPlainServices.begin(), kPlainServices.end());
  for (const ServiceWords& row : kServiceWords) known.push_back(std::string(row.service));
  for (const std::string_view prefix : services()) {
    if (!contains(kWithoutEndpoint, prefix)) known.push_back(std::string(prefix));
  }
  return nearest(service, known);
}

}  // namespace canreach
