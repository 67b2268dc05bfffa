#include "parsers/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "model/check_design.h"
#include "model/complete_design.h"
#include "parsers/aws_snapshot.h"
#include "parsers/detect.h"
#include "parsers/native.h"
#include "parsers/syntax/syntax_node.h"

// Texts to a design: parse every text, let each say what it is, give all of one kind to that kind's
// reader, add AWS's defaults, and check what somebody wrote.
//
// A text that cannot be read takes its names with it, and every reference to them would be reported
// as a mistake of another file.  So reading stops after the texts when one of them failed; by then
// every text's failure is reported.

namespace canreach {
namespace {

using Kind = Detection::Kind;

/// A parsed text, or one line of a text that holds a JSON value a line.
struct Document {
  std::uint32_t file = 0;  // in Design::files
  std::size_t input = 0;   // lines of one text share it
  SyntaxNode root;
  bool is_readable = true;  // false: reported already
  Detection detection;

  SourceLoc at() const { return root.at().is_somewhere() ? root.at() : SourceLoc{file, 0, 0}; }
};

class Loader {
 public:
  Loader(const LoadOptions& options, Diagnostics& diagnostics)
      : options_(options), diagnostics_(diagnostics) {}

  Design load(std::vector<InputFile> inputs) {
    if (inputs.empty() && !diagnostics_.has_errors()) {
      diagnostics_.report(DiagnosticKind::unknown_format, {}, {"there is no input"});
    }
    for (std::size_t i = 0; i < inputs.size(); ++i) parse_input(i, std::move(inputs[i]));
    const std::optional<InputFormat> format = chosen_format();
    if (!format) return std::move(design_);
    read(*format);
    const bool is_written = *format == InputFormat::native;
    complete_design(design_, diagnostics_, is_written ? Origin::written : Origin::collected);
    if (is_written) check_design(design_, diagnostics_);
    return std::move(design_);
  }

 private:
  void parse_input(std::size_t input, InputFile file) {
    if (std::optional<std::string> words = refused_text(file.text)) {
      Document refused;
      refused.file = design_.files.add(std::move(file.name), std::move(file.text));
      refused.input = input;
      refused.detection = {Kind::other, std::move(*words), {}};
      documents_.push_back(std::move(refused));
      return;
    }
    const std::vector<std::string_view> lines = json_lines(file.text);
    if (lines.empty()) return parse(input, std::move(file));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      parse(input, {fmt::format("{}#{}", file.name, i + 1), std::string(lines[i])});
    }
  }

  void parse(std::size_t input, InputFile file) {
    Document document;
    document.file = design_.files.add(std::move(file.name), std::move(file.text));
    document.input = input;
    if (!read_as_snapshot(document)) read_whole(document);
    documents_.push_back(std::move(document));
  }

  /// A snapshot may be large: its objects are read one by one, when their kind is.
  bool read_as_snapshot(Document& document) const {
    if (!looks_like_json(design_.files.text(document.file))) return false;
    std::optional<SyntaxNode> outline = read_json_outline(design_.files, document.file);
    if (!outline) return false;
    document.detection = detect(*outline);
    document.root = std::move(*outline);
    return document.detection.kind == Kind::aws_snapshot;
  }

  void read_whole(Document& document) {
    Diagnostics of_text;
    document.root = read_syntax(design_.files, document.file, of_text);
    document.is_readable = !document.root.is_null() || !of_text.has_errors();
    diagnostics_.merge(std::move(of_text));
    if (document.is_readable) document.detection = detect(document.root);
  }

  const Document* first_of(Kind kind) const {
    for (const Document& document : documents_) {
      if (document.is_readable && document.detection.kind == kind) return &document;
    }
    return nullptr;
  }

  /// None after a report.
  std::optional<InputFormat> chosen_format() {
    const Document* native = first_of(Kind::native);
    const Document* snapshot = first_of(Kind::aws_snapshot);
    if (native != nullptr && snapshot != nullptr) return refuse_mixture(*native, *snapshot);
    if (options_.format && !agrees(native, snapshot)) return std::nullopt;
    if (snapshot != nullptr) list_others();
    if (snapshot == nullptr && report_others()) return std::nullopt;
    if (any_unreadable() || (native == nullptr && snapshot == nullptr)) return std::nullopt;
    return native != nullptr ? InputFormat::native : InputFormat::aws_snapshot;
  }

  std::optional<InputFormat> refuse_mixture(const Document& native, const Document& snapshot) {
    const Document& later = native.file < snapshot.file ? snapshot : native;
    diagnostics_.report(DiagnosticKind::unknown_format, later.at(),
                        {fmt::format("{} is a native design and {} an AWS snapshot: one run reads "
                                     "one kind of input",
                                     quoted(design_.files.name(native.file)),
                                     quoted(design_.files.name(snapshot.file)))});
    return std::nullopt;
  }

  /// Is the input what the user says that it is?  Where it is nothing we know, what it is near to
  /// is reported.
  bool agrees(const Document* native, const Document* snapshot) {
    const bool wants_native = *options_.format == InputFormat::native;
    const Document* contrary = wants_native ? snapshot : native;
    if (contrary == nullptr) return true;
    diagnostics_.report(
        DiagnosticKind::unknown_format, contrary->at(),
        {wants_native ? "this is an AWS snapshot, not the native design that --input says it is"
                      : "this is a native design, not the AWS snapshot that --input says it is"});
    return false;
  }

  bool any_unreadable() const {
    return std::any_of(documents_.begin(), documents_.end(),
                       [](const Document& document) { return !document.is_readable; });
  }

  /// A collector's directory also holds an index, a manifest, what was asked for in passing.
  void list_others() {
    for (const Document& document : documents_) {
      if (!document.is_readable || document.detection.kind != Kind::other) continue;
      design_.not_modelled.push_back(
          {"file", design_.files.name(document.file), SourceLoc{document.file, 0, 0}});
    }
  }

  /// The lines of one text say the same, once.
  bool report_others() {
    const Document* reported = nullptr;
    for (const Document& document : documents_) {
      if (!document.is_readable || document.detection.kind != Kind::other) continue;
      const bool is_repeated = reported != nullptr && reported->input == document.input;
      if (is_repeated) continue;
      reported = &document;
      diagnostics_.report(DiagnosticKind::unknown_format, document.at(), {document.detection.words},
                          document.detection.suggestion);
    }
    return reported != nullptr;
  }

  void read(InputFormat format) {
    switch (format) {
      case InputFormat::native:
        return read_native(roots(), options_, design_, diagnostics_);
      case InputFormat::aws_snapshot:
        return read_snapshot(snapshots(), options_, design_, diagnostics_);
    }
  }

  std::vector<const SyntaxNode*> roots() const {
    std::vector<const SyntaxNode*> roots;
    for (const Document& document : documents_) roots.push_back(&document.root);
    return roots;
  }

  std::vector<SnapshotDocument> snapshots() const {
    std::vector<SnapshotDocument> snapshots;
    for (const Document& document : documents_) {
      if (document.detection.kind != Kind::aws_snapshot) continue;
      snapshots.push_back({design_.files.name(document.file), &document.root});
    }
    return snapshots;
  }

  const LoadOptions& options_;
  Diagnostics& diagnostics_;
  Design design_;
  std::vector<Document> documents_;
};

}  // namespace

Design load_design(std::vector<InputFile> inputs, const LoadOptions& options,
                   Diagnostics& diagnostics) {
  return Loader(options, diagnostics).load(std::move(inputs));
}

}  // namespace canreach
