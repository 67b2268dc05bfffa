#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostics.h"
#include "base/text.h"
#include "base/value.h"
#include "model/design.h"
#include "model/net/ip.h"
#include "parsers/native/names.h"
#include "parsers/syntax/syntax_node.h"
#include "parsers/text_beside.h"

namespace canreach {

/// A list of network interfaces that something names as its own, resolved when all interfaces are
/// known.
struct Attachment {
  ResourceKind kind{};
  std::uint32_t index = 0;
  const SyntaxNode* interfaces = nullptr;
};

/// What a thing that is not modelled stands in front of, resolved when all names are known.
struct Front {
  std::size_t thing = 0;  // in Design::not_modelled
  const SyntaxNode* targets = nullptr;
};

/// What the parts of the native reader share.
struct NativeContext {
  Design& design;
  Diagnostics& diagnostics;
  Names names;
  std::string region;   // of the document at hand; empty: not said
  std::string account;  // likewise
  std::vector<Attachment> attachments;
  /// By kind and VPC, the name of its main route table, default network ACL or default security
  /// group.
  std::map<std::pair<ResourceKind, std::uint32_t>, std::string> chosen;
  /// AWS's own prefix lists by region and service.
  std::map<std::pair<std::string, std::string>, Ref<PrefixList>> aws_lists;
  /// Policies that stand in files of their own.
  std::vector<SyntaxNode> policy_files;
  ReadsFiles reads_files = ReadsFiles::yes;
  bool lenient_policies = false;  // LoadOptions says what it means
  std::vector<Front> fronts{};

  /// Notes that `resource` is the one of its kind that its VPC has; a second one is reported
  /// (CR1111).
  void choose(ResourceKind kind, Ref<Vpc> vpc, const Resource& resource, const std::string& word);
  void report(DiagnosticKind kind, const SourceLoc& at, std::vector<std::string> arguments,
              std::string suggestion = {});
  /// CR1004: what kind of value it is, and why it is none.
  void invalid(const SyntaxNode& node, const std::string& what, const std::string& why,
               std::string suggestion = {});
  /// CR1005.
  void wrong_type(const SyntaxNode& node, const std::string& what, const std::string& wanted);
  /// CR1111.
  void conflict(const SourceLoc& at, const std::string& words);
  /// nearest(), until there are so many mistakes that looking for suggestions would take long.
  std::string suggestion(std::string_view text, const std::vector<std::string>& candidates) const;
};

/// The members of a map.  Whoever asks for a key marks it as known; the keys that nobody asked for
/// are reported (CR1006) when the Fields go out of scope, each with the known key that is near.
class Fields {
 public:
  /// `what` is for messages: "subnet `app-a`", "a route"; `at` is where a missing key is reported.
  Fields(NativeContext& context, const SyntaxNode& map, std::string what, SourceLoc at);
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;
  ~Fields();

  /// The value of a key, or nullptr.
  const SyntaxNode* find(std::string_view key);
  /// Like find(); a key that is not there is reported (CR1008).
  const SyntaxNode* need(std::string_view key);
  /// Keys that somebody else reads.
  void know(const std::vector<std::string_view>& keys);
  /// Reports that keys which are there make no sense (CR1111): "`zones` ...".
  void refuse(const std::vector<std::string_view>& keys, const std::string& why);

  const std::string& what() const { return what_; }
  const SourceLoc& at() const { return at_; }

 private:
  NativeContext& context_;
  const SyntaxNode& map_;
  std::string what_;
  SourceLoc at_;
  std::vector<std::string> known_;
};

/// Is this the word `unknown`?
bool says_unknown(const SyntaxNode& node);

/// A list's elements, or the value itself: a single value may stand for a list of one.
std::vector<const SyntaxNode*> elements_of(const SyntaxNode& node);

/// Readers of one value.  `what` is what messages call it, mostly the quoted key.  A mistake is
/// reported and gives the empty optional, or `otherwise`; so does an absent node, without a report.
/// Those that return a Value take `unknown`; of the others whoever calls them looks for it.
std::optional<std::string> read_text(NativeContext& context, const SyntaxNode& node,
                                     const std::string& what);
Value<bool> read_bool(NativeContext& context, const SyntaxNode* node, const std::string& what,
                      Value<bool> otherwise);
bool read_flag(NativeContext& context, const SyntaxNode* node, const std::string& what);
std::optional<int> read_int(NativeContext& context, const SyntaxNode& node, const std::string& what,
                            int first, int last);
std::optional<Value<IpPrefix>> read_prefix(NativeContext& context, const SyntaxNode& node);
std::optional<IpAddress> read_address(NativeContext& context, const SyntaxNode& node,
                                      const std::string& what);
/// A public IPv4 address.
std::optional<IpAddress> read_public_ip(NativeContext& context, const SyntaxNode& node,
                                        const std::string& what);
/// A block that was reported is unknown: it must not lead to further reports.
std::vector<Value<IpPrefix>> read_prefixes(NativeContext& context, const SyntaxNode& node);
/// Twelve digits; empty for `unknown` and for a mistake.
std::string read_account(NativeContext& context, const SyntaxNode& node);
std::string read_region(NativeContext& context, const SyntaxNode& node);
/// One of `words`, by its index.
std::optional<std::size_t> read_word(NativeContext& context, const SyntaxNode& node,
                                     const std::string& what,
                                     const std::vector<std::string>& words);

/// The entry that a reference names; nullptr after a report (CR1201, CR1202, CR1005).
const NameEntry* resolve(NativeContext& context, const SyntaxNode& node, const Wanted& wanted,
                         std::string_view home);
/// As resolve(), and what belongs to another VPC than `home` is reported (CR1112).
const NameEntry* resolve_in(NativeContext& context, const SyntaxNode& node, const Wanted& wanted,
                            std::string_view home);

template <class T>
const Wanted& wanted_kind() {
  static const std::string kLabel(label_of(kind_of<T>()));
  static const Wanted kWanted = {noun_of(kLabel), {kLabel}};
  return kWanted;
}

/// A reference to a T anywhere; unknown for the word `unknown` and after a report.
template <class T>
Ref<T> read_ref(NativeContext& context, const SyntaxNode& node, std::string_view home) {
  if (says_unknown(node)) return Ref<T>::unknown();
  const NameEntry* entry = resolve(context, node, wanted_kind<T>(), home);
  return entry == nullptr ? Ref<T>::unknown() : Ref<T>(entry->index);
}

/// A reference to a T of the VPC `home`.
template <class T>
Ref<T> read_own_ref(NativeContext& context, const SyntaxNode& node, std::string_view home) {
  if (says_unknown(node)) return Ref<T>::unknown();
  const NameEntry* entry = resolve_in(context, node, wanted_kind<T>(), home);
  return entry == nullptr ? Ref<T>::unknown() : Ref<T>(entry->index);
}

/// The keys of every resource: tags, id, state, external.
void read_common(NativeContext& context, Fields& fields, ResourceKind kind, Resource& resource);
/// The keys `account` and `region` of what is in no VPC.
void read_home(NativeContext& context, Fields& fields, Resource& resource);

}  // namespace canreach
