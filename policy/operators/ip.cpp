#include "policy/operators/operands.h"

namespace canreach {

Result<IpPrefix> parse_address_block(std::string_view text) {
  if (text.find('/') != std::string_view::npos) return IpPrefix::parse(text);
  const Result<IpAddress> address = IpAddress::parse(text);
  if (!address) return failure(address.error().text);
  return IpPrefix::host(*address);
}

Result<Operand> ip_operand(std::string_view text) {
  const Result<IpPrefix> block = parse_address_block(text);
  if (!block) return failure(block.error().text);
  return Operand{{}, *block};
}

}  // namespace canreach
