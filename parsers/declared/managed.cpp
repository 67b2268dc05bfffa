// What services of AWS say beside subnets and groups: how clients of a broker log in, what a task
// needs before it runs; and kinds that stand in subnets by groups of their own.
#include "base/algorithm.h"
#include "parsers/declared/translation.h"

namespace canreach {
namespace {

/// Does a text in the value, at any depth, hold these words?
bool mentions(const Translation& out, const DeclaredValue& value, std::string_view words) {
  const std::optional<std::string> text = out.text(value);
  if (text) return text->find(words) != std::string::npos;
  return any_of(value.items,
                [&](const DeclaredValue& item) { return mentions(out, item, words); }) ||
         any_of(value.members, [&](const DeclaredValue::Member& member) {
           return mentions(out, member.value, words);
         });
}

/// Does it name a resource of the type, at any depth?
bool names_type(const Translation& out, const DeclaredValue& value, std::string_view type) {
  const DeclaredResource* named = out.target(value);
  if (named != nullptr && named->type == type) return true;
  return any_of(value.items,
                [&](const DeclaredValue& item) { return names_type(out, item, type); }) ||
         any_of(value.members, [&](const DeclaredValue::Member& member) {
           return names_type(out, member.value, type);
         });
}

bool is_fargate(const Translation& out, const DeclaredResource& service,
                const DeclaredResource& task) {
  const std::optional<std::string> type = out.text(service.properties["LaunchType"]);
  if (type) return *type == "FARGATE";
  return mentions(out, service.properties["CapacityProviderStrategy"], "FARGATE") ||
         mentions(out, task.properties["RequiresCompatibilities"], "FARGATE");
}

DeclaredValue words_of(const std::vector<std::string_view>& words, const SourceLoc& at) {
  DeclaredValue list = DeclaredValue::of_list({}, at);
  for (const std::string_view word : words) {
    list.items.push_back(DeclaredValue::of_text(std::string(word), at));
  }
  return list;
}

}  // namespace

/// Images of other registries come from the internet, of which nothing is said here.  Rule: SVC-10.
DeclaredValue needs_of(const Translation& out, const DeclaredResource& service,
                       const DeclaredResource& task) {
  if (!is_fargate(out, service, task)) return {};
  const DeclaredValue& containers = task.properties["ContainerDefinitions"];
  std::vector<std::string_view> needs;
  const bool from_registry =
      mentions(out, containers, ".dkr.ecr.") || names_type(out, containers, "AWS::ECR::Repository");
  if (from_registry) needs = {"ecr.api", "ecr.dkr", "s3"};
  if (mentions(out, containers, "awslogs")) needs.push_back("logs");
  const bool has_secrets = mentions(out, containers, ":secretsmanager:") ||
                           names_type(out, containers, "AWS::SecretsManager::Secret");
  if (has_secrets) needs.push_back("secretsmanager");
  if (mentions(out, containers, ":ssm:")) needs.push_back("ssm");
  return needs.empty() ? DeclaredValue() : words_of(needs, task.at);
}

/// How clients log in; without a word TLS alone, as MSK does.  Rule: SVC-12.
DeclaredValue auth_of_broker(const Translation& out, const DeclaredResource& cluster) {
  const DeclaredValue& authentication = cluster.properties["ClientAuthentication"];
  if (authentication.is_unknown()) return {};
  const std::optional<std::string> encryption =
      out.text(cluster.properties["EncryptionInfo"]["EncryptionInTransit"]["ClientBroker"]);
  const DeclaredValue& sasl = authentication["Sasl"];
  std::vector<std::string_view> words;
  const auto is_on = [&](const DeclaredValue& value) { return out.flag(value).value_or(false); };
  if (is_on(sasl["Iam"]["Enabled"])) words.push_back("iam");
  if (is_on(sasl["Scram"]["Enabled"])) words.push_back("scram");
  const bool is_plain = encryption == "PLAINTEXT" || encryption == "TLS_PLAINTEXT";
  const bool has_certificates = is_on(authentication["Tls"]["Enabled"]);
  const bool is_open = words.empty() && !has_certificates;
  const bool is_anonymous = is_on(authentication["Unauthenticated"]["Enabled"]) || is_open;
  if (has_certificates || (is_anonymous && encryption != "PLAINTEXT")) words.push_back("tls");
  if (is_anonymous && is_plain) words.push_back("none");
  return words_of(words, cluster.at);
}

/// A broker of Amazon MQ.
void say_message_broker(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& properties = resource.properties;
  DeclaredValue body = out.body_of(resource);
  const std::optional<std::string> engine = out.text(properties["EngineType"]);
  const bool is_rabbit = engine == "RABBITMQ" || engine == "RabbitMQ";
  const bool is_active = engine == "ACTIVEMQ" || engine == "ActiveMQ";
  if (is_rabbit) {
    put(body, "engine", "rabbitmq", resource.at);
  } else if (is_active) {
    // OpenWire, AMQP, STOMP, MQTT, WSS and the console, all over TLS.
    put(body, "port", "61617", resource.at);
    put(body, "listens",
        words_of({"61617", "5671", "61614", "8883", "61619", "8162"}, resource.at));
  } else {
    put(body, "port", unknown_word(resource.at));
  }
  put(body, "subnets", subnets_or_unknown(out, properties["SubnetIds"], resource.at));
  put(body, "address", addresses_of_nodes(out, properties["SubnetIds"], properties["Nodes"]));
  put(body, "security_groups", group_names(out, properties["SecurityGroups"]));
  put(body, "public", out.boolean(properties["PubliclyAccessible"]));
  out.add("brokers", resource.address, resource.at, std::move(body));
}

/// What AWS launches with groups that it makes itself.
void say_with_own_groups(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& properties = resource.properties;
  DeclaredValue body = out.body_of(resource);
  const DeclaredValue& several = properties["Subnets"];
  const DeclaredValue& subnets = several.is_absent() ? properties["SubnetId"] : several;
  put(body, "subnets", subnets_or_unknown(out, subnets, resource.at));
  // Nodes have the groups of their launch template where it names some, and else the cluster's.
  const DeclaredValue& named = properties["LaunchTemplate"];
  const DeclaredResource* launched =
      out.target(named[named["Id"].is_absent() ? "Name" : "Id"], {"AWS::EC2::LaunchTemplate"});
  DeclaredValue groups;
  if (launched != nullptr) {
    groups = group_names(out, launched->properties["LaunchTemplateData"]["SecurityGroupIds"]);
  }
  put(body, "security_groups", or_unknown(std::move(groups), resource.at));
  put(body, "public_ip", unknown_word(resource.at));
  put(body, "role", or_unknown(role_name(out, properties["NodeRole"]), resource.at));
  out.add("services", resource.address, resource.at, std::move(body));
}

/// A replication instance of DMS.
void say_replication_instance(Translation& out, const DeclaredResource& resource) {
  const DeclaredValue& properties = resource.properties;
  DeclaredValue body = out.body_of(resource);
  static const DeclaredValue kNone;
  const DeclaredResource* group = out.target(properties["ReplicationSubnetGroupIdentifier"]);
  const DeclaredValue& of_group = group == nullptr ? kNone : group->properties["SubnetIds"];
  put(body, "subnets",
      subnets_or_unknown(out, subnets_of_nodes(out, resource, of_group), resource.at));
  put(body, "multi_az", standby_of(out, resource));
  put(body, "security_groups", group_names(out, properties["VpcSecurityGroupIds"]));
  // It has a public address unless it is told otherwise.
  const std::optional<bool> is_public = out.flag(properties["PubliclyAccessible"]);
  const bool is_said = !properties["PubliclyAccessible"].is_absent();
  if (is_said && !is_public) {
    put(body, "public_ip", unknown_word(resource.at));
  } else {
    put(body, "public_ip", is_public.value_or(true) ? "auto" : "none", resource.at);
  }
  // Each of its endpoints names one.
  put(body, "role", unknown_word(resource.at));
  out.add("services", resource.address, resource.at, std::move(body));
}

}  // namespace canreach
