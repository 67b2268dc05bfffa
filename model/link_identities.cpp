#include "model/link_identities.h"

#include <string_view>
#include <unordered_map>

#include "base/algorithm.h"

namespace canreach {
namespace {

/// The last part of an ARN's path: "a" of "arn:aws:iam::1:role/team/a".
std::string_view last_part(std::string_view arn) { return arn.substr(arn.rfind('/') + 1); }

bool is_arn(std::string_view text) { return text.substr(0, 4) == "arn:"; }

/// Resources of a kind by everything that they are called.
template <class T>
class ByName {
 public:
  explicit ByName(const std::vector<T>& all) {
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      add(all[i].name, i);
      add(all[i].id, i);
      by_id_.try_emplace(all[i].id.empty() ? all[i].name : all[i].id, i);
      add(all[i].arn, i);
      if constexpr (requires { all[i].aliases; }) {
        for (const std::string& alias : all[i].aliases) add(alias, i);
      }
    }
  }

  Ref<T> find(const std::string& name, std::string_view type) const {
    const auto found = index_.find(name);
    if (found != index_.end()) return Ref<T>(found->second);
    if (!is_arn(name) || name.find(type) == std::string::npos) return Ref<T>::none();
    // A written design gives its roles no ARN: the last word of one is the name that AWS knows.
    const auto last = by_id_.find(std::string(last_part(name)));
    return last == by_id_.end() ? Ref<T>::none() : Ref<T>(last->second);
  }

 private:
  void add(const std::string& name, std::uint32_t index) {
    if (!name.empty()) index_.try_emplace(name, index);
  }
  // Never iterated.
  std::unordered_map<std::string, std::uint32_t> index_;
  std::unordered_map<std::string, std::uint32_t> by_id_;
};

class Linker {
 public:
  explicit Linker(Design& design)
      : design_(design),
        roles_(design.all<Role>()),
        users_(design.all<User>()),
        keys_(design.all<Key>()),
        secrets_(design.all<Secret>()) {}

  void link() {
#define RESOURCE(type, label, native, cloudformation, terraform, describe) \
  for (type & resource : design_.all<type>()) link_one(resource);
#include "model/resource_kinds.def"
#undef RESOURCE
  }

 private:
  template <class T>
  void link_one(T& resource) {
    if constexpr (requires { resource.credentials; }) link_credentials(resource.credentials);
    if constexpr (requires { resource.encryption; }) link_key(resource.encryption);
    if constexpr (requires { resource.users; }) {
      for (DatabaseUser& user : resource.users) link_secret(user);
    }
  }

  void link_credentials(Credentials& credentials) {
    if (credentials.name.empty()) return;
    if (credentials.kind == Credentials::Kind::role && credentials.role.is_none()) {
      credentials.role = roles_.find(credentials.name, ":role/");
    }
    if (credentials.kind == Credentials::Kind::user && credentials.user.is_none()) {
      credentials.user = users_.find(credentials.name, ":user/");
    }
    // A name that means nothing here: one of what was not collected, or could not be read.
    const bool is_found = credentials.role.is_known() || credentials.user.is_known();
    if (!is_found && !is_arn(credentials.name)) credentials.kind = Credentials::Kind::unknown;
  }

  void link_key(Encryption& encryption) {
    if (encryption.kind != Encryption::Kind::customer || !encryption.key.is_none()) return;
    encryption.key = keys_.find(encryption.name, ":key/");
    if (encryption.key.is_none()) encryption.key = Ref<Key>::unknown();
  }

  void link_secret(DatabaseUser& user) {
    if (user.password_secret.empty() || user.secret.is_known()) return;
    user.secret = secrets_.find(user.password_secret, ":secret:");
    if (user.secret.is_none()) user.secret = Ref<Secret>::unknown();
  }

  Design& design_;
  ByName<Role> roles_;
  ByName<User> users_;
  ByName<Key> keys_;
  ByName<Secret> secrets_;
};

}  // namespace

void link_identities(Design& design) { Linker(design).link(); }

}  // namespace canreach
