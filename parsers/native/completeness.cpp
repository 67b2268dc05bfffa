// What the file as a whole says: what it may leave out, and the settings of accounts and regions.
#include "base/algorithm.h"
#include "parsers/native/readers.h"

namespace canreach {
namespace {

std::optional<ResourceKind> read_kind(NativeContext& context, const SyntaxNode& node) {
  std::vector<std::string> labels;
  for (const ResourceKindRow& row : resource_kind_rows()) labels.push_back(std::string(row.label));
  const std::optional<std::size_t> kind = read_word(context, node, "`incomplete`", labels);
  if (!kind) return std::nullopt;
  return resource_kind_rows()[*kind].kind;
}

/// {kind, account, region}
void read_incomplete_place(NativeContext& context, const SyntaxNode& node) {
  Fields fields(context, node, "`incomplete`", node.at());
  const SyntaxNode* label = fields.need("kind");
  const SyntaxNode* account = fields.find("account");
  const SyntaxNode* region = fields.find("region");
  if (label == nullptr) return;
  const std::optional<ResourceKind> kind = read_kind(context, *label);
  if (!kind) return;
  context.design.set_incomplete(
      {*kind, account == nullptr ? std::string() : read_account(context, *account),
       region == nullptr ? std::string() : read_region(context, *region)});
}

/// Kinds of which the file may hold only a part, by their labels.
void read_incomplete(NativeContext& context, const SyntaxNode& node) {
  for (const SyntaxNode* element : elements_of(node)) {
    if (element->is_map()) {
      read_incomplete_place(context, *element);
      continue;
    }
    const std::optional<ResourceKind> kind = read_kind(context, *element);
    if (kind) context.design.set_incomplete(*kind);
  }
}

/// What the open conditions of a template change is not written down: each leaves every answer
/// open.
void read_open_conditions(NativeContext& context, const SyntaxNode& node) {
  if (!node.is_map()) return context.wrong_type(node, "`open_conditions`", "a map of names");
  for (const SyntaxNode::Member& member : node.members()) {
    const std::string supply = read_text(context, member.value, quoted(member.key)).value_or("");
    context.design.open_conditions.push_back({member.key, supply, member.key_at, true});
  }
}

Value<BlockPublicAccess> read_mode(NativeContext& context, const SyntaxNode& node, bool& is_good) {
  if (says_unknown(node)) return kUnknown;
  constexpr BlockPublicAccess kModes[] = {BlockPublicAccess::off, BlockPublicAccess::ingress,
                                          BlockPublicAccess::bidirectional};
  const std::optional<std::size_t> mode =
      read_word(context, node, "`block_public_access`", {"off", "ingress", "bidirectional"});
  is_good = mode.has_value();
  return mode ? kModes[*mode] : BlockPublicAccess::off;
}

void add_setting(NativeContext& context, const BlockPublicAccessSetting& setting) {
  for (const BlockPublicAccessSetting& other : context.design.block_public_access) {
    if (other.account != setting.account || other.region != setting.region) continue;
    context.conflict(setting.at, "`block_public_access` of this account and region is set twice");
  }
  context.design.block_public_access.push_back(setting);
}

/// A mode, or {mode, account, region}.
void read_setting(NativeContext& context, const SyntaxNode& node) {
  BlockPublicAccessSetting setting{context.account, context.region, BlockPublicAccess::off,
                                   node.at()};
  bool is_good = true;
  if (!node.is_map()) {
    setting.mode = read_mode(context, node, is_good);
  } else {
    Fields fields(context, node, "`block_public_access`", node.at());
    const SyntaxNode* mode = fields.need("mode");
    is_good = mode != nullptr;
    if (mode != nullptr) setting.mode = read_mode(context, *mode, is_good);
    if (const SyntaxNode* account = fields.find("account")) {
      setting.account = read_account(context, *account);
    }
    if (const SyntaxNode* region = fields.find("region")) {
      setting.region = read_region(context, *region);
    }
  }
  if (is_good) add_setting(context, setting);
}

/// An address, or {address, associated}.
void read_elastic_ip(NativeContext& context, const SyntaxNode& node) {
  ElasticIp elastic{{}, false, node.at()};
  std::optional<IpAddress> address;
  if (!node.is_map()) {
    address = read_public_ip(context, node, "`elastic_ips`");
  } else {
    Fields fields(context, node, "an Elastic IP", node.at());
    const SyntaxNode* said = fields.need("address");
    if (said != nullptr) address = read_public_ip(context, *said, "`address`");
    elastic.associated = read_bool(context, fields.find("associated"), "`associated`", false);
  }
  if (!address) return;
  elastic.address = *address;
  context.design.elastic_ips.push_back(elastic);
}

}  // namespace

void read_completeness(NativeContext& context, Fields& fields) {
  if (read_flag(context, fields.find("collected"), "`collected`")) {
    context.design.is_collected = true;
    context.lenient_policies = true;
  }
  if (const SyntaxNode* node = fields.find("refusals")) {
    const std::optional<std::size_t> word =
        read_word(context, *node, "`refusals`", {"error", "warning"});
    context.design.keeps_refusals = context.design.keeps_refusals || word == std::size_t{1};
    context.lenient_policies = context.lenient_policies || word == std::size_t{1};
  }
  if (const SyntaxNode* node = fields.find("incomplete")) read_incomplete(context, *node);
  if (const SyntaxNode* node = fields.find("open_conditions")) read_open_conditions(context, *node);
}

void read_public_access(NativeContext& context, const SyntaxNode* node) {
  if (node == nullptr) return;
  for (const SyntaxNode* element : elements_of(*node)) read_setting(context, *element);
}

void read_elastic_ips(NativeContext& context, const SyntaxNode* node) {
  if (node == nullptr) return;
  for (const SyntaxNode* element : elements_of(*node)) read_elastic_ip(context, *element);
}

}  // namespace canreach
