"""Runs the built program for the tests next to this file."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCKED = ROOT / "scenarios/basics/blocked-database/design.yaml"
PROGRAM = ""


def run(*arguments, stdin="", cwd=None, env=None):
    """The finished process; texts are UTF-8 with bad bytes kept visible."""
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    environment.update(env or {})
    return subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, cwd=cwd, env=environment,
                          capture_output=True, text=True, errors="backslashreplace", timeout=300,
                          check=False)


def ask(requests, *arguments, cwd=None):
    """The answers of `canreach api` to these objects or lines."""
    lines = [r if isinstance(r, str) else json.dumps(r) for r in requests]
    done = run("api", *arguments, stdin="".join(line + "\n" for line in lines), cwd=cwd)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def closed(schema):
    """The schema without room for keys that it does not name."""
    if isinstance(schema, list):
        return [closed(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: closed(value) for key, value in schema.items()}
    if "properties" in result and isinstance(result["properties"], dict):
        result.setdefault("additionalProperties", False)
    # A remark that must have one more key is an allOf: its parts together name the keys.
    return result


SCHEMA = closed(json.loads((ROOT / "docs/result.schema.json").read_text(encoding="utf-8")))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def check_answer(answer):
    VALIDATOR.validate(answer)
    return answer


class InNewDirectory(unittest.TestCase):
    """Each test has an empty directory, self.here."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.here / name
        path.write_text(text, encoding="utf-8")
        return path


def main():
    global PROGRAM
    PROGRAM = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main(module="__main__")
