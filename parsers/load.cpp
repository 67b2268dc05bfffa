#include "parsers/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/algorithm.h"
#include "base/text.h"
#include "model/check_design.h"
#include "model/complete_design.h"
#include "parsers/aws_snapshot.h"
#include "parsers/cloudformation.h"
#include "parsers/declared/to_native.h"
#include "parsers/detect.h"
#include "parsers/native.h"
#include "parsers/refusals.h"
#include "parsers/syntax/syntax_node.h"
#include "parsers/terraform.h"

// Texts to a design: parse every text, let each say what it is, give all of one kind to that kind's
// reader, add AWS's defaults, and check what somebody wrote.
//
// A text that cannot be read takes its names with it, and every reference to them would be reported
// as a mistake of another file.  So reading stops after the texts when one of them failed; by then
// every text's failure is reported.

namespace canreach {
namespace {

using DetectedKind = Detection::Kind;

/// A parsed text, or one line of a text that holds a JSON value a line.
struct Document {
  std::uint32_t file = 0;  // in Design::files
  std::size_t input = 0;   // lines of one text share it
  SyntaxNode root;
  bool is_readable = true;  // false: reported already
  Detection detection;

  SourceLoc at() const { return root.at().is_somewhere() ? root.at() : SourceLoc{file, 0, 0}; }
};

struct FormatRow {
  DetectedKind kind;
  InputFormat format;
  std::string_view what;  // with its article
  std::string_view name;
};

constexpr FormatRow kFormats[] = {
    {DetectedKind::native, InputFormat::native, "a native design", "native design"},
    {DetectedKind::cloudformation, InputFormat::cloudformation, "a CloudFormation template",
     "CloudFormation template"},
    {DetectedKind::terraform, InputFormat::terraform, "a Terraform plan or state",
     "Terraform plan or state"},
    {DetectedKind::aws_snapshot, InputFormat::aws_snapshot, "an AWS snapshot", "AWS snapshot"},
};

const FormatRow& row_of(DetectedKind kind) {
  return *std::find_if(std::begin(kFormats), std::end(kFormats),
                       [kind](const FormatRow& row) { return row.kind == kind; });
}

/// Is the first key one that templates and plans begin with?  Those are read whole anyway, and so
/// may be any other text.
bool begins_as_code(std::string_view text) {
  static constexpr std::array<std::string_view, 5> kFirstKeys = {
      "AWSTemplateFormatVersion", "Description", "Resources", "Transform", "format_version"};
  const std::size_t begin = text.find('"');
  if (begin == std::string_view::npos) return false;
  const std::string_view key = text.substr(begin + 1);
  return contains(kFirstKeys, key.substr(0, key.find('"')));
}

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
    if (diagnostics_.has_errors() && is_declared(*format)) return std::move(design_);
    const bool is_written = !design_.is_collected && *format != InputFormat::aws_snapshot;
    complete_design(design_, diagnostics_, is_written ? Origin::written : Origin::collected);
    if (!is_written) return std::move(design_);
    Diagnostics found;
    check_design(design_, found);
    add_found(std::move(found), is_declared(*format));
    return std::move(design_);
  }

