// Queues, topics, tables, streams, log groups and secrets: each by its ARN, whichever commands name
// it.
#include <fmt/core.h>

#include "base/text.h"
#include "parsers/readers/data_stores.h"
#include "parsers/readers/policies.h"

namespace canreach {
namespace {

/// "orders" of "table/orders", "secret:orders-AbCdEf" and "orders".
std::string last_name(ResourceKind kind, const std::string& rest) {
  std::string name = rest;
  if (kind == ResourceKind::Table || kind == ResourceKind::Stream) {
    return name.substr(name.find('/') + 1);
  }
  const bool has_type = kind == ResourceKind::LogGroup || kind == ResourceKind::Secret;
  if (has_type) name = name.substr(name.find(':') + 1);
  constexpr std::size_t kSuffix = 7;  // "-AbCdEf"
  const bool has_suffix = name.size() > kSuffix && name[name.size() - kSuffix] == '-';
  if (kind == ResourceKind::Secret && has_suffix) name.resize(name.size() - kSuffix);
  return name;
}

std::string arn_start(ResourceKind kind) {
  if (kind == ResourceKind::Table) return "table/";
  if (kind == ResourceKind::Stream) return "stream/";
  if (kind == ResourceKind::LogGroup) return "log-group:";
  return kind == ResourceKind::Secret ? "secret:" : "";
}

/// Reads one object; the reader gives the store, none when the object is of something else.  What
/// has a problem leaves the store as little known as it was.
template <class T, class Read>
void read_object(SnapshotReading& reading, const SnapshotObject& object, Read read) {
  RecordProblem problem;
  const SyntaxNode node = object.node->parsed();
  const ResourceRecord record(node, problem);
  const Ref<T> ref = read(record);
  if (!problem.found()) return;
  if (ref.is_known()) {
    reading.design.get(ref).encryption.kind = Encryption::Kind::unknown;
    reading.design.get(ref).policy_known = false;
  }
  reading.leave_out(kind_of<T>(), node, "Name", problem);
}

template <class T, class Read>
void read_objects(SnapshotReading& reading, std::string_view key, Read read) {
  for (const SnapshotObject& object : reading.snapshot.of(key)) {
    read_object<T>(reading, object,
                   [&](const ResourceRecord& record) { return read(object, record); });
  }
}

void read_tags(Resource& resource, const ResourceRecord& record) {
  for (const ResourceRecord& tag : record.records("Tags")) {
    resource.tags.emplace_back(tag.text("Key"), tag.text("Value"));
  }
}

/// The key that a field names; none: what AWS encrypts with when nothing is said.
void set_key(SnapshotReading& reading, DataStore& store, const std::string& key,
             const std::string& otherwise, const SourceLoc& at) {
  const std::string& used = key.empty() ? otherwise : key;
  store.encryption = used.empty() ? Encryption() : encryption_by(reading, used, store, at);
}

/// https://sqs.us-east-1.amazonaws.com/111122223333/jobs
std::string arn_of_queue_url(std::string_view url) {
  const std::vector<std::string_view> parts = split(url, '/');
  if (parts.size() != 5 || parts[0] != "https:") return {};
  const std::vector<std::string_view> host = split(parts[2], '.');
  if (host.size() < 3 || host[0] != "sqs") return {};
  return fmt::format("arn:aws:sqs:{}:{}:{}", host[1], parts[3], parts[4]);
}

/// With `--attribute-names All` what is absent is not there; of a few attributes only they are
/// known.
Ref<Queue> read_queue(SnapshotReading& reading, const SnapshotObject& object,
                      const ResourceRecord& record) {
  std::string arn = record.text("QueueArn");
  if (arn.empty()) arn = arn_of_queue_url(object.scope->argument({"queue-url"}));
  if (arn.empty()) return Ref<Queue>::none();
  const Ref<Queue> ref = store_by_arn<Queue>(reading, arn, "", object);
  if (!ref.is_known()) return ref;
  reading.take(object);
  Queue& queue = reading.design.get(ref);
  const bool has_all = record.has("CreatedTimestamp");
  if (has_all || record.has("KmsMasterKeyId")) {
    set_key(reading, queue, record.text("KmsMasterKeyId"), "", record.at());
  }
  if (has_all || record.has("Policy")) attach_policy(reading, queue, record.find("Policy"));
  return ref;
}

Ref<Topic> read_topic(SnapshotReading& reading, const SnapshotObject& object,
                      const ResourceRecord& record) {
  const Ref<Topic> ref = store_by_arn<Topic>(reading, record.text("TopicArn"), "", object);
  if (!ref.is_known()) return ref;
  reading.take(object);
  Topic& topic = reading.design.get(ref);
  set_key(reading, topic, record.text("KmsMasterKeyId"), "", record.at());
  attach_policy(reading, topic, record.find("Policy"));
  return ref;
}

void read_attributes(SnapshotReading& reading) {
  for (const SnapshotObject& object : reading.snapshot.of("Attributes")) {
    const SyntaxNode outline = object.node->outlined();
    if (outline.find("Key") != nullptr) continue;  // of a load balancer or a target group
    const bool is_topic = outline.find("TopicArn") != nullptr;
    if (is_topic) {
      read_object<Topic>(reading, object, [&](const ResourceRecord& record) {
        return read_topic(reading, object, record);
      });
    } else {
      read_object<Queue>(reading, object, [&](const ResourceRecord& record) {
        return read_queue(reading, object, record);
      });
    }
  }
}

void read_topics(SnapshotReading& reading) {
  read_objects<Topic>(reading, "Topics",
                      [&](const SnapshotObject& object, const ResourceRecord& record) {
                        const std::string arn = record.text("TopicArn");
                        if (arn.empty()) record.refuse("it has no `TopicArn`");
                        return store_by_arn<Topic>(reading, arn, "", object);
                      });
}

void read_dynamodb_tables(SnapshotReading& reading) {
  read_objects<Table>(
      reading, "Table", [&](const SnapshotObject& object, const ResourceRecord& record) {
        const std::string arn = record.text("TableArn");
        const Ref<Table> ref = store_by_arn<Table>(reading, arn, record.text("TableName"), object);
        if (!ref.is_known()) return ref;
        reading.take(object);
        const ResourceRecord encryption = record.record("SSEDescription");
        const bool is_off = encryption.text("Status") == "DISABLED";
        set_key(reading, reading.design.get(ref),
                is_off ? "" : std::string(encryption.text("KMSMasterKeyArn")), "", record.at());
        return ref;
      });
}

void read_streams(SnapshotReading& reading) {
  for (const char* key : {"StreamDescription", "StreamDescriptionSummary"}) {
    read_objects<Stream>(
        reading, key, [&](const SnapshotObject& object, const ResourceRecord& record) {
          const Ref<Stream> ref = store_by_arn<Stream>(reading, record.text("StreamARN"),
                                                       record.text("StreamName"), object);
          if (!ref.is_known()) {
            record.refuse("it has no `StreamARN`");
            return ref;
          }
          const bool by_key = record.text("EncryptionType") == "KMS";
          set_key(reading, reading.design.get(ref), by_key ? std::string(record.text("KeyId")) : "",
                  "", record.at());
          return ref;
        });
  }
}

void read_log_groups(SnapshotReading& reading) {
  read_objects<LogGroup>(
      reading, "logGroups", [&](const SnapshotObject& object, const ResourceRecord& record) {
        std::string arn = record.text("logGroupArn");
        if (arn.empty()) arn = record.text("arn");
        if (arn.size() > 2 && arn.compare(arn.size() - 2, 2, ":*") == 0) arn.resize(arn.size() - 2);
        const Ref<LogGroup> ref =
            store_by_arn<LogGroup>(reading, arn, record.text("logGroupName"), object);
        if (!ref.is_known()) {
          record.refuse("it has no `arn`");
          return ref;
        }
        set_key(reading, reading.design.get(ref), record.text("kmsKeyId"), "", record.at());
        return ref;
      });
}

bool is_there(const Resource& resource, const SnapshotScope& scope) {
  const bool account = scope.account.empty() || scope.account == resource.account;
  const bool region = scope.region.empty() || scope.region == resource.region;
  return account && region;
}

/// `logs describe-resource-policies`: they are of an account in a region.  One is attached to every
/// group there; of several none is told apart, so what they say is not known.
void read_log_policies(SnapshotReading& reading) {
  const auto lists = reading.snapshot.lists.find("resourcePolicies");
  if (lists == reading.snapshot.lists.end()) return;
  const bool is_whole = reading.snapshot.incomplete.count("resourcePolicies") == 0;
  for (LogGroup& group : reading.design.all<LogGroup>()) {
    std::vector<const SnapshotObject*> policies;
    for (const SnapshotObject& object : reading.snapshot.of("resourcePolicies")) {
      if (is_there(group, *object.scope)) policies.push_back(&object);
      if (policies.size() > 1) break;
    }
    if (policies.size() > 1 || !is_whole) continue;
    if (policies.size() == 1) {
      const SyntaxNode node = policies.front()->node->parsed();
      RecordProblem ignored;
      attach_policy(reading, group, ResourceRecord(node, ignored).find("policyDocument"));
      continue;
    }
    for (const SnapshotScope* scope : lists->second) {
      if (is_there(group, *scope)) group.policy_known = true;
    }
  }
}

Ref<Secret> read_secret(SnapshotReading& reading, const SnapshotObject& object,
                        const ResourceRecord& record) {
  const std::string arn = record.text("ARN");
  const Ref<Secret> ref = store_by_arn<Secret>(reading, arn, record.text("Name"), object);
  if (!ref.is_known()) {
    record.refuse("it has no `ARN`");
    return ref;
  }
  Secret& secret = reading.design.get(ref);
  read_tags(secret, record);
  set_key(reading, secret, record.text("KmsKeyId"), "alias/aws/secretsmanager", record.at());
  return ref;
}

/// `describe-secret` and `get-resource-policy` have nothing around them; the latter has nothing
/// else than the policy.
Ref<Secret> read_secret_document(SnapshotReading& reading, const SnapshotObject& object,
                                 const ResourceRecord& record) {
  reading.take(object);
  const bool is_description = record.has("CreatedDate") || record.has("VersionIdsToStages") ||
                              record.has("LastChangedDate");
  if (is_description) return read_secret(reading, object, record);
  const Ref<Secret> ref =
      store_by_arn<Secret>(reading, record.text("ARN"), record.text("Name"), object);
  const bool has_value = record.has("SecretString") || record.has("SecretBinary");
  if (!ref.is_known() || has_value) return ref;
  attach_policy(reading, reading.design.get(ref), record.find("ResourcePolicy"));
  return ref;
}

void read_secrets(SnapshotReading& reading) {
  read_objects<Secret>(reading, "SecretList",
                       [&](const SnapshotObject& object, const ResourceRecord& record) {
                         return read_secret(reading, object, record);
                       });
  read_objects<Secret>(reading, "ARN",
                       [&](const SnapshotObject& object, const ResourceRecord& record) {
                         return read_secret_document(reading, object, record);
                       });
}

}  // namespace

template <class T>
Ref<T> store_by_arn(SnapshotReading& reading, const std::string& arn, const std::string& name,
                    const SnapshotObject& object) {
  const Ref<T> known = reading.find<T>(arn);
  if (known.is_known()) return known;
  const std::optional<ArnParts> parts = parts_of_arn(arn);
  const std::string start = arn_start(kind_of<T>());
  if (!parts || parts->rest.compare(0, start.size(), start) != 0) return Ref<T>::none();
  T store;
  store.at = object.node->at();
  store.id = store.arn = arn;
  store.name = name.empty() ? last_name(kind_of<T>(), parts->rest) : name;
  store.account = parts->account;
  store.region = parts->region;
  store.policy_known = false;
  store.encryption.kind = Encryption::Kind::unknown;
  return reading.add(std::move(store));
}
template Ref<Table> store_by_arn<Table>(SnapshotReading&, const std::string&, const std::string&,
                                        const SnapshotObject&);
template Ref<Stream> store_by_arn<Stream>(SnapshotReading&, const std::string&, const std::string&,
                                          const SnapshotObject&);

void attach_policy(SnapshotReading& reading, DataStore& store, const SyntaxNode* text) {
  store.policy = collected_policy(reading, text, PolicyUse::resource);
  store.policy_known = true;
}

void read_data_stores(SnapshotReading& reading) {
  read_topics(reading);
  read_attributes(reading);
  read_dynamodb_tables(reading);
  read_streams(reading);
  read_log_groups(reading);
  read_log_policies(reading);
  read_secrets(reading);
}

}  // namespace canreach
