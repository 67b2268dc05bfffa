#include "parsers/terraform.h"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <set>
#include <utility>

#include "base/text.h"
#include "parsers/record.h"
#include "parsers/terraform/objects.h"
#include "parsers/terraform/other_types.h"
#include "parsers/terraform/providers.h"
#include "parsers/terraform/reading.h"
#include "parsers/terraform/types.h"
#include "parsers/terraform/wanted.h"

// From a plan or a state to declared resources, in four steps: collect the objects of all
// documents; find out what takes over the things that AWS makes with a VPC; translate each object
// by the row of its type; merge what belongs into other resources.  Data sources that something
// refers to come last, as things that exist and of which little is known.

namespace canreach {
namespace {

using Documents = std::vector<std::unique_ptr<TerraformObjects>>;

bool is_plan(const SyntaxNode& root) {
  return root.has("planned_values") || (root.has("resource_changes") && root.has("configuration"));
}

bool is_shown_state(const SyntaxNode& root) {
  return root.has("format_version") && (root.has("values") || root.has("terraform_version"));
}

bool is_raw_state(const SyntaxNode& root) {
  return root.has("version") &&
         (root.has("lineage") || (root.has("modules") && root.has("serial")));
}

/// Plans and shown states: 0.x and 1.x are read; a new major version may mean anything.
bool is_readable_format(const SyntaxNode& root, Diagnostics& diagnostics) {
  const SyntaxNode* version = root.find("format_version");
  if (version == nullptr) return true;
  const std::string_view major = split(version->text(), '.').front();
  if (major == "0" || major == "1") return true;
  diagnostics.report(DiagnosticKind::terraform_version, version->at(),
                     {"format_version " + quoted(version->text()),
                      "0.x and 1.x are; a newer canreach may read it"});
  return false;
}

bool is_readable_state(const SyntaxNode& root, Diagnostics& diagnostics) {
  const SyntaxNode* version = root.find("version");
  if (version->text() == "4") return true;
  diagnostics.report(DiagnosticKind::terraform_version, version->at(),
                     {"a state of version " + quoted(version->text()),
                      "version 4 is; write it with Terraform 0.12 or later, or give what "
                      "`terraform show -json` prints"});
  return false;
}

bool is_whole_plan(const SyntaxNode& root, const DeclaredOptions& options,
                   Diagnostics& diagnostics) {
  const SyntaxNode* errored = root.find("errored");
  const bool is_errored = is_true(errored);
  if (is_errored && !options.allow_partial) {
    diagnostics.report(DiagnosticKind::terraform_errored, errored->at(), {});
    return false;
  }
  const SyntaxNode* complete = root.find("complete");
  if (complete != nullptr && complete->text() == "false" && !is_errored) {
    diagnostics.report(DiagnosticKind::terraform_partial, complete->at(),
                       {"`complete` is false, as with `-target` or deferred changes"});
  }
  return true;
}

void read_document(TerraformObjects& objects, const DeclaredOptions& options,
                   Diagnostics& diagnostics) {
  const SyntaxNode& root = objects.root();
  if (is_plan(root)) {
    if (!is_readable_format(root, diagnostics)) return;
    if (is_whole_plan(root, options, diagnostics)) read_plan(objects, diagnostics);
  } else if (is_raw_state(root)) {
    if (is_readable_state(root, diagnostics)) read_raw_state(objects, diagnostics);
  } else if (is_readable_format(root, diagnostics)) {
    read_shown_state(objects, diagnostics);
  }
}

/// Addresses are unique in a design; those of two plans need not be.
void make_unique(Documents& documents, const DeclaredDesign& design) {
  if (documents.size() == 1 && design.resources.empty()) return;  // they are, as they were read
  std::set<std::string> taken;
  for (const DeclaredResource& resource : design.resources) taken.insert(resource.address);
  for (const std::unique_ptr<TerraformObjects>& document : documents) {
    for (TerraformObject& object : document->all()) {
      if (taken.count(object.address) > 0) {
        object.address = fmt::format("{}:{}", document->name(), object.address);
      }
      taken.insert(object.address);
    }
  }
}

/// Who adopts a default thing twice, in two modules, has it once.
void find_repeated(Documents& documents) {
  std::map<std::string, std::string> first;
  for (const std::unique_ptr<TerraformObjects>& document : documents) {
    for (TerraformObject& object : document->all()) {
      if (object.is_data || object.type.substr(0, 12) != "aws_default_") continue;
      const SyntaxText id = text_in(object.values, "id");
      std::string what(object.type);
      if (!id.empty()) {
        what += "\n" + id;
      } else if (object.type == "aws_default_vpc") {
        what += "\t" + region_of(*document, object);
      } else {
        continue;
      }
      const auto [known, is_new] = first.emplace(std::move(what), object.address);
      object.is_repeated = !is_new;
      if (!is_new) object.address = known->second;
    }
  }
}

class Translation {
 public:
  Translation(Documents& documents, TerraformReading& reading)
      : documents_(documents), reading_(reading) {}

