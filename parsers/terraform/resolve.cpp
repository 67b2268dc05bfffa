#include "parsers/terraform/resolve.h"

#include <algorithm>
#include <array>

#include "base/algorithm.h"
#include "base/text.h"
#include "parsers/terraform/wanted.h"

// A plan says "known only after apply" where an id will stand, and lists in its configuration what
// the expression refers to, though never the expression.  Following these references through
// variables and outputs of modules leads to resources; the types that an attribute may hold tell
// which of them are meant.  What cannot be followed is remembered: it decides whether what was
// found is all there is.
//
// Cost: a budget of steps for a whole document, so that no input makes this quadratic.

namespace canreach {
namespace {

constexpr std::size_t kMostDepth = 12;
constexpr std::size_t kMostCandidates = 1000;
constexpr std::size_t kBudget = 4'000'000;
constexpr std::size_t kBudgetPerObject = 400;

/// What AWS makes with a VPC, and Terraform names by an attribute of it.
bool is_default_of_vpc(std::string_view attribute, WantedTypes wanted) {
  return any_of(kDefaultsOfVpc, [&](const DefaultOfVpc& made) {
    return made.attribute == attribute && is_wanted(wanted, made.type);
  });
}

/// What AWS makes with a transit gateway.
bool is_default_of_transit(std::string_view attribute, WantedTypes wanted) {
  return (attribute == "association_default_route_table_id" ||
          attribute == "propagation_default_route_table_id") &&
         is_wanted(wanted, "aws_ec2_transit_gateway_route_table");
}

bool is_name(std::string_view attribute) { return attribute == "name" || attribute == "bucket"; }

bool is_vpc(std::string_view type) { return type == "aws_vpc" || type == "aws_default_vpc"; }

/// Does an attribute of a VPC or a transit gateway name what AWS made with it?
bool is_default_of(std::string_view type, std::string_view attribute, WantedTypes wanted) {
  return (is_vpc(type) && is_default_of_vpc(attribute, wanted)) ||
         (type == kWantedTransit && is_default_of_transit(attribute, wanted));
}

/// "vpc-0123abcd", "eipalloc-…", an ARN.
bool looks_like_id(std::string_view text) {
  if (text.substr(0, 4) == "arn:") return true;
  const std::size_t dash = text.rfind('-');
  if (dash == std::string_view::npos || dash == 0 || text.size() - dash < 5) return false;
  return text.find_first_not_of("0123456789abcdef", dash + 1) == std::string_view::npos;
}

void add_literals(const SyntaxNode& node, Found& found, std::size_t depth = 0) {
  if (depth > kMostDepth || found.literals.size() > kMostCandidates) return;
  if (node.kind() == SyntaxKind::string && looks_like_id(node.text())) {
    found.literals.push_back(node.text());
  }
  if (node.is_scalar() && found.constants.size() < kMostCandidates) {
    found.constants.push_back(&node);
  }
  for (const SyntaxNode& element : node.elements()) add_literals(element, found, depth + 1);
  for (const SyntaxNode::Member& member : node.members()) {
    add_literals(member.value, found, depth + 1);
  }
}

/// Only the longest of each chain: `a.b["k"].id`, `a.b["k"]`, `a.b` stand one after the other.
std::vector<std::string_view> longest(const SyntaxNode& references) {
  std::vector<std::string_view> kept;
  for (const SyntaxNode& reference : references.elements()) {
    const std::string_view text = reference.text();
    if (text.empty()) continue;
    if (!kept.empty() && leads_to(text, kept.back())) continue;
    kept.push_back(text);
  }
  return kept;
}

bool begins(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

bool names_own_key(std::string_view reference) {
  return reference == "each.key" || reference == "count.index";
}

/// May it compute another key than the instance's own, or choose by a condition?
bool may_give_key(std::string_view reference) {
  return begins(reference, "each.value") || begins(reference, "local.") ||
         begins(reference, "terraform.");
}

/// As the registries of Terraform and OpenTofu call it, and its repository.
constexpr std::array<std::string_view, 3> kVpcModules = {
    "terraform-aws-modules/vpc/aws", "github.com/terraform-aws-modules/terraform-aws-vpc",
    "github.com/terraform-aws-modules/terraform-aws-vpc.git"};

/// Modules whose every index is `count.index`, or 0 of a list that then has one element; element()
/// begins again at the end of a list, and of several lists coalescelist() takes the first that is
/// not empty.  Source: main.tf of terraform-aws-modules/terraform-aws-vpc.
bool always_counts(const ModuleInstance& module) {
  if (module.parent == nullptr || module.parent->config == nullptr) return false;
  const auto call = module.parent->config->calls.find(module.call);
  if (call == module.parent->config->calls.end()) return false;
  const std::string source(text_in(call->second.node, "source"));
  // "?ref=v5.1.0" names a version, "//modules/x" another module of the repository.
  const std::string whole = source.substr(0, source.find('?'));
  return any_of(kVpcModules, [&](std::string_view known) {
    return whole == known || whole.ends_with("/" + std::string(known));
  });
}

/// What stands in the brackets of a key, without its quotes.
std::string_view bare_key(std::string_view key) {
  while (!key.empty() && (key.front() == '[' || key.front() == '"')) key.remove_prefix(1);
  while (!key.empty() && (key.back() == ']' || key.back() == '"')) key.remove_suffix(1);
  return key;
}

/// A key of `count`, whose index an expression may compute with: `count.index + 1`.
bool is_counted(std::string_view key) { return key.size() > 2 && key[1] >= '0' && key[1] <= '9'; }

/// May a key like this one come out of one of the values?  Numbers may be computed with.
bool may_select(const std::vector<const SyntaxNode*>& constants, std::string_view key) {
  return any_of(constants, [key](const SyntaxNode* value) {
    const bool is_number = value->kind() == SyntaxKind::number;
    return (is_number && is_counted(key)) || value->text() == bare_key(key);
  });
}

void open(Found& found, std::string_view reference) {
  if (found.open.empty()) found.open = std::string(reference);
}

bool are_of_one_resource(const Found& part) {
  const TerraformObject& first = *part.candidates.front().object;
  return all_of(part.candidates, [&first](const Candidate& each) {
    return each.object->config == first.config && each.object->module == first.module;
  });
}

/// When all are instances of one resource: that with the key, or the n-th.  Where keys were written
/// out, the order or the names of a collection need not be theirs.
void narrow(Found& part, std::string_view key, bool is_own_key) {
  if (key.empty() || part.candidates.size() < 2 || part.has_keyed) return;
  if (!are_of_one_resource(part)) return;
  const auto match = std::find_if(part.candidates.begin(), part.candidates.end(),
                                  [key](const Candidate& each) { return each.object->key == key; });
  if (match == part.candidates.end()) return;
  part.candidates = {*match};
  part.is_paired = part.is_paired || (is_own_key && is_counted(key));
}

void append(Found& found, Found part) {
  for (Candidate& candidate : part.candidates) {
    if (found.candidates.size() > kMostCandidates) {
      open(found, "more resources than can be told apart");
      break;
    }
    found.candidates.push_back(candidate);
  }
  for (std::string& literal : part.literals) found.literals.push_back(std::move(literal));
  if (found.open.empty()) found.open = std::move(part.open);
  found.open_local = found.open_local || part.open_local;
  found.has_data = found.has_data || part.has_data;
  found.has_other = found.has_other || part.has_other;
  found.is_paired = found.is_paired || part.is_paired;
  found.has_keyed = found.has_keyed || part.has_keyed;
  found.has_choice = found.has_choice || part.has_choice;
  found.may_compute = found.may_compute || part.may_compute;
  found.constants.insert(found.constants.end(), part.constants.begin(), part.constants.end());
  if (found.constants.size() > kMostCandidates) {
    found.constants.resize(kMostCandidates);
    found.has_choice = true;
  }
}

void drop_repeated(std::vector<Candidate>& candidates) {
  std::set<std::pair<const TerraformObject*, std::string_view>> seen;
  std::vector<Candidate> kept;
  for (const Candidate& each : candidates) {
    const bool default_of_vpc = is_vpc(each.object->type) && each.attribute != "id";
    const std::string_view attribute = default_of_vpc ? each.attribute : std::string_view();
    if (seen.insert({each.object, attribute}).second) kept.push_back(each);
  }
  candidates = std::move(kept);
}

}  // namespace

bool Found::may_be_fewer() const {
  if (candidates.size() < 2) return false;
  return has_choice || has_other || !open.empty() ||
         any_of(candidates,
                [this](const Candidate& each) { return may_select(constants, each.object->key); });
}

bool is_wanted(WantedTypes wanted, std::string_view type) {
  std::size_t at = 0;
  while (at < wanted.size()) {
    const std::size_t end = std::min(wanted.find(' ', at), wanted.size());
    if (wanted.substr(at, end - at) == type) return true;
    at = end + 1;
  }
  return false;
}

void Identities::add_text(const SyntaxNode* values, std::string_view attribute,
                          const TerraformObject& object, int rank) {
  const SyntaxNode* value = find_in(values, attribute);
  if (value == nullptr || value->kind() != SyntaxKind::string || value->text().empty()) return;
  entries_.push_back({value->text(), &object, attribute, rank});
}

void Identities::add(const TerraformObject& object) {
  const int rank = object.is_data ? 2 : 0;
  for (const std::string_view attribute :
       {"id", "arn", "name", "identifier", "function_name", "bucket", "url", "allocation_id",
        "domain_name", "cluster_identifier"}) {
    add_text(object.values, attribute, object, rank);
  }
  for (const std::string_view attribute : {"id", "arn"}) {
    add_text(object.before, attribute, object, rank + 1);
  }
  if (is_wanted(kWantedInstance, object.type)) {
    add_text(object.values, "primary_network_interface_id", object, rank + 1);
  }
  if (object.type == kWantedEndpoint) add_text(object.values, "prefix_list_id", object, rank + 1);
  if (object.type == kWantedTransit) {
    add_text(object.values, "association_default_route_table_id", object, rank + 3);
    add_text(object.values, "propagation_default_route_table_id", object, rank + 3);
  }
  if (!is_vpc(object.type)) return;
  for (const DefaultOfVpc& made : kDefaultsOfVpc) {
    add_text(object.values, made.attribute, object, rank + 3);
  }
}

void Identities::sort() {
  std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return a.text != b.text ? a.text < b.text : a.rank < b.rank;
  });
}

