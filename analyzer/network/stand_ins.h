#pragma once

#include "analyzer/network/network.h"

namespace canreach {

/// Is it an address of a VPC that stands for one that is not known?  model/stand_ins.h
bool stands_in(const Network& network, Atom atom);

/// Does the range hold the address that the atom stands for?  It may be any global one.
Tri holds_stand_in(const Network& network, const AtomRange& range, Atom atom);

}  // namespace canreach
