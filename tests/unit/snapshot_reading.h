#pragma once

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "parsers/aws_snapshot.h"
#include "parsers/syntax/syntax_node.h"

namespace canreach::test {

/// A snapshot that was read, with what the reader said.
struct ReadSnapshot {
  Design design;
  Diagnostics diagnostics;

  std::vector<std::string> messages() const {
    std::vector<std::string> messages;
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
      messages.push_back(std::string(row_of(diagnostic.kind).code) + " " + diagnostic.message);
    }
    return messages;
  }
};

inline ReadSnapshot read_snapshot_files(const std::vector<InputFile>& files,
                                        const LoadOptions& options = {}) {
  ReadSnapshot result;
  std::deque<SyntaxNode> roots;
  std::vector<SnapshotDocument> documents;
  for (const InputFile& file : files) {
    const std::uint32_t index = result.design.files.add(file.name, file.text);
    roots.push_back(read_json(result.design.files, index, result.diagnostics));
    documents.push_back({file.name, &roots.back()});
  }
  read_snapshot(documents, options, result.design, result.diagnostics);
  return result;
}

inline ReadSnapshot read_snapshot_text(const std::string& text) {
  return read_snapshot_files({{"snapshot.json", text}});
}

// A VPC with two subnets and a group; `more` adds further keys.
inline std::string with_vpc(const std::string& more) {
  return R"({
    "Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "OwnerId": "111122223333",
              "Tags": [{"Key": "Name", "Value": "main"}]}],
    "Subnets": [
      {"SubnetId": "subnet-a", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "us-east-1a",
       "Tags": [{"Key": "Name", "Value": "data-a"}]},
      {"SubnetId": "subnet-b", "VpcId": "vpc-1", "CidrBlock": "10.0.2.0/24", "AvailabilityZone": "us-east-1b",
       "Tags": [{"Key": "Name", "Value": "data-b"}]}],
    "SecurityGroups": [{"GroupId": "sg-1", "GroupName": "one", "VpcId": "vpc-1", "OwnerId": "111122223333",
      "IpPermissions": [], "IpPermissionsEgress": []}],
    )" + more +
         "}";
}

template <class T>
const T* find_id(const Design& design, const std::string& id) {
  for (const T& resource : design.all<T>()) {
    if (resource.id == id) return &resource;
  }
  return nullptr;
}

inline std::filesystem::path corpus_folder() {
  const char* chosen = std::getenv("CANREACH_CORPUS");
  if (chosen != nullptr) return chosen;
#ifdef CANREACH_SOURCE_DIR
  return std::filesystem::path(CANREACH_SOURCE_DIR) / ".." / "shared" / "corpus";
#else
  return std::filesystem::path("..") / "shared" / "corpus";
#endif
}

/// The files of a corpus snapshot, sorted by name; none when the corpus is not there.
inline std::vector<InputFile> corpus_snapshot(const std::string& name) {
  std::vector<std::filesystem::path> paths;
  const std::filesystem::path folder = corpus_folder() / "snapshots" / name;
  if (!std::filesystem::is_directory(folder)) return {};
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<InputFile> files;
  for (const std::filesystem::path& path : paths) {
    std::ifstream in(path, std::ios::binary);
    files.push_back(
        {name + "/" + path.filename().string(), {std::istreambuf_iterator<char>(in), {}}});
  }
  return files;
}

}  // namespace canreach::test