std::vector<const Identities::Entry*> Identities::matching(std::string_view text,
                                                           WantedTypes wanted) const {
  const auto begin = std::lower_bound(
      entries_.begin(), entries_.end(), text,
      [](const Entry& entry, std::string_view wanted_text) { return entry.text < wanted_text; });
  std::vector<const Entry*> found;
  for (auto entry = begin; entry != entries_.end() && entry->text == text; ++entry) {
    const bool fits = is_wanted(wanted, entry->object->type) ||
                      is_default_of(entry->object->type, entry->attribute, wanted);
    if (!fits) continue;
    if (!found.empty() && found.front()->rank / 2 != entry->rank / 2) break;
    // Ids and ARNs are unique: two objects that have one are the same thing.
    const bool repeated =
        !found.empty() && (found.front()->object == entry->object || !is_name(entry->attribute));
    if (!repeated) found.push_back(&*entry);
    if (found.size() > 1) break;
  }
  return found;
}

Candidate Identities::find(std::string_view text, WantedTypes wanted) const {
  const std::vector<const Entry*> found = matching(text, wanted);
  if (found.size() != 1) return {};
  return {found.front()->object, found.front()->attribute};
}

bool Identities::is_ambiguous(std::string_view text, WantedTypes wanted) const {
  return matching(text, wanted).size() > 1;
}

