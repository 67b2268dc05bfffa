#include "app/api.h"

#include <fmt/format.h>

#include <exception>
#include <utility>
#include <vector>

#include "analyzer/query/query.h"
#include "analyzer/what_if/failure_points.h"
#include "analyzer/what_if/removal.h"
#include "app/access_request.h"
#include "app/api_request.h"
#include "app/check_request.h"
#include "app/diff_request.h"
#include "app/evaluate_request.h"
#include "app/fixes.h"
#include "app/lint_request.h"
#include "app/matrix_request.h"
#include "app/show_request.h"
#include "app/tighten_request.h"
#include "base/text.h"
#include "parsers/native/write_native.h"
#include "report/failure_points_report.h"
#include "report/json.h"

namespace canreach {
namespace {

// An operation of the api: its name, the fields that its requests may have, and what answers it.
struct Operation {
  std::string_view name;
  std::vector<std::string> fields;
  std::string (*answer)(ApiRequest& request, const Network& network);
  // Instead, of one that is about no design.
  std::string (*answer_alone)(ApiRequest& request, const LoadOptions& options);
};

std::string error_answer(const ApiRequest& request) {
  return json_of(*request.error(), request.op());
}

std::string answer_trace(ApiRequest& request, const Network& network) {
  TraceQuery query;
  query.from = request.required_text("from");
  query.to = request.required_text("to");
  query.protocol = request.text_or_number("protocol");
  query.port = request.text_or_number("port");
  query.icmp_type = request.byte("icmp_type");
  query.icmp_code = request.byte("icmp_code");
  query.source_ports = request.text("source_ports");
  const bool wants_fixes = request.flag("fixes").value_or(true);
  const bool wants_points = request.flag("failure_points").value_or(false);
  if (request.error()) return error_answer(request);
  tl::expected<Answer, QueryError> answer = trace(network, query);
  LoadOptions load;
  load.reads_files = ReadsFiles::no;
  if (answer && wants_fixes && request.value("without") == nullptr)
    add_fixes(network, query, load, kLineFixLimits, *answer);
  if (!answer) return json_of(answer.error(), "trace");
  const std::string text = json_of(*answer, network.design->files);
  if (!wants_points) return text;
  const auto points = failure_points(network, query);
  return points ? with_failure_points(text, *points, network.design->files)
                : json_of(points.error(), "trace");
}

std::string answer_show(ApiRequest& request, const Network& network) {
  const std::string name = request.text("name").value_or("");
  if (request.error()) return error_answer(request);
  const tl::expected<View, QueryError> view = view_asked_for(*network.design, name);
  return view ? json_of(*view) : json_of(view.error(), "show");
}

std::string answer_import(ApiRequest&, const Network& network) {
  const Design& design = *network.design;
  Diagnostics unsaid;
  const std::string text = write_native(design, unsaid);
  return json_of_import(text, unsaid, design.files);
}

std::string answer_documents(ApiRequest& request, const LoadOptions&) {
  return answer_evaluate(request);
}

const std::vector<Operation>& operations() {
  static const std::vector<Operation> kOperations = {
      {"trace",
       {"from", "to", "protocol", "port", "icmp_type", "icmp_code", "source_ports", "fixes",
        "without", "failure_points"},
       answer_trace,
       nullptr},
      {"can",
       {"who", "action", "target", "via", "source_ip", "context", "at", "session", "fixes",
        "without"},
       answer_can,
       nullptr},
      {"who-can", {"action", "target", "context", "at"}, answer_who_can, nullptr},
      {"matrix", {"from", "to", "group_by", "ports", "without"}, answer_matrix, nullptr},
      {"check", {"spec", "at", "without"}, answer_check, nullptr},
      {"tighten", {"spec", "needs", "without"}, answer_tighten, nullptr},
      {"diff", {"old", "new"}, nullptr, answer_diff},
      {"show", {"name"}, answer_show, nullptr},
      {"import", {}, answer_import, nullptr},
      {"lint", {"only", "at", "suppressions"}, answer_lint, nullptr},
      {"evaluate", {"request", "policies", "missing"}, nullptr, answer_documents},
  };
  return kOperations;
}

const Operation* operation_of(ApiRequest& request) {
  std::vector<std::string> names;
  for (const Operation& operation : operations()) {
    if (operation.name == request.op()) return &operation;
    names.push_back(std::string(operation.name));
  }
  std::vector<std::string> suggestions;
  if (std::optional<std::string> near = nearest(request.op(), names)) {
    suggestions.push_back(std::move(*near));
  }
  request.refuse(DiagnosticKind::invalid_request,
                 fmt::format("the op {} is not offered by this version, which offers {}",
                             quoted(request.op()), join(names, ", ")),
                 std::move(suggestions));
  return nullptr;
}

/// Of the design at hand, or of what is left of it without what the request names.
std::string answer_left(ApiRequest& request, const Operation& operation, const Network& network) {
  if (request.value("without") == nullptr) return operation.answer(request, network);
  const std::vector<std::string> names = request.texts("without");
  if (request.error()) return error_answer(request);
  const auto left = design_without(network, names);
  if (!left) return json_of(left.error(), request.op());
  std::string answer = operation.answer(request, compile(*left));
  return request.error() ? answer : with_texts(std::move(answer), "without", names);
}

std::string answer_with_files(ApiRequest& request, const Operation& operation,
                              std::vector<InputFile> files, LoadOptions options) {
  options.reads_files = ReadsFiles::no;
  Diagnostics diagnostics;
  const Design design = load_design(std::move(files), options, diagnostics);
  if (diagnostics.has_errors()) return json_of(diagnostics, design.files, request.op());
  return answer_left(request, operation, compile(design));
}

std::string answer_of(ApiRequest& request, const Network* network, const LoadOptions& options) {
  if (request.error()) return error_answer(request);
  const Operation* operation = operation_of(request);
  if (operation != nullptr) request.allow(operation->fields);
  if (!request.error() && operation->answer_alone != nullptr) {
    return operation->answer_alone(request, options);
  }
  std::optional<std::vector<InputFile>> files = request.files();
  if (!request.error() && !files && network == nullptr) {
    request.refuse(DiagnosticKind::invalid_request,
                   "there is no design: start `canreach api` with -f FILE, or give the request "
                   "`files`");
  }
  if (request.error()) return error_answer(request);
  if (files) return answer_with_files(request, *operation, std::move(*files), options);
  return answer_left(request, *operation, *network);
}

// The last resort: a mistake of ours, or no memory left, must not end the process.
std::string failure_answer(std::string_view op, std::string_view what) {
  return json_of(
      QueryError{
          "CR1390", "internal-error", fmt::format("this is a mistake of canreach: {}", what), {}},
      op);
}

}  // namespace

Api::Api(const Design& design, LoadOptions options)
    : network_(compile(design)), options_(std::move(options)) {}

Api::Api(LoadOptions options) : options_(std::move(options)) {}

std::string Api::answer(std::string_view line) const {
  ApiRequest request(line);
  const Network* network = network_ ? &*network_ : nullptr;
  try {
    return with_id(answer_of(request, network, options_), request.id());
  } catch (const std::exception& error) {
    return with_id(failure_answer(request.op(), error.what()), request.id());
  }
}

}  // namespace canreach