  void run() {
    find_region();
    reserve();
    each([this](const TerraformObject& object) { adopt(object); });
    each([this](const TerraformObject& object) { translate(object); });
    each([this](const TerraformObject& object) { merge(object); });
    each([this](const TerraformObject& object) { restrict_buckets(object); });
    external();
    drop_repeated();
    drop_impossible();
  }

 private:
  template <class Do>
  void each(Do action) {
    for (const std::unique_ptr<TerraformObjects>& document : documents_) {
      for (const TerraformObject& object : document->all()) {
        if (!object.is_data && !object.is_repeated) action(object);
      }
    }
  }

  /// Most objects become one resource.
  void reserve() {
    std::size_t count = reading_.design().resources.size();
    for (const std::unique_ptr<TerraformObjects>& document : documents_) {
      count += document->all().size() + document->all().size() / 4;
    }
    reading_.design().resources.reserve(count);
  }

  void find_region() {
    DeclaredDesign& design = reading_.design();
    for (const std::unique_ptr<TerraformObjects>& document : documents_) {
      if (design.region.empty()) design.region = main_region(*document);
    }
    each([&design](const TerraformObject& object) {
      if (design.region.empty()) {
        design.region = region_of_zone(text_in(object.values, "availability_zone"));
      }
      if (design.account.empty()) design.account = account_of(object);
    });
    if (design.region.empty()) design.region = reading_.options().region;
    if (design.account.empty()) design.account = reading_.options().account;
  }

  /// The default things of a VPC are known by what adopts them before anything names them.
  void adopt(const TerraformObject& object) {
    const std::string_view kind = object.type.substr(0, 9);
    if (kind != "aws_defau" && kind != "aws_main_") return;
    const Attribute resource(object);
    if (object.type == "aws_default_route_table") {
      reading_.adopt(reading_.vpc_of(resource["default_route_table_id"]), "main_route_table_id",
                     object.address);
    } else if (object.type == "aws_default_network_acl") {
      reading_.adopt(reading_.vpc_of(resource["default_network_acl_id"]), "default_network_acl_id",
                     object.address);
    } else if (object.type == "aws_default_security_group") {
      reading_.adopt(reading_.vpc_of(resource["vpc_id"]), "default_security_group_id",
                     object.address);
    } else if (object.type == "aws_main_route_table_association") {
      reading_.replace_main(reading_.vpc_of(resource["vpc_id"]));
    }
  }

  void translate(const TerraformObject& object) {
    const TypeRow* row = type_row(object.type);
    const std::size_t first = reading_.design().resources.size();
    if (row == nullptr) {
      const Attribute resource(object);
      DeclaredValue properties = DeclaredValue::of_map(object.at);
      read_rows(reading_, resource, rows_of_other_types(), properties);
      reading_.emit(object, object.type).properties = std::move(properties);
    } else {
      const Attribute resource(object);
      if (!row->cloudformation.empty()) add(*row, resource);
      if (row->more != nullptr) row->more(reading_, resource);
    }
    place(object, first);
  }

  void add(const TypeRow& row, const Attribute& resource) {
    DeclaredValue properties = DeclaredValue::of_map(resource.object().at);
    read_rows(reading_, resource, row.attributes, properties);
    set_property(properties, "Tags", reading_.tags(resource));
    reading_.emit(resource.object(), row.cloudformation).properties = std::move(properties);
  }

  /// Region and account of what an object became, where they are not the design's.
  void place(const TerraformObject& object, std::size_t first) {
    DeclaredDesign& design = reading_.design();
    const auto [known, is_new] = regions_.emplace(std::pair(object.document, object.provider), "");
    if (is_new) known->second = region_of_provider_of(*documents_[object.document], object);
    std::string region = own_region(object);
    if (region.empty()) region = known->second;
    std::string account = account_of(object);
    if (region == design.region) region.clear();
    if (account == design.account) account.clear();
    for (std::size_t i = first; i < design.resources.size(); ++i) {
      design.resources[i].region = region;
      design.resources[i].account = account;
    }
  }

  void merge(const TerraformObject& object) {
    const TypeRow* row = type_row(object.type);
    if (row != nullptr && row->merge != nullptr) row->merge(reading_, Attribute(object));
  }

  /// A setting of the account counts beside those of the buckets, which are all there now.
  void restrict_buckets(const TerraformObject& object) {
    if (object.type != "aws_s3_account_public_access_block") return;
    account_public_access_block(reading_, Attribute(object));
  }