Resolver::Resolver(TerraformObjects& objects)
    : objects_(objects), budget_(kBudget + objects.all().size() * kBudgetPerObject) {}

bool Resolver::spend() {
  if (budget_ == 0) return false;
  --budget_;
  return true;
}

/// How many instances of it there are.
std::size_t Resolver::instances_of(const TerraformObject& object) const {
  const ObjectGroup* group = objects_.group(*object.module, object.config);
  return group == nullptr ? 0 : group->all.size();
}

Resolver::Scope Resolver::scope_of(const TerraformObject& object) const {
  return {object.module, object.key, find_in(object.written, "for_each_expression"),
          instances_of(object)};
}

/// The module's call, in its parent.
Resolver::Scope Resolver::scope_of_call(const ModuleInstance& module, const SyntaxNode& call) {
  return {module.parent, module.key, call.find("for_each_expression"),
          objects_.children(*module.parent, module.call).size()};
}

Found Resolver::find(const Attribute& attribute, WantedTypes wanted, Pairing pairing) {
  const Scope scope = scope_of(attribute.object());
  Task task{wanted, {}, pairing};
  Found found;
  for (const SyntaxNode* expression : attribute.expressions()) {
    follow(*expression, scope, task, 0, found);
  }
  drop_repeated(found.candidates);
  sort_unique(found.literals);
  return found;
}

