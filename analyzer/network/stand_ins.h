#pragma once

#include <cstdint>
#include <string>

#include "analyzer/network/network.h"
#include "model/net/address_set.h"

namespace canreach {

/// Is it an address of a VPC that stands for one that is not known?  model/stand_ins.h
bool stands_in(const Network& network, Atom atom);

/// In words, "an unknown IPv6 address of app"; of an address that stands_in().
std::string stand_in_words(const Network& network, Atom atom, std::uint32_t face);

/// As AddressSet::to_string(), without addresses that stand for unknown ones: a set that goes on
/// beside them on both sides has no hole there, any other holds none of them.
std::string text_of(const AddressSet& set);

/// Does the range hold the address that the atom stands for?  It may be any global one.
Tri holds_stand_in(const Network& network, const AtomRange& range, Atom atom);

}  // namespace canreach
