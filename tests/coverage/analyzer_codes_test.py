"""docs/reachability-analyzer-codes.md maps AWS's codes to codes that exist.

usage: analyzer_codes_test.py ROOT [REFERENCE]

Every code of the table stands once, and each of ours that it names is a row of analyzer/reasons.def or
base/diagnostics.def.  Every `aws_code` of analyzer/reasons.def that is an explanation code stands in the table beside
that row's own code.  REFERENCE is a page that lists all of AWS's explanation codes; where it is not there, that the
table is complete is not checked, and the test says so.
"""
import pathlib
import re
import sys

EXPLANATION_CODES = 89

# Additional detail codes are no explanation codes.
DETAIL_CODES = {
    "FIREWALL_UNSUPPORTED_RULE_OPTIONS",
    "MISSING_TARGET_GROUP_ATTRIBUTES",
    "PATH_THROUGH_GWLB_NOT_CHECKED",
    "TRANSIT_GATEWAY_APPLIANCE_MODE_RECOMMENDED",
}


def table_rows(text):
    """AWS's code, our codes, the remark of each row."""
    for line in text.splitlines():
        if match := re.match(r"\| ([A-Z0-9_]+) \| ([^|]*) \| ?([^|]*) ?\|$", line):
            ours = [] if match[2].strip() == "-" else [part.strip() for part in match[2].split(",")]
            yield match[1], ours, match[3].strip()


def own_codes(root):
    reasons = (root / "analyzer/reasons.def").read_text(encoding="utf-8")
    diagnostics = (root / "base/diagnostics.def").read_text(encoding="utf-8")
    return set(re.findall(r'"(CR\d{4})"', reasons + diagnostics))


def aws_codes(root):
    """Our code and AWS's of each reason that has one."""
    reasons = (root / "analyzer/reasons.def").read_text(encoding="utf-8")
    return re.findall(r'^REASON\(\w+,\s*"(CR\d{4})",\s*"[a-z-]+",\s*"([A-Z0-9_]+)"', reasons, re.MULTILINE)


def rows_test(rows, known):
    seen = set()
    for code, ours, remark in rows:
        if code in seen:
            yield f"{code} is listed twice"
        seen.add(code)
        if not ours and not remark:
            yield f"{code} has neither a code of ours nor a reason"
        for one in ours:
            if one not in known:
                yield f"{code} names {one}, which does not exist"
    if len(seen) != EXPLANATION_CODES:
        yield f"{len(seen)} codes, not {EXPLANATION_CODES}"


def reasons_test(rows, used):
    mapped = {code: ours for code, ours, _ in rows}
    for own, code in used:
        if code in DETAIL_CODES:
            continue
        if own not in mapped.get(code, []):
            yield f"{own} has the code {code}, but the table does not say so"


def listed_codes(text):
    """All codes of the reference's explanation part; braces stand for several endings."""
    part = text.split("### Additional detail codes")[0]
    codes = set(re.findall(r"^\| ([A-Z][A-Z0-9_]+) \|", part, re.MULTILINE))
    search = part.split('### "Search filter"')[-1]
    for stem, endings in re.findall(r"([A-Z_]+_)\{([^}]*)\}", search):
        codes |= {stem + ending.strip() for ending in endings.split(",")}
    return codes | set(re.findall(r"\b(COMPONENT_FILTER_[A-Z_]+|IGW_EXPECTS_[A-Z_]+)\b", search))


def reference_test(rows, path):
    listed = listed_codes(path.read_text(encoding="utf-8"))
    ours = {row[0] for row in rows}
    for code in sorted(listed - ours):
        yield f"{code} is missing"
    for code in sorted(ours - listed):
        yield f"{code} is no explanation code"
    if len(listed) != EXPLANATION_CODES:
        yield f"{path} lists {len(listed)} codes, not {EXPLANATION_CODES}"


def main(root, reference):
    rows = list(table_rows((root / "docs/reachability-analyzer-codes.md").read_text(encoding="utf-8")))
    failures = list(rows_test(rows, own_codes(root))) + list(reasons_test(rows, aws_codes(root)))
    if reference.is_file():
        failures += reference_test(rows, reference)
    else:
        print(f"SKIPPED: {reference} is not here, so that all of AWS's codes are listed was not checked")
    print("\n".join(failures), end="\n" if failures else "")
    print(f"{len(rows)} codes")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    ROOT = pathlib.Path(sys.argv[1])
    REFERENCE = pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else (
        ROOT.resolve().parent / "shared/semantics/reachability-analyzer-codes.md")
    sys.exit(main(ROOT, REFERENCE))
