#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/diagnostics.h"
#include "parsers/syntax/syntax_node.h"
#include "parsers/terraform.h"
#include "parsers/terraform/address.h"
#include "parsers/terraform/configuration.h"

namespace canreach {

/// One of the instances of a module that calls make; the root module is one, too.
struct ModuleInstance {
  std::string address;                     // empty: the root
  const ModuleInstance* parent = nullptr;  // of the root: nullptr
  std::string_view call;                   // its name in the parent
  std::string_view key;                    // with its brackets
  const ModuleConfig* config = nullptr;    // nullptr: a state, which has no configuration
};

/// A resource or data source, as it will be when the plan was applied.
struct TerraformObject {
  std::string address;      // its name in the design
  std::string_view config;  // `aws_subnet.main`
  std::string_view type;
  std::string_view key;
  bool is_data = false;
  SourceLoc at;
  const ModuleInstance* module = nullptr;
  const SyntaxNode* values = nullptr;          // what is known
  const SyntaxNode* unknown = nullptr;         // true where a value is known only after apply
  const SyntaxNode* sensitive = nullptr;       // true where a value is secret
  const SyntaxNode* before = nullptr;          // what it was, when it is changed or replaced
  const SyntaxNode* written = nullptr;         // its resource in the configuration
  SyntaxText provider;                         // provider_config_key
  std::vector<std::string_view> secret_names;  // of a raw state
  std::vector<const SyntaxNode*> gone;         // of its values, sorted: the apply takes it away
  std::size_t document = 0;
  /// A planned value leaves out what is unknown, without saying so.
  bool omits_unknown = false;
  /// It is there before the apply.
  bool exists = false;
  /// Another object is the same thing: AWS has one default VPC.  The address is that one's.
  bool is_repeated = false;
};

/// A resource as it was before the apply takes it away or changes it.
struct FormerObject {
  std::string_view type;
  const SyntaxNode* values;
};

/// The instances of one resource of the configuration in one instance of its module.
struct ObjectGroup {
  std::vector<const TerraformObject*> all;
  std::unordered_map<std::string_view, const TerraformObject*> by_key;
};

/// All that one plan or state declares, with indexes.
class TerraformObjects {
 public:
  TerraformObjects(const TerraformDocument& document, std::size_t index);
  TerraformObjects(const TerraformObjects&) = delete;
  TerraformObjects& operator=(const TerraformObjects&) = delete;

  const std::string& name() const { return name_; }
  const SyntaxNode& root() const { return *root_; }
  const std::deque<TerraformObject>& all() const { return objects_; }
  std::deque<TerraformObject>& all() { return objects_; }

  /// The object as it stands in the file, or nullptr when its address makes no sense.  One that is
  /// there already is given back as it is.
  TerraformObject* add(std::string_view address, SourceLoc at);
  bool has(std::string_view address) const { return by_address_.count(address) > 0; }
  const TerraformObject* find(std::string_view address) const;
  TerraformObject* find(std::string_view address);

  void add_former(FormerObject former) { former_.push_back(former); }
  const std::vector<FormerObject>& former() const { return former_; }

  /// nullptr when there are none.
  const ObjectGroup* group(const ModuleInstance& module, std::string_view config) const;
  /// All of a type in one instance of a module.
  const std::vector<const TerraformObject*>& of_type(const ModuleInstance& module,
                                                     std::string_view type) const;
  /// The instances that `module.NAME` makes below another one.
  std::vector<const ModuleInstance*> children(const ModuleInstance& parent, std::string_view name);

 private:
  const ModuleInstance* instance(std::string_view address);
  const ModuleInstance* child(const ModuleInstance& parent, const AddressStep& call,
                              std::string_view address);

  std::string name_;
  const SyntaxNode* root_;
  std::size_t index_;
  std::unique_ptr<ModuleConfig> config_;
  ModuleInstance root_instance_;
  std::deque<ModuleInstance> instances_;
  std::unordered_map<std::string_view, const ModuleInstance*> by_module_;
  std::map<std::pair<const ModuleInstance*, std::string_view>, std::vector<const ModuleInstance*>>
      children_;
  std::deque<TerraformObject> objects_;
  std::vector<FormerObject> former_;
  std::unordered_map<std::string_view, TerraformObject*> by_address_;
  std::map<std::pair<const ModuleInstance*, std::string_view>, ObjectGroup> groups_;
  std::map<std::pair<const ModuleInstance*, std::string_view>, std::vector<const TerraformObject*>>
      types_;
  std::deque<std::string> texts_;  // addresses that stand in no file
  friend class RawStateReader;
};

/// Fills `objects` from what its document is.
void read_plan(TerraformObjects& objects, Diagnostics& diagnostics);
void read_shown_state(TerraformObjects& objects, Diagnostics& diagnostics);
void read_raw_state(TerraformObjects& objects, Diagnostics& diagnostics);

/// Marks what objects repeat of resources that the apply takes away or changes.
void drop_former_repeats(TerraformObjects& objects);

}  // namespace canreach
