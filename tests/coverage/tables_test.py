"""Every row of a table is exercised by a scenario.

usage: tables_test.py ROOT

Reasons (analyzer/reasons.def) and ways in which intents fail (analyzer/intents/findings.def): each code is expected by
some expect.yaml.  Diagnostics (base/diagnostics.def): each error is expected by a scenario of scenarios/errors.  Lint
rules (analyzer/lint/rules.def): each is found by one scenario, is not found by another one that names it as silent, and
has a page in docs/codes.  Kinds (model/resource_kinds.def): each appears in some design.  A code has
one slug.  What no scenario can show is listed below with the reason.
"""
import pathlib
import re
import sys
from collections import defaultdict

import yaml

# Codes that no scenario can provoke, and why.
NOT_IN_SCENARIOS = {
    "CR1001": "a file that cannot be read: the scenario's own can",
    "CR1003": "the limits are larger than a scenario",
    "CR1009": "a scenario is native YAML, which is what is detected",
    "CR1203": "a repeated key of one file is CR1007; two files are shown by the tests of the native reader",
    "CR1390": "a mistake of canreach itself",
    "CR1705": "a baseline is an option of the command line; shown by tests/unit/check_request_test.cpp",
    "CR1430": "--assume is an option of the command line; shown by tests/unit/cloudformation_test.cpp",
    "CR1302": "a mistake of a request; expect.yaml takes no such field",
    "CR1711": "--edit is an option of the command line; shown by tests/cli/what_if_test.py",
    "CR1712": "a file of suppressions is no design; shown by tests/cli/what_if_test.py",
    "CR3107": "AWS's own full access stands beside every resource control policy: only a Deny refuses",
}


def rows_of(path, macro):
    """The arguments of each row of a .def table."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := re.match(macro + r"\((.*)\)\s*$", line):
            yield [part.strip().strip('"') for part in re.findall(r'\s*("(?:[^"\\]|\\.)*"|[^,"]+)\s*(?:,|$)', match[1])]


def entries(root):
    for path in sorted((root / "scenarios").glob("*/*/expect.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield path.parent.parent.name, entry


def expected(root):
    """Codes that requests expect, slugs they expect, codes that errors/ expects."""
    codes, slugs, errors = set(), set(), set()
    for topic, entry in entries(root):
        codes |= set(entry.get("codes", []))
        codes |= {blocker["code"] for blocker in entry.get("blockers", []) if "code" in blocker}
        codes |= {entry["error"]} if "error" in entry else set()
        codes |= {intent["code"] for intent in entry.get("intents", []) if "code" in intent}
        slugs |= set(entry.get("undecided", [])) | set(entry.get("assumptions", []))
        if topic == "errors":
            errors |= {item["code"] for item in entry.get("diagnostics", [])}
    return codes, slugs, errors


def slugs_test(rows):
    slugs = defaultdict(set)
    for code, slug in rows:
        if code:
            slugs[code].add(slug)
    for code, names in sorted(slugs.items()):
        if len(names) > 1:
            yield f"{code} has several slugs: {', '.join(sorted(names))}"


def reasons_test(reasons, codes, slugs):
    for code, slug in sorted({(row[1], row[2]) for row in reasons if row[1]}):
        shown = code in codes or (code.startswith("CR4") and slug in slugs)
        if not shown and code not in NOT_IN_SCENARIOS:
            yield f"no scenario provokes {code} {slug}"


def diagnostics_test(diagnostics, errors, codes):
    for _, code, slug, severity, _ in diagnostics:
        if severity == "error" and code not in errors | codes and code not in NOT_IN_SCENARIOS:
            yield f"no scenario of errors/ provokes {code} {slug}"


def findings_test(findings, codes):
    if not findings:
        yield "findings.def has no rows"
    for _, code, slug, _ in findings:
        if code not in codes:
            yield f"no scenario provokes {code} {slug}"


def exceptions_test(known, shown):
    for code in sorted(NOT_IN_SCENARIOS):
        if code not in known:
            yield f"{code} is excepted, but there is no such code"
        elif code in shown:
            yield f"{code} is excepted, but a scenario shows it"


def lint_rows(root):
    """Code, slug and severity of each lint rule; a row has several lines."""
    text = (root / "analyzer/lint/rules.def").read_text(encoding="utf-8")
    return re.findall(r'^(?:LINT|SUPPRESSION)_RULE\(\w+, "(CR\d{4})", "([a-z-]+)", (\w+),', text, re.MULTILINE)


def lint_test(root, rules):
    found, silent = set(), set()
    for _, entry in entries(root):
        if entry.get("op") == "lint":
            found |= {finding["code"] for finding in entry.get("findings", [])}
            silent |= set(entry.get("silent", []))
    for code, slug, _ in rules:
        if code not in found:
            yield f"no scenario finds {code} {slug}"
        if code not in silent:
            yield f"no scenario is silent about {code} {slug}"
        page = root / "docs/codes" / f"{code}.md"
        if not page.exists():
            yield f"{code} {slug} has no page in docs/codes"
        elif not page.read_text(encoding="utf-8").startswith(f"# {code} {slug}\n"):
            yield f"docs/codes/{code}.md does not begin with its code and slug"


def kinds_test(root, kinds):
    text = "\n".join(path.read_text(encoding="utf-8")
                     for path in sorted((root / "scenarios").glob("*/*/design.yaml")))
    for row in kinds:
        if row[2] and not re.search(r"(^|[\s{,])" + re.escape(row[2].split('.')[-1]) + ":", text):
            yield f"no scenario declares {row[2]}"


def main(root):
    reasons = list(rows_of(root / "analyzer/reasons.def", "REASON"))
    diagnostics = list(rows_of(root / "base/diagnostics.def", "DIAGNOSTIC"))
    kinds = list(rows_of(root / "model/resource_kinds.def", "RESOURCE"))
    rules = lint_rows(root)
    codes, slugs, errors = expected(root)
    shown_slugs = {row[1] for row in reasons if row[2] in slugs}
    findings = list(rows_of(root / "analyzer/intents/findings.def", "INTENT_FINDING"))
    known = {row[1] for row in reasons + diagnostics + findings}
    failures = [f"{name} has no rows" for name, rows in
                [("reasons.def", reasons), ("diagnostics.def", diagnostics), ("resource_kinds.def", kinds), ("rules.def", rules)]
                if not rows]
    failures += slugs_test([(row[1], row[2]) for row in reasons + diagnostics] + [rule[:2] for rule in rules])
    failures += reasons_test(reasons, codes, slugs)
    failures += diagnostics_test(diagnostics, errors, codes)
    failures += exceptions_test(known, codes | errors | shown_slugs)
    failures += findings_test(findings, codes)
    failures += lint_test(root, rules)
    failures += kinds_test(root, kinds)
    print("\n".join(failures), end="\n" if failures else "")
    print(f"{len(reasons)} reasons, {len(diagnostics)} diagnostics, {len(rules)} lint rules, {len(kinds)} kinds")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])) if len(sys.argv) == 2 else __doc__)