const TerraformObject* Resolver::only_one(const TerraformObject& object, WantedTypes wanted) const {
  const TerraformObject* only = nullptr;
  for (const std::string_view type : split(wanted, ' ')) {
    const std::vector<const TerraformObject*>& all = objects_.of_type(*object.module, type);
    if (all.size() + (only == nullptr ? 0U : 1U) > 1) return nullptr;
    if (!all.empty()) only = all.front();
  }
  return only == &object ? nullptr : only;
}

const std::vector<const TerraformObject*>& Resolver::all_of(const TerraformObject& object,
                                                            WantedTypes wanted) {
  const auto [known, is_new] = all_.try_emplace({object.module, wanted});
  std::vector<const TerraformObject*>& all = known->second;
  if (!is_new) return all;
  const std::string& module = object.module->address;
  for (const bool anywhere : {false, true}) {
    for (const TerraformObject& other : objects_.all()) {
      const std::string& home = other.module->address;
      const bool is_inside = home.size() > module.size() && home[module.size()] == '.';
      const bool is_here = module.empty() || home == module || (is_inside && begins(home, module));
      if (other.is_data || !is_wanted(wanted, other.type)) continue;
      if (anywhere || is_here) all.push_back(&other);
    }
    if (!all.empty()) break;
  }
  return all;
}

void Resolver::follow(const SyntaxNode& expression, const Scope& scope, Task& task,
                      std::size_t depth, Found& found) {
  if (depth > kMostDepth) return open(found, "too many references one after the other");
  if (const SyntaxNode* constant = expression.find("constant_value")) {
    return add_literals(*constant, found);
  }
  const SyntaxNode* references = expression.find("references");
  if (references == nullptr) return;
  const std::vector<std::string_view> kept = longest(*references);
  const bool own_key = any_of(kept, names_own_key) && !any_of(kept, may_give_key);
  // What leads to nothing that may be meant is part of what computes the key, or of a condition.
  const auto computes = [&task](std::string_view reference, const Found& one) {
    if (!one.candidates.empty() || !one.literals.empty()) return one.may_compute;
    return !names_own_key(reference) && !begins(reference, "path.") &&
           !is_wanted(task.wanted, reference.substr(0, reference.find('.')));
  };
  std::vector<Found> parts;
  bool may_compute = false;
  for (const std::string_view reference : kept) {
    if (!spend()) return open(found, "too many references");
    Found one;
    follow_reference(reference, scope, own_key, task, depth, one);
    may_compute = may_compute || computes(reference, one);
    parts.push_back(std::move(one));
  }
  Found whole;
  const bool takes_first = own_key && always_counts(*scope.module);
  for (Found& part : parts) {
    if (takes_first && !whole.candidates.empty()) part.candidates.clear();
    if (own_key && task.pairing == Pairing::by_key) pair(part, scope, may_compute);
    append(whole, std::move(part));
  }
  whole.may_compute = may_compute;
  found.has_references = found.has_references || !kept.empty();
  append(found, std::move(whole));
}

