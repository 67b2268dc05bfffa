#pragma once

#include <vector>

#include "parsers/native/interfaces.h"
#include "parsers/native/readers.h"

namespace canreach {

// The keys that several kinds of workloads share.

/// `multi_az`.
void read_standby(NativeContext& context, Fields& fields, Workload& workload);
/// role, credentials, source_ports, listens.  `besides` is always served.
void read_client_keys(NativeContext& context, Fields& fields, const TrafficSet& besides,
                      Workload& workload);
/// `auto`, `none` or an address.
PublicIp read_public_ip_key(NativeContext& context, const SyntaxNode* node,
                            const PublicIp& otherwise);
void add_interfaces(NativeContext& context, std::vector<NetworkInterface> interfaces,
                    Workload& workload);
InterfaceKeys read_interface_keys(Fields& fields, const SyntaxNode* subnets);
/// `subnets` and their keys: one interface in each, every one of which a verdict must hold for.
void read_placement(NativeContext& context, const Declaration& declaration, Fields& fields,
                    const PublicIp& public_ip, Workload& workload);

}  // namespace canreach
