#include "base/algorithm.h"
#include "parsers/readers/readers.h"

// Lambda functions.  AWS gives all functions with one subnet and one set of groups the same
// interfaces, so a function has those that fit each of its subnets, and one of unknown address
// where none was collected.  Rules: SVC-5 to SVC-8.

namespace canreach {
namespace {

std::vector<Ref<NetworkInterface>> interfaces_in(SnapshotReading& reading, const Function& function,
                                                 const std::string& subnet,
                                                 const std::vector<std::string>& groups) {
  const auto found = reading.interfaces.functions.find(place_key(subnet, groups));
  if (found != reading.interfaces.functions.end()) return found->second;
  const HiddenInterface hidden{NetworkInterface::Type::function, subnet, groups, true, ""};
  const Ref<NetworkInterface> ref = add_hidden_interface(reading, function, hidden);
  return {ref};
}

Function read_function(SnapshotReading& reading, const SnapshotObject& object,
                       const ResourceRecord& record) {
  Function function;
  reading.read_common(function, object, record,
                      {.id = "FunctionName", .tags = {}, .arn = "FunctionArn"});
  const ResourceRecord vpc = record.record("VpcConfig");
  reading.place_in(function, reading.find<Vpc>(vpc.text("VpcId")));
  function.credentials.name = record.text("Role");
  function.credentials.kind =
      function.credentials.name.empty() ? Credentials::Kind::unknown : Credentials::Kind::role;
  function.credentials.at = function.at;
  function.ipv6_allowed = vpc.boolean("Ipv6AllowedForDualStack").value_or(false);
  function.state = state_of(record.text("State"), {"", "active", "inactive"});
  const std::vector<std::string> groups = vpc.texts("SecurityGroupIds");
  const bool stands_in_vpc = !vpc.text("VpcId").empty() || !groups.empty();
  if (stands_in_vpc && vpc.texts("SubnetIds").empty()) vpc.refuse("it has no `SubnetIds`");
  for (const std::string& subnet : vpc.texts("SubnetIds")) {
    for (const Ref<NetworkInterface> ref : interfaces_in(reading, function, subnet, groups)) {
      if (!contains(function.interfaces, ref)) function.interfaces.push_back(ref);
    }
  }
  return function;
}

}  // namespace

void read_functions(SnapshotReading& reading) {
  reading.read_each<Function>(
      "Functions", "FunctionName",
      [&](const SnapshotObject& object, const ResourceRecord& record) -> std::optional<Function> {
        return read_function(reading, object, record);
      });
  const std::vector<Function>& functions = reading.design.all<Function>();
  for (std::size_t i = 0; i < functions.size(); ++i) {
    own_interfaces(reading.design, ResourceKind::Function, static_cast<std::uint32_t>(i),
                   functions[i].interfaces);
  }
}

}  // namespace canreach