/// Takes the instance with the scope's own key, unless the expression may compute another one.  An
/// index that goes beyond a list is computed with.
void Resolver::pair(Found& part, const Scope& scope, bool may_compute) {
  if (part.candidates.size() < 2 || part.has_keyed || !are_of_one_resource(part)) return;
  const std::size_t count = part.candidates.size();
  const bool is_index = is_counted(scope.key);
  if (is_index && always_counts(*scope.module)) {
    const std::optional<unsigned long long> index = parse_number(bare_key(scope.key));
    if (!index) return;
    return narrow(part, "[" + std::to_string(*index % count) + "]", true);
  }
  const bool goes_beyond = is_index && scope.instances > count;
  if (!may_compute && !goes_beyond) narrow(part, scope.key, true);
}

/// `each.value` is what the instance's element of the collection refers to.
void Resolver::follow_value(const Scope& scope, Task& task, std::size_t depth, Found& found) {
  Found part;
  if (scope.for_each != nullptr) {
    follow(*scope.for_each, {scope.module, scope.key, nullptr, scope.instances}, task, depth + 1,
           part);
  }
  if (!part.may_compute && task.pairing == Pairing::by_key) narrow(part, scope.key, true);
  part.has_choice = part.has_choice || part.candidates.empty();
  append(found, std::move(part));
}

void Resolver::follow_reference(std::string_view reference, const Scope& scope, bool own_key,
                                Task& task, std::size_t depth, Found& found) {
  const std::optional<std::vector<AddressStep>> steps = address_steps(reference);
  if (!steps || steps->empty()) return open(found, reference);
  const std::string_view head = steps->front().name;
  if (head == "local") {
    found.open_local = true;
    return open(found, reference);
  }
  if (begins(reference, "each.value")) {
    return follow_value(scope, task, depth, found);
  }
  if (head == "count" || head == "each" || head == "path" || head == "terraform" ||
      head == "self") {
    return;
  }
  if (steps->size() < 2) return open(found, reference);
  if (head == "var") {
    Found part;
    follow_variable(*steps, scope, task, depth, part);
    narrow(part, (*steps)[1].key, false);
    // Values that are no ids are asked in a condition.
    const bool is_asked = part.candidates.empty() && part.literals.empty();
    part.has_choice = part.has_choice || (is_asked && !part.constants.empty());
    return append(found, std::move(part));
  }
  if (head == "module") return follow_output(*steps, scope, own_key, task, depth, found);
  follow_resource(*steps, scope, task, depth, found);
}

void Resolver::follow_variable(const std::vector<AddressStep>& steps, const Scope& scope,
                               Task& task, std::size_t depth, Found& found) {
  const std::string_view name = steps[1].name;
  const ModuleInstance& module = *scope.module;
  if (module.config == nullptr) return;
  if (module.parent == nullptr) {
    const SyntaxNode* given = find_in(objects_.root().find("variables"), name);
    const SyntaxNode* value = find_in(given, "value");
    if (value != nullptr) return add_literals(*value, found);
  } else if (module.parent->config != nullptr) {
    const auto call = module.parent->config->calls.find(module.call);
    if (call == module.parent->config->calls.end()) return;
    const SyntaxNode* node = call->second.node;
    const SyntaxNode* given = find_in(node->find("expressions"), name);
    const Scope outer = scope_of_call(module, *node);
    if (given != nullptr) return follow(*given, outer, task, depth + 1, found);
  }
  const SyntaxNode* variable = find_in(module.config->variables, name);
  const SyntaxNode* otherwise = find_in(variable, "default");
  if (otherwise == nullptr && module.parent == nullptr)
    return open(found, "var." + std::string(name));
  if (otherwise != nullptr) add_literals(*otherwise, found);
}

