#include "analyzer/reason.h"

namespace canreach {

std::string_view name_of(Symptom symptom) {
  switch (symptom) {
    case Symptom::none:
      return "none";
    case Symptom::timeout:
      return "timeout";
    case Symptom::refused:
      return "refused";
    case Symptom::hang:
      return "hang";
    case Symptom::unreachable:
      return "unreachable";
    case Symptom::dns:
      return "dns";
    case Symptom::http:
      return "http";
    case Symptom::auth:
      return "auth";
    case Symptom::access_denied:
      return "access_denied";
    case Symptom::expired_token:
      return "expired_token";
    case Symptom::intermittent:
      return "intermittent";
  }
  return "none";
}

const std::vector<ReasonRow>& reason_rows() {
  static const std::vector<ReasonRow> kRows = {
#define REASON(name, code, slug, aws_code, rules, symptom, words) \
  {Reason::name, code, slug, aws_code, rules, Symptom::symptom, words},
#include "analyzer/reasons.def"
#undef REASON
  };
  return kRows;
}

const ReasonRow& row_of(Reason reason) { return reason_rows()[static_cast<std::size_t>(reason)]; }

}  // namespace canreach
