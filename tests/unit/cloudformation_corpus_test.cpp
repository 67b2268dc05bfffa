#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "tests/catch.h"
#include "tests/unit/snapshot_reading.h"
#include "tests/unit/template_reading.h"

namespace canreach::test {
namespace {

namespace fs = std::filesystem;

std::string contents_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool is_template(const fs::path& path) {
  const std::string name = path.filename().string();
  return fs::is_regular_file(path) && name.find(".facts.") == std::string::npos;
}

std::vector<fs::path> templates() {
  std::vector<fs::path> paths;
  const fs::path folder = corpus_folder() / "cloudformation";
  if (!fs::is_directory(folder)) {
    WARN("no corpus of templates at " << folder << ": not tested");
    return paths;
  }
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (is_template(entry.path())) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<std::string> errors_of(const ReadTemplates& read) {
  std::vector<std::string> errors;
  for (const Diagnostic& diagnostic : read.diagnostics.sorted()) {
    if (row_of(diagnostic.kind).severity != Severity::error) continue;
    errors.push_back(read.files.describe(diagnostic.at) + ": " + diagnostic.message);
  }
  return errors;
}

/// "EC2::Subnet=4" words of a line of the index.
std::map<std::string, std::size_t> counts_in(const std::string& line) {
  std::map<std::string, std::size_t> counts;
  std::size_t begin = 0;
  while (begin < line.size()) {
    const std::size_t end = std::min(line.find_first_of(" \t", begin), line.size());
    const std::string word = line.substr(begin, end - begin);
    const std::size_t equals = word.find('=');
    if (word.find("::") < equals && equals + 1 < word.size() &&
        word.find_first_not_of("0123456789", equals + 1) == std::string::npos) {
      const std::string type = word.substr(0, equals);
      counts[type.substr(0, 6) == "Custom" ? type : "AWS::" + type] =
          std::stoul(word.substr(equals + 1));
    }
    begin = end + 1;
  }
  return counts;
}

std::string line_of_index(const std::string& file) {
  std::ifstream in(corpus_folder() / "INDEX.tsv");
  for (std::string line; std::getline(in, line);) {
    if (line.substr(0, line.find('\t')) == file) return line;
  }
  return {};
}

/// Conditions drop resources, and SAM adds some.
bool keeps_all_resources(const std::string& text) {
  return text.find("Condition") == std::string::npos &&
         text.find("AWS::Serverless") == std::string::npos;
}

std::size_t count_of(const ReadTemplates& read, const std::string& type) {
  return static_cast<std::size_t>(
      std::count_if(read.design.resources.begin(), read.design.resources.end(),
                    [&type](const DeclaredResource& resource) {
                      return resource.type == type && resource.properties["IsExternal"].is_absent();
                    }));
}

}  // namespace

TEST_CASE("templates of the corpus are read without errors, and all their resources") {
  std::size_t compared = 0;
  for (const fs::path& path : templates()) {
    const std::string text = contents_of(path);
    const std::string name = path.filename().string();
    INFO(name);
    const ReadTemplates read = read_templates({{name, text}});
    CHECK(errors_of(read) == std::vector<std::string>());
    if (!keeps_all_resources(text)) continue;
    for (const auto& [type, count] : counts_in(line_of_index("cloudformation/" + name))) {
      INFO(type);
      CHECK(count_of(read, type) == count);
      ++compared;
    }
  }
  if (!templates().empty()) CHECK(compared > 100);
}

TEST_CASE("the nested stacks of the corpus are read as one") {
  const fs::path folder = corpus_folder() / "cloudformation";
  std::vector<NamedText> files;
  if (templates().empty()) return;
  for (const auto& entry : fs::recursive_directory_iterator(folder / "ecs-refarch")) {
    if (!is_template(entry.path())) continue;
    files.push_back({fs::relative(entry.path(), folder).string(), contents_of(entry.path())});
  }
  const ReadTemplates read = read_templates(files);
  CHECK(errors_of(read) == std::vector<std::string>());
  CHECK(count_of(read, "AWS::EC2::VPC") == 1);
  CHECK(count_of(read, "AWS::EC2::Subnet") == 4);
  CHECK(count_of(read, "AWS::ECS::Service") == 1);
  REQUIRE(read.find("SecurityGroups.ECSHostSecurityGroup") != nullptr);
  CHECK(shown(read.find("SecurityGroups.ECSHostSecurityGroup")->properties["VpcId"]) == "@VPC.VPC");
}

TEST_CASE("a template in YAML and its twin in JSON are one design") {
  const fs::path folder = corpus_folder() / "cloudformation";
  if (templates().empty()) return;
  for (const std::string name : {"equiv-web", "acft-vpc-managed-nat"}) {
    const ReadTemplates yaml =
        read_templates({{name + ".yaml", contents_of(folder / (name + ".yaml"))}});
    const ReadTemplates json =
        read_templates({{name + ".json", contents_of(folder / (name + ".json"))}});
    CHECK(yaml.design.resources.size() == json.design.resources.size());
    for (const DeclaredResource& resource : yaml.design.resources) {
      const DeclaredResource* twin = json.find(resource.address);
      INFO(name << " " << resource.address);
      REQUIRE(twin != nullptr);
      CHECK(resource.type == twin->type);
      for (const auto& [key, value] : resource.properties.members) {
        CHECK(shown(value) == shown(twin->properties[key]));
      }
    }
  }
}

}  // namespace canreach::test
