#include "model/engines.h"

namespace canreach {

namespace {

/// The engine's name without the edition.
std::string_view without_edition(std::string_view name) {
  constexpr std::string_view kCustom = "custom-";
  if (name.starts_with(kCustom)) name.remove_prefix(kCustom.size());
  for (const std::string_view family : {"oracle", "sqlserver"}) {
    if (name.starts_with(family) && name.substr(family.size(), 1) == "-") return family;
  }
  return name;
}

}  // namespace

const std::vector<Engine>& engines() {
  static const std::vector<Engine> kEngines = {
      {"postgres", EngineKind::database, 5432},
      {"aurora-postgresql", EngineKind::database, 5432},
      {"mysql", EngineKind::database, 3306},
      {"mariadb", EngineKind::database, 3306},
      {"aurora-mysql", EngineKind::database, 3306},
      {"oracle", EngineKind::database, 1521},
      {"sqlserver", EngineKind::database, 1433},
      {"docdb", EngineKind::database, 27017},
      {"mongodb", EngineKind::database, 27017},
      {"neptune", EngineKind::database, 8182},
      {"redshift", EngineKind::database, 5439},
      {"opensearch", EngineKind::database, 443, 80},
      {"redis", EngineKind::cache, 6379},
      {"valkey", EngineKind::cache, 6379},
      {"memcached", EngineKind::cache, 11211},
      {"kafka", EngineKind::broker, 9092},  // without TLS; 9094 TLS, 9096 SCRAM, 9098 IAM
      {"rabbitmq", EngineKind::broker, 5671},
      {"nfs", EngineKind::file_system, 2049},
  };
  return kEngines;
}

const Engine* find_engine(std::string_view name) {
  const std::string_view wanted = without_edition(name);
  for (const Engine& engine : engines()) {
    if (engine.name == wanted) return &engine;
  }
  return nullptr;
}

}  // namespace canreach
