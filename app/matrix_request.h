#pragma once

#include <string>

#include "analyzer/network/network.h"
#include "analyzer/query/matrix.h"
#include "app/api_request.h"

namespace canreach {

/// The op `matrix`.
std::string answer_matrix(ApiRequest& request, const Network& network);

/// Reads "vpc", "subnet", "tag:KEY", "none"; false: it is none of these.
bool read_group_by(std::string_view text, MatrixQuery& query);
/// Reads "all", "well-known".
bool read_ports(std::string_view text, MatrixQuery& query);

}  // namespace canreach
