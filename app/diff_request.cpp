#include "app/diff_request.h"

#include <optional>
#include <utility>

#include "base/text_diff.h"
#include "report/diff_report.h"
#include "report/json.h"

namespace canreach {
namespace {

/// A file of the new design with the edits that make it of the old one's.
struct EditedFile {
  std::size_t file = 0;   // of the new side
  std::size_t first = 0;  // of its edits among all
  std::vector<LineEdit> edits;
};

/// The file of the other side that this one is a version of.
const InputFile* version_of(const InputFile& file, const DiffSide& own, const DiffSide& other) {
  if (own.files.size() == 1 && other.files.size() == 1) return &other.files.front();
  const auto base = [](const std::string& name) { return name.substr(name.rfind('/') + 1); };
  const InputFile* found = nullptr;
  for (const InputFile& one : other.files) {
    if (base(one.name) != base(file.name)) continue;
    if (found != nullptr) return nullptr;
    found = &one;
  }
  return found;
}

std::optional<std::uint32_t> index_in(const SourceFiles& files, const std::string& name) {
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    if (files.name(i) == name) return i;
  }
  return std::nullopt;
}

SourceLoc place_in(const SourceFiles& files, const std::string& name, std::size_t line) {
  const std::optional<std::uint32_t> file = index_in(files, name);
  return file ? SourceLoc{*file, static_cast<std::uint32_t>(line), 0} : SourceLoc();
}

class EditReader {
 public:
  EditReader(const DiffSide& before, const DiffSide& after) : before_(before), after_(after) {}

  /// The edits; none when a file has no version on the other side.
  std::vector<DesignEdit> read() {
    std::vector<DesignEdit> edits;
    if (before_.files.size() != after_.files.size()) return {};
    for (std::size_t i = 0; i < after_.files.size(); ++i) {
      const InputFile& file = after_.files[i];
      const InputFile* old = version_of(file, after_, before_);
      if (old == nullptr) return {};
      EditedFile edited{i, edits.size(), edits_between(old->text, file.text)};
      for (const LineEdit& one : edited.edits) {
        DesignEdit edit;
        edit.removed = one.removed;
        edit.added = one.added;
        if (!one.removed.empty()) {
          edit.old_at = place_in(before_.design.files, old->name, one.old_line);
        }
        if (!one.added.empty()) {
          edit.new_at = place_in(after_.design.files, file.name, one.new_line);
        }
        edits.push_back(std::move(edit));
      }
      files_.push_back(std::move(edited));
    }
    return edits;
  }

  std::vector<InputFile> without(const std::vector<bool>& undone) const {
    std::vector<InputFile> inputs = after_.files;
    for (const EditedFile& edited : files_) {
      const auto first = undone.begin() + static_cast<std::ptrdiff_t>(edited.first);
      const std::vector<bool> own(first, first + static_cast<std::ptrdiff_t>(edited.edits.size()));
      inputs[edited.file].text = text_without(inputs[edited.file].text, edited.edits, own);
    }
    return inputs;
  }

 private:
  const DiffSide& before_;
  const DiffSide& after_;
  std::vector<EditedFile> files_;
};

}  // namespace

DiffAnswer diff_of(const DiffSide& before, const DiffSide& after, const LoadOptions& options) {
  EditReader reader(before, after);
  DiffQuery query;
  query.edits = reader.read();
  query.undo = [&](const std::vector<bool>& undone) -> std::unique_ptr<const Design> {
    Diagnostics diagnostics;
    auto design =
        std::make_unique<const Design>(load_design(reader.without(undone), options, diagnostics));
    if (diagnostics.has_errors()) return nullptr;
    return design;
  };
  return diff(compile(before.design), compile(after.design), query);
}

std::string answer_diff(ApiRequest& request, const LoadOptions& options) {
  LoadOptions apart = options;
  apart.reads_files = ReadsFiles::no;
  std::vector<DiffSide> sides(2);
  std::size_t number = 0;
  for (const char* field : {"old", "new"}) {
    std::optional<std::vector<InputFile>> files = request.files(field);
    if (!files) {
      request.refuse(DiagnosticKind::invalid_request,
                     "the op `diff` needs `old` and `new`, lists of files");
      return json_of(*request.error(), "diff");
    }
    DiffSide& side = sides[number++];
    side.files = *files;
    Diagnostics diagnostics;
    side.design = load_design(std::move(*files), apart, diagnostics);
    if (diagnostics.has_errors()) return json_of(diagnostics, side.design.files, "diff");
  }
  const DiffAnswer answer = diff_of(sides[0], sides[1], apart);
  return json_of(answer, {sides[0].design.files, sides[1].design.files});
}

}  // namespace canreach
