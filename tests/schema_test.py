"""Every answer of the scenarios follows docs/result.schema.json, every design docs/design.schema.json.

usage: schema_test.py ROOT ANSWERS

ANSWERS is what `canreach_golden --schema-out` wrote: a line of JSON for each request, with its answer.
"""
import json
import pathlib
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """Scalars as the YAML 1.2 core schema reads them: dates and `on` are texts."""


Loader.yaml_implicit_resolvers = {
    letter: [pair for pair in pairs if not pair[0].endswith((":timestamp", ":bool"))]
    for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(true|True|TRUE|false|False|FALSE)$"), list("tTfF"))


def validator_of(path):
    schema = json.loads(path.read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def complaint(error):
    """The innermost reason that jsonschema thinks is meant, and where."""
    inner = jsonschema.exceptions.best_match([error])
    place = "/".join(str(part) for part in inner.absolute_path)
    return f"{place or 'the whole'}: {inner.message[:300]}"


def answers_test(schema, answers):
    validator = validator_of(schema)
    count = 0
    for number, line in enumerate(answers.read_text(encoding="utf-8").split("\n"), 1):
        if not line:
            continue
        count += 1
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            yield f"line {number} is not JSON: {error}"
            continue
        for error in validator.iter_errors(row["answer"]):
            yield f"{row['scenario']}: {json.dumps(row['request'])[:200]}: {complaint(error)}"
    if count == 0:
        yield f"{answers} holds no answers"
    print(f"{count} answers")


def designs_test(schema, scenarios):
    validator = validator_of(schema)
    count = 0
    for path in sorted(scenarios.glob("*/*/design.yaml")):
        expected = (path.parent / "expect.yaml").read_text(encoding="utf-8")
        if "load: error" in expected:
            continue
        count += 1
        for error in validator.iter_errors(yaml.load(path.read_text(encoding="utf-8"), Loader)):
            yield f"{path.relative_to(scenarios)}: {complaint(error)}"
    if count == 0:
        yield f"{scenarios} holds no designs"
    print(f"{count} designs")


def main(root, answers):
    docs = root / "docs"
    failures = []
    for schema, test, argument in [
        (docs / "result.schema.json", answers_test, answers),
        (docs / "design.schema.json", designs_test, root / "scenarios"),
    ]:
        if not argument.exists():
            failures.append(f"{argument} is missing")
        elif not schema.exists():
            failures.append(f"{schema} is missing")
        else:
            failures += test(schema, argument)
    print("\n".join(failures), end="\n" if failures else "")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])) if len(sys.argv) == 3 else __doc__)
