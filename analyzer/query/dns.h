#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analyzer/query/endpoint.h"

namespace canreach {

/// What a name gives where it is asked.
struct NameLookup {
  NameAnswer shown;
  std::vector<EndMember> members;  // every one is used by some connection, so all must be judged
  std::vector<Remark> assumptions;
};

/// Does the design say something of this name: a zone, a resource or a service of AWS that has it?
/// `name` as dns_name_of() gives it.
bool is_known_name(const Network& network, const std::string& name);

/// What the name gives to whoever asks there.  Rules: DNS-1 to DNS-7, IEP-3, IEP-5, PEER-9.
NameLookup look_up(const Network& network, const std::string& name, const EndMember& from);

/// Is the member, of what a name gave, for this source?  What is asked in one place is not for
/// sources elsewhere, and of addresses of both families a source that lacks one uses the other.
/// Rules: DNS-7, SY-1.
bool is_given_to(const Network& network, const EndMember& from, const EndMember& to);

}  // namespace canreach
