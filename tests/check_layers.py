"""Includes point up the list of docs/architecture.md, third-party headers stay where they belong, and a source includes
its own header first, so that the header compiles alone.

usage: check_layers.py ROOT | --self-test
"""
import pathlib
import re
import sys
import tempfile
from fnmatch import fnmatchcase

# A folder and the folders that it may include, besides itself.
MAY_INCLUDE = {
    "base": "",
    "model": "base",
    "parsers": "base model",
    "policy": "base model",
    "analyzer": "base model",
    "report": "base model policy analyzer",
    "app": "base model parsers policy analyzer report",
    "web": "app",
    "bench": "base model parsers policy analyzer report app tests/oracle",
    "tests/oracle": "base model",
    "tests": "base model parsers policy analyzer report app tests/oracle",
}
EXCEPTIONS = [("analyzer/access/*", "policy"), ("analyzer/lint/*", "policy"),
              ("analyzer/query/aws_names.cpp", "policy"),
              ("parsers/policy_document.cpp", "policy"),
              ("parsers/native/workloads.cpp", "policy")]
# The beginning of a third-party header and the files that may include it: the first row that fits.
THIRD_PARTY = [
    ("fmt/", ["*"]),
    ("tl/expected", ["*"]),
    ("yaml-cpp/", ["parsers/*.cpp", "bench/*.cpp"]),
    ("nlohmann/", ["parsers/*.cpp", "report/*.cpp", "tests/*.cpp", "bench/*.cpp"]),
    ("boost/", ["analyzer/*.cpp"]),
    ("CLI/", ["app/main.cpp", "app/options.cpp"]),
    ("catch2/", ["tests/catch.h"]),
]
# Headers with a slash or .h that come with the system.
SYSTEM = re.compile(r"sys/|malloc\.h$|unistd\.h$|fcntl\.h$|emmintrin\.h$")
INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def folder_of(path):
    is_oracle = path.startswith("tests/oracle/") and not path.endswith("_test.cpp")
    return "tests/oracle" if is_oracle else path.split("/")[0]


def refusal_of_ours(path, header):
    source, target = folder_of(path), folder_of(header)
    if target not in MAY_INCLUDE or "/" not in header:
        return f'"{header}" does not begin with one of our folders'
    allowed = target == source or target in MAY_INCLUDE[source].split()
    allowed = allowed or any(fnmatchcase(path, p) and target == t for p, t in EXCEPTIONS)
    return None if allowed else f"{source} may not include {target}"


def refusal_of_theirs(path, header):
    for beginning, places in THIRD_PARTY:
        if header.startswith(beginning):
            allowed = any(fnmatchcase(path, place) for place in places)
            return None if allowed else f"<{header}> belongs in {' '.join(places)} only"
    is_standard = "/" not in header and "." not in header
    return None if is_standard or SYSTEM.match(header) else f"<{header}> is in no row of THIRD_PARTY"


def sources(root):
    files = {file for folder in MAY_INCLUDE for file in (root / folder).rglob("*.*")}
    return sorted(file for file in files if file.suffix in (".h", ".cpp", ".def"))


def violations(root):
    for file in sources(root):
        path = file.relative_to(root).as_posix()
        own = path[: -len(".cpp")] + ".h" if file.suffix == ".cpp" else ""
        is_first = bool(own) and (root / own).exists()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if include := INCLUDE.match(line):
                ours, theirs = include.groups()
                if is_first and ours != own:
                    yield f'{path}:{number}: "{own}" must be the first include'
                is_first = False
                why = refusal_of_ours(path, ours) if ours else refusal_of_theirs(path, theirs)
                if why:
                    yield f"{path}:{number}: {why}"


# A file, the include on its second line, and what is said of it.
PLANTED = [
    ("base/a.h", '"model/a.h"', "base may not include model"),
    ("model/net/a.cpp", '"analyzer/a.h"', "model may not include analyzer"),
    ("model/a.def", '"parsers/a.h"', "model may not include parsers"),
    ("parsers/c.cpp", '"analyzer/a.h"', "parsers may not include analyzer"),
    ("analyzer/a.cpp", '"policy/a.h"', "analyzer may not include policy"),
    ("analyzer/access/can.cpp", '"policy/a.h"', None),
    ("analyzer/b.cpp", '"parsers/a.h"', "analyzer may not include parsers"),
    ("analyzer/query/a.cpp", '"report/a.h"', "analyzer may not include report"),
    ("report/c.cpp", '"app/a.h"', "report may not include app"),
    ("app/a.cpp", '"tests/a.h"', "app may not include tests"),
    ("tests/oracle/a.cpp", '"tests/oracle/a.h"', None),
    ("tests/oracle/b.cpp", '"analyzer/a.h"', "tests/oracle may not include analyzer"),
    ("tests/unit/a.cpp", '"analyzer/a.h"', None),
    ("model/b.h", '"neighbour.h"', '"neighbour.h" does not begin with one of our folders'),
    ("model/c.h", "<tl/expected.hpp>", None),
    ("model/d.h", "<string_view>", None),
    ("parsers/a.h", "<yaml-cpp/yaml.h>", "<yaml-cpp/yaml.h> belongs in parsers/*.cpp "
     "bench/*.cpp only"),
    ("parsers/b.cpp", "<simdjson.h>", "<simdjson.h> is in no row of THIRD_PARTY"),
    ("analyzer/network/a.h", "<boost/graph/a.hpp>", "<boost/graph/a.hpp> belongs in "
     "analyzer/*.cpp only"),
    ("analyzer/network/b.cpp", "<boost/graph/a.hpp>", None),
    ("app/api.cpp", "<CLI/CLI.hpp>", "<CLI/CLI.hpp> belongs in app/main.cpp app/options.cpp only"),
    ("report/a.h", "<nlohmann/json.hpp>", "<nlohmann/json.hpp> belongs in parsers/*.cpp "
     "report/*.cpp tests/*.cpp bench/*.cpp only"),
    ("report/first.h", "<string>", None),
    ("report/first.cpp", "<string>", '"report/first.h" must be the first include'),
    ("report/own.h", "<string>", None),
    ("report/own.cpp", '"report/own.h"', None),
    ("base/b.cpp", "<curl/curl.h>", "<curl/curl.h> is in no row of THIRD_PARTY"),
]


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for path, header, _ in PLANTED:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(f"// a file\n#include {header}\n", encoding="utf-8")
        found = list(violations(root))
    expected = sorted(f"{path}:2: {why}" for path, _, why in PLANTED if why)
    return [f"missed: {line}" for line in expected if line not in found] + [
        f"wrongly found: {line}" for line in found if line not in expected
    ]


def main(argument):
    if argument == "--self-test":
        lines = self_test()
    elif sources(pathlib.Path(argument)):
        lines = list(violations(pathlib.Path(argument)))
    else:
        lines = [f"no sources under {argument}"]
    print("\n".join(lines), end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
