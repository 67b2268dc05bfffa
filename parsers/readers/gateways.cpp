#include "parsers/readers/readers.h"

namespace canreach {
namespace {

// The VPC that a gateway is attached to; a detached one has none.  Rule: IGW-1.
template <class T>
T read_gateway(SnapshotReading& reading, const SnapshotObject& object, const ResourceRecord& record,
               const CommonKeys& keys, std::string_view attachments) {
  T gateway;
  reading.read_common(gateway, object, record, keys);
  gateway.state = state_of(record.text("State"), {"", "available"});
  for (const ResourceRecord& attachment : record.required_records(attachments)) {
    const std::string state = state_of(attachment.text("State"), {"", "attached", "available"});
    if (state == "detached") continue;
    gateway.vpc = reading.resolve<Vpc>(attachment.required_text("VpcId"), gateway.id, record.at());
    if (!state.empty()) gateway.state = state;
  }
  reading.place_in(gateway, gateway.vpc);
  return gateway;
}

template <class T>
void read_gateways_of(SnapshotReading& reading, std::string_view key, std::string_view id_key,
                      std::string_view attachments) {
  reading.read_each<T>(
      key, id_key,
      [&](const SnapshotObject& object, const ResourceRecord& record) -> std::optional<T> {
        return read_gateway<T>(reading, object, record, {.id = id_key}, attachments);
      });
}

}  // namespace

void read_gateways(SnapshotReading& reading) {
  read_gateways_of<InternetGateway>(reading, "InternetGateways", "InternetGatewayId",
                                    "Attachments");
  read_gateways_of<EgressOnlyInternetGateway>(reading, "EgressOnlyInternetGateways",
                                              "EgressOnlyInternetGatewayId", "Attachments");
  read_gateways_of<VpnGateway>(reading, "VpnGateways", "VpnGatewayId", "VpcAttachments");
}

}  // namespace canreach
