#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <ostream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "app/command.h"
#include "app/schemas.h"
#include "base/text.h"

namespace canreach {
namespace {

// Hidden, so that it is not read as a design where the whole directory is.
constexpr std::string_view kSchemaFile = ".canreach.schema.json";

constexpr std::string_view kStarter = R"(# A first design: a bastion and a database.  Ask it:
#
#   canreach trace bastion orders-db      reachable
#   canreach trace internet orders-db     blocked: the database has no public address
#
# `canreach show` lists what was read and what AWS's defaults add to it.
canreach: 1
region: us-east-1

vpcs:
  main:
    cidr: 10.0.0.0/16
    internet_gateway: igw
    subnets:
      public-a: {cidr: 10.0.1.0/24,  zone: a, route_table: public}
      data-a:   {cidr: 10.0.21.0/24, zone: a}
      data-b:   {cidr: 10.0.22.0/24, zone: b}
    route_tables:
      main:   {main: true}
      public: {routes: [{to: 0.0.0.0/0, via: igw}]}
    security_groups:
      bastion: {ingress: [{protocol: tcp, ports: 22, from: 203.0.113.0/24}]}
      db:      {ingress: [{protocol: tcp, ports: 5432, from: bastion}]}

instances:
  bastion: {subnet: public-a, public_ip: auto, security_groups: bastion}
databases:
  orders-db: {engine: postgres, subnets: [data-a, data-b], security_groups: db}
)";

// Creates the file; never writes over another one.
bool write_new(const std::string& path, std::string_view text, std::ostream& err) {
  std::FILE* file = std::fopen(path.c_str(), "wbx");
  if (file == nullptr) {
    const std::string why = errno == EEXIST ? "it exists already, and stays as it is"
                                            : to_lower(std::generic_category().message(errno));
    err << fmt::format("canreach: error: cannot write {}: {}\n", quoted(path), why);
    return false;
  }
  const bool complete = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = std::fclose(file) == 0;
  if (complete && closed) return true;
  err << fmt::format("canreach: error: cannot write all of {}\n", quoted(path));
  return false;
}

bool exists(std::string_view path) {
  std::FILE* file = std::fopen(std::string(path).c_str(), "rb");
  if (file == nullptr) return false;
  std::fclose(file);
  return true;
}

}  // namespace

ExitStatus run_init(const Options&, const Streams& streams) {
  std::string design(kStarter);
  std::vector<std::pair<std::string, std::string_view>> files;
  for (const Schema& schema : schemas()) {
    if (schema.name != "design") continue;
    design = fmt::format("# yaml-language-server: $schema={}\n{}", kSchemaFile, design);
    if (!exists(kSchemaFile)) files.push_back({std::string(kSchemaFile), schema.text});
  }
  files.insert(files.begin(), {std::string(kDefaultFile), design});
  for (const auto& [path, text] : files) {
    if (!write_new(path, text, streams.err)) return ExitStatus::unusable;
    streams.err << fmt::format("wrote {}\n", path);
  }
  return ExitStatus::yes;
}

}  // namespace canreach