  /// What something refers to, and Terraform only looks up.
  void external() {
    for (std::size_t i = 0; i < reading_.used_data().size(); ++i) {
      const TerraformObject& object = *reading_.used_data()[i];
      const TypeRow* row = type_row(object.type);
      const Attribute resource(object);
      const bool is_known = row != nullptr && !row->cloudformation.empty();
      DeclaredValue properties = DeclaredValue::of_map(object.at);
      if (is_known) read_rows(reading_, resource, row->attributes, properties);
      properties.set("IsExternal", DeclaredValue::of_text("true", object.at));
      set_property(properties, "Tags", reading_.tags(resource));
      const std::size_t first = reading_.design().resources.size();
      reading_.emit(object, is_known ? row->cloudformation : object.type).properties =
          std::move(properties);
      place(object, first);
    }
  }

  /// What makes two resources the same thing: a state lists a rule in the thing that has it, too.
  static std::string identity(const DeclaredResource& resource) {
    const DeclaredValue& properties = resource.properties;
    std::vector<std::string_view> keys;
    if (resource.type == "AWS::EC2::Route") {
      keys = {"RouteTableId", "DestinationCidrBlock", "DestinationIpv6CidrBlock",
              "DestinationPrefixListId"};
    } else if (resource.type == "AWS::EC2::NetworkAclEntry") {
      keys = {"NetworkAclId", "Egress", "RuleNumber"};
    } else if (resource.type == "AWS::EC2::SubnetNetworkAclAssociation") {
      keys = {"NetworkAclId", "SubnetId"};
    } else if (resource.type == "AWS::EC2::EIPAssociation") {
      keys = {"AllocationId"};
    } else if (resource.type == "AWS::EC2::VPCGatewayAttachment") {
      keys = {"VpcId", "InternetGatewayId", "VpnGatewayId"};
    } else {
      return {};
    }
    std::string text(resource.type);
    for (const std::string_view key : keys) {
      const DeclaredValue& value = properties[key];
      if (value.is_unknown()) return {};
      text += "\n" + value.target + "\t" + value.text;
    }
    return text;
  }

  void drop_repeated() {
    std::vector<DeclaredResource>& resources = reading_.design().resources;
    const auto is_part = [](const DeclaredResource& resource) {
      return type_row_of_part(resource.address);
    };
    std::set<std::string> alone;
    for (const DeclaredResource& resource : resources) {
      const std::string same = is_part(resource) ? std::string() : identity(resource);
      if (!same.empty()) alone.insert(same);
    }
    if (alone.empty()) return;
    std::erase_if(resources, [&](const DeclaredResource& resource) {
      return is_part(resource) && alone.count(identity(resource)) > 0;
    });
  }

  /// A subnet of a VPC without IPv6 has none either, whatever its expression would have been.
  void drop_impossible() {
    std::set<std::string> with_ipv6;
    for (const DeclaredResource& resource : reading_.design().resources) {
      if (resource.type != "AWS::EC2::VPCCidrBlock") continue;
      if (resource.properties["CidrBlock"].is_absent()) {
        with_ipv6.insert(resource.properties["VpcId"].target);
      }
    }
    for (DeclaredResource& resource : reading_.design().resources) {
      if (resource.type != "AWS::EC2::Subnet") continue;
      const DeclaredValue& vpc = resource.properties["VpcId"];
      const bool is_known_vpc = vpc.is_reference() && with_ipv6.count(vpc.target) == 0 &&
                                reading_.is_declared(vpc.target);
      if (is_known_vpc && resource.properties["Ipv6CidrBlock"].is_unknown()) {
        resource.properties.set("Ipv6CidrBlock", {});
      }
    }
  }

  /// Was it written inside of another resource, as its address shows?
  static bool type_row_of_part(std::string_view address) {
    for (const std::string_view part :
         {".route[", ".ingress[", ".egress[", ".subnet[", ".association", ".attachment"}) {
      const std::size_t at = address.rfind(part);
      if (at != std::string_view::npos && address.find('"', at) == std::string_view::npos) {
        return true;
      }
    }
    return false;
  }

  Documents& documents_;
  TerraformReading& reading_;
  std::map<std::pair<std::size_t, std::string_view>, std::string> regions_;  // of providers
};

}  // namespace

bool is_terraform(const SyntaxNode& root) {
  return root.is_map() && (is_plan(root) || is_shown_state(root) || is_raw_state(root));
}

void read_terraform(const std::vector<TerraformDocument>& documents, const DeclaredOptions& options,
                    DeclaredDesign& design, Diagnostics& diagnostics) {
  Documents objects;
  for (const TerraformDocument& document : documents) {
    objects.push_back(std::make_unique<TerraformObjects>(document, objects.size()));
    read_document(*objects.back(), options, diagnostics);
  }
  make_unique(objects, design);
  find_repeated(objects);
  TerraformReading reading(objects, options, design, diagnostics);
  Translation(objects, reading).run();
  reading.report_unused_assumptions();
}

}  // namespace canreach