void Resolver::follow_output(const std::vector<AddressStep>& steps, const Scope& scope,
                             bool own_key, Task& task, std::size_t depth, Found& found) {
  if (steps.size() < 3) return open(found, steps[1].name);  // which output is not said
  const std::vector<const ModuleInstance*> children =
      objects_.children(*scope.module, steps[1].name);
  for (const ModuleInstance* child : children) {
    const bool same_key = own_key && child->key == scope.key;
    if (!steps[1].key.empty() && child->key != steps[1].key) continue;
    if (steps[1].key.empty() && !child->key.empty() && own_key && !same_key &&
        any_of(children,
               [&scope](const ModuleInstance* other) { return other->key == scope.key; })) {
      continue;
    }
    if (!spend()) return open(found, "too many references");
    const SyntaxNode* output =
        child->config == nullptr ? nullptr : find_in(child->config->outputs, steps[2].name);
    const SyntaxNode* expression = find_in(output, "expression");
    if (expression == nullptr) {
      open(found, steps[1].name);
      continue;
    }
    Found part;
    follow(*expression, {child, {}, nullptr, 1}, task, depth + 1, part);
    narrow(part, steps[2].key, false);
    append(found, std::move(part));
  }
}

void Resolver::follow_resource(const std::vector<AddressStep>& steps, const Scope& scope,
                               Task& task, std::size_t depth, Found& found) {
  const std::size_t name = steps.front().name == "data" ? 2 : 1;
  if (steps.size() <= name) return;
  const std::string_view first = steps.front().name;
  const std::string_view last = steps[name].name;
  const std::string_view config(first.data(),
                                static_cast<std::size_t>(last.data() + last.size() - first.data()));
  const std::string_view attribute =
      steps.size() > name + 1 ? steps[name + 1].name : std::string_view();
  const ObjectGroup* group = objects_.group(*scope.module, config);
  if (name == 2) found.has_data = true;
  if (group == nullptr) {
    if (name == 2) open(found, config);
    // What a dynamic block goes through has the name of the block or one of its own.
    found.has_choice = found.has_choice || last == "value" || last == "key";
    return;
  }
  const std::string_view key = steps[name].key;
  const bool is_splat = key.empty() || key == "[*]";
  if (!is_splat) {
    const auto exact = group->by_key.find(key);
    if (exact == group->by_key.end()) return;
    found.has_keyed = true;
    return candidate(*exact->second, attribute, task, depth, found);
  }
  for (const TerraformObject* object : group->all) {
    if (found.candidates.size() > kMostCandidates || !spend()) {
      return open(found, "more resources than can be told apart");
    }
    candidate(*object, attribute, task, depth, found);
  }
}

void Resolver::candidate(const TerraformObject& object, std::string_view attribute, Task& task,
                         std::size_t depth, Found& found) {
  // AWS makes the lists of its services: they are only looked up.
  const bool is_made = !object.is_data || object.type == "aws_prefix_list";
  if (is_wanted(task.wanted, object.type) && is_made) {
    found.candidates.push_back({&object, attribute});
    return;
  }
  if (is_default_of(object.type, attribute, task.wanted)) {
    found.candidates.push_back({&object, attribute});
    return;
  }
  found.has_other = found.has_other || !object.is_data;
  if (object.is_data && object.type == "aws_iam_policy_document" &&
      is_wanted(task.wanted, "data.aws_iam_policy_document")) {
    found.candidates.push_back({&object, attribute});
    return;
  }
  if (attribute.empty() || attribute == "arn" || attribute == "tags") return;
  if (!task.visited.insert({&object, attribute.data()}).second) return;
  const Attribute value = Attribute(object)[attribute];
  if (value.is_known() && !value.is_secret()) add_literals(value.node(), found);
  if (object.is_data && value.is_unknown())
    return open(found, object.address + "." + std::string(attribute));
  if (attribute == "id" || !value.is_unknown()) return;
  const Scope scope = scope_of(object);
  for (const SyntaxNode* expression : value.expressions()) {
    follow(*expression, scope, task, depth + 1, found);
  }
}

}  // namespace canreach