 private:
  void parse_input(std::size_t input, InputFile file) {
    if (std::optional<std::string> words = refused_text(file.text)) {
      Document refused;
      refused.file = design_.files.add(std::move(file.name), std::move(file.text));
      refused.input = input;
      refused.detection = {DetectedKind::other, std::move(*words), {}};
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
    const std::string_view text = design_.files.text(document.file);
    if (!looks_like_json(text) || begins_as_code(text)) return false;
    std::optional<SyntaxNode> outline = read_json_outline(design_.files, document.file);
    if (!outline) return false;
    document.detection = detect(*outline);
    document.root = std::move(*outline);
    return document.detection.kind == DetectedKind::aws_snapshot;
  }

  void read_whole(Document& document) {
    Diagnostics of_text;
    document.root = read_syntax(design_.files, document.file, of_text);
    document.is_readable = !document.root.is_null() || !of_text.has_errors();
    diagnostics_.merge(std::move(of_text));
    if (document.is_readable) document.detection = detect(document.root);
  }

  const Document* first_of(DetectedKind kind) const {
    for (const Document& document : documents_) {
      if (document.is_readable && document.detection.kind == kind) return &document;
    }
    return nullptr;
  }

  /// None after a report.
  std::optional<InputFormat> chosen_format() {
    const Document* chosen = nullptr;
    for (const FormatRow& row : kFormats) {
      const Document* first = first_of(row.kind);
      if (first == nullptr) continue;
      if (chosen != nullptr) return refuse_mixture(*chosen, *first);
      chosen = first;
    }
    if (options_.format && !agrees(chosen)) return std::nullopt;
    const bool is_snapshot =
        chosen != nullptr && chosen->detection.kind == DetectedKind::aws_snapshot;
    if (is_snapshot) list_others();
    if (!is_snapshot && report_others()) return std::nullopt;
    if (any_unreadable() || chosen == nullptr) return std::nullopt;
    return row_of(chosen->detection.kind).format;
  }

  std::optional<InputFormat> refuse_mixture(const Document& one, const Document& other) {
    const Document& first = one.file < other.file ? one : other;
    const Document& later = one.file < other.file ? other : one;
    diagnostics_.report(
        DiagnosticKind::unknown_format, later.at(),
        {fmt::format("{} is {} and {} {}: one run reads one kind of input",
                     quoted(design_.files.name(first.file)), row_of(first.detection.kind).what,
                     quoted(design_.files.name(later.file)), row_of(later.detection.kind).what)});
    return std::nullopt;
  }

  /// Is the input what the user says that it is?  Where it is nothing we know, what it is near to
  /// is reported.
  bool agrees(const Document* chosen) {
    if (chosen == nullptr) return true;
    const FormatRow& found = row_of(chosen->detection.kind);
    if (found.format == *options_.format) return true;
    const auto wanted =
        std::find_if(std::begin(kFormats), std::end(kFormats),
                     [&](const FormatRow& row) { return row.format == *options_.format; });
    diagnostics_.report(
        DiagnosticKind::unknown_format, chosen->at(),
        {fmt::format("this is {}, not the {} that --input says it is", found.what, wanted->name)});
    return false;
  }

  bool any_unreadable() const {
    return std::any_of(documents_.begin(), documents_.end(),
                       [](const Document& document) { return !document.is_readable; });
  }

  /// A collector's directory also holds an index, a manifest, what was asked for in passing.
  void list_others() {
    for (const Document& document : documents_) {
      if (!document.is_readable || document.detection.kind != DetectedKind::other) continue;
      design_.not_modelled.push_back(
          {"file", design_.files.name(document.file), SourceLoc{document.file, 0, 0}});
    }
  }

  /// The lines of one text say the same, once.
  bool report_others() {
    const Document* reported = nullptr;
    for (const Document& document : documents_) {
      if (!document.is_readable || document.detection.kind != DetectedKind::other) continue;
      const bool is_repeated = reported != nullptr && reported->input == document.input;
      if (is_repeated) continue;
      reported = &document;
      diagnostics_.report(DiagnosticKind::unknown_format, document.at(), {document.detection.words},
                          document.detection.suggestion);
    }
    return reported != nullptr;
  }

  static bool is_declared(InputFormat format) {
    return format == InputFormat::cloudformation || format == InputFormat::terraform;
  }

  /// Values are assumed that infrastructure code leaves open.
  void refuse_assumptions() {
    for (const auto& [name, value] : options_.assumptions) {
      diagnostics_.report(DiagnosticKind::template_assumption, {},
                          {quoted(name), "only what infrastructure code leaves open is assumed"});
    }
  }

  void read(InputFormat format) {
    if (!is_declared(format)) refuse_assumptions();
    switch (format) {
      case InputFormat::native: {
        Diagnostics found;
        read_native(roots(), options_, design_, found);
        return add_found(std::move(found), false);
      }
      case InputFormat::cloudformation:
      case InputFormat::terraform:
        return read_declared(format);
      case InputFormat::aws_snapshot:
        return read_snapshot(snapshots(), options_, design_, diagnostics_);
    }
  }

  /// Infrastructure code is said in native words first, and read like a native design.
  void read_declared(InputFormat format) {
    const DeclaredOptions options{options_.region,     options_.account,
                                  options_.parameters, options_.assumptions,
                                  options_.conditions, options_.allow_partial};
    DeclaredDesign declared;
    if (format == InputFormat::cloudformation) {
      read_cloudformation(documents_of<TemplateDocument>(), options, declared, diagnostics_);
    } else {
      read_terraform(documents_of<TerraformDocument>(), options, declared, diagnostics_);
    }
    if (diagnostics_.has_errors()) return;
    std::vector<OpenCondition> open_conditions = std::move(declared.open_conditions);
    const bool is_template = format == InputFormat::cloudformation;
    NativeText native =
        to_native(std::move(declared),
                  is_template ? DeclaredLanguage::cloudformation : DeclaredLanguage::terraform);
    diagnostics_.merge(std::move(native.warnings));
    // Nobody reads the texts' trees again: what comes now can have their memory.
    for (Document& document : documents_) document.root = {};
    declared_ = syntax_of(native, diagnostics_);
    native.design = {};
    if (diagnostics_.has_errors()) return;
    Diagnostics found;
    LoadOptions lenient = options_;
    lenient.lenient_policies = true;
    read_native({&declared_}, lenient, design_, found);
    add_found(std::move(found), true);
    for (Completion& one : native.completions) design_.completions.push_back(std::move(one));
    design_.open_conditions = std::move(open_conditions);
  }

  /// What AWS would refuse is a warning in infrastructure code and what was imported from it.
  void add_found(Diagnostics found, bool is_declared) {
    if (!is_declared && !design_.keeps_refusals) return diagnostics_.merge(std::move(found));
    add_refusals(found, is_refusal, diagnostics_);
    design_.keeps_refusals =
        design_.keeps_refusals || any_of(found.all(), [](const Diagnostic& one) {
          return one.kind == DiagnosticKind::refused_by_aws ||
                 is_refusal(canreach::row_of(one.kind));
        });
  }

  /// Structures that AWS takes in no design, and policies.
  static bool is_refusal(const DiagnosticRow& row) {
    const std::string_view family = row.code.substr(0, 4);
    return row.severity == Severity::error && (family == "CR11" || family == "CR15");
  }

  template <class T>
  std::vector<T> documents_of() const {
    std::vector<T> documents;
    for (const Document& document : documents_) {
      documents.push_back({design_.files.name(document.file), &document.root});
    }
    return documents;
  }

  std::vector<const SyntaxNode*> roots() const {
    std::vector<const SyntaxNode*> roots;
    for (const Document& document : documents_) roots.push_back(&document.root);
    return roots;
  }

  std::vector<SnapshotDocument> snapshots() const {
    std::vector<SnapshotDocument> snapshots;
    for (const Document& document : documents_) {
      if (document.detection.kind != DetectedKind::aws_snapshot) continue;
      snapshots.push_back({design_.files.name(document.file), &document.root});
    }
    return snapshots;
  }

  const LoadOptions& options_;
  Diagnostics& diagnostics_;
  Design design_;
  std::vector<Document> documents_;
  SyntaxNode declared_;  // infrastructure code in native words
};

/// With more open conditions, or a longer input, no other world is read.
constexpr std::size_t kMostConditions = 6;
constexpr std::size_t kLongestInput = std::size_t{8} << 20;  // bytes

/// What was read, to be read again; none when it is too long for that.
std::vector<InputFile> inputs_of(const SourceFiles& files) {
  std::vector<InputFile> inputs;
  std::size_t bytes = 0;
  for (std::uint32_t file = 0; file < files.size(); ++file) {
    bytes += files.text(file).size();
    if (bytes > kLongestInput) return {};
    inputs.push_back({files.name(file), files.text(file)});
  }
  return inputs;
}

/// Reads the input once for each way in which its open conditions may hold, but for the first.
void add_worlds(const LoadOptions& options, Design& design, Diagnostics& diagnostics) {
  const std::size_t count = design.open_conditions.size();
  if (count == 0 || count > kMostConditions) return;
  const std::vector<InputFile> inputs = inputs_of(design.files);
  if (inputs.empty()) return;
  for (std::size_t world = 1; world < (std::size_t{1} << count); ++world) {
    LoadOptions decided = options;
    for (std::size_t i = 0; i < count; ++i) {
      decided.conditions[design.open_conditions[i].name] = (world >> i & 1U) != 0;
    }
    Diagnostics found;
    design.other_worlds.push_back(
        std::make_shared<const Design>(Loader(decided, found).load(inputs)));
    if (found.has_errors() && !diagnostics.has_errors()) diagnostics.merge(std::move(found));
  }
}

}  // namespace

Design load_design(std::vector<InputFile> inputs, const LoadOptions& options,
                   Diagnostics& diagnostics) {
  Design design = Loader(options, diagnostics).load(std::move(inputs));
  if (!diagnostics.has_errors()) add_worlds(options, design, diagnostics);
  return design;
}

}  // namespace canreach
