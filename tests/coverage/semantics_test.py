"""docs/semantics.md tells the truth about code and scenarios.

usage: semantics_test.py ROOT

Fails for a row that names a file or scenario that is not there, for an id that has two rows, for a row with a status that
the page does not explain or without what its status asks for, and for an id that code or a blocker's row cites and the
page does not list.  A row on IAM must moreover be shown by what cites its id.  Where the texts of the rules lie beside
the repository, every id of theirs must have a row; where they do not, this is said.
"""
import pathlib
import re
import sys

CODE = ["base", "model", "parsers", "policy", "analyzer", "report", "app"]
NETWORK = "MOD EPH ADR RT IGW EIGW NAT NATI SG NACL PEER TGW VPN GEP IEP PLS GWLB ELB SVC PUB DNS IMDS NFW BPA ENC FL SY AMB"
IAM = ("GRM ACT ARN PRI VAR CND OPR NET EVA RBP XAC BND SES SCP RCP VPE KMS STS S3 OTH TMP KEY ERR LIM GRF CRUD MSK RDS SM "
       "LAM IAMB")
FAMILIES = f"{NETWORK} {IAM}".split()
ID = re.compile(r"\b(" + "|".join(FAMILIES) + r")-(F?)(\d+)\b")
RANGE = re.compile(ID.pattern + r" to (?:" + "|".join(FAMILIES) + r")-F?(\d+)\b")
# The texts of the rules, beside the repository.  A rule begins a line or an item of a list.
TEXTS = ["network.md", "iam.md"]
DEFINED = re.compile(r"^(?:- )?(" + ID.pattern + r")\. ", re.MULTILINE)
# What each status needs: a reason after a colon, a file, something that shows it.
STATUSES = {
    "modelled": (False, True, True),
    "unshown": (False, True, False),
    "approximated": (True, True, False),
    "not yet": (True, False, False),
    "background": (False, False, False),
}


def cells_of(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def rows(page):
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("|") and ID.fullmatch(cells_of(line)[0]):
            yield number, cells_of(line)


def listed(cell):
    return [name.strip() for name in cell.split(",") if name.strip()]


def is_shown(root, name):
    if name.startswith("tests/"):
        return (root / name).is_file()
    return (root / "scenarios" / name / "expect.yaml").is_file()


def complaints_of_row(root, cells):
    if len(cells) != 5:
        yield f"has {len(cells)} cells, not 5"
        return
    _, meaning, text, files, shown = cells
    status, _, reason = text.partition(":")
    if not meaning:
        yield "says nothing"
    if status not in STATUSES:
        yield f"has the status {status!r}"
        return
    needs_reason, needs_file, needs_shown = STATUSES[status]
    if needs_reason != bool(reason.strip()):
        yield f"{status!r} {'needs' if needs_reason else 'takes no'} reason"
    if needs_file and not files:
        yield f"{status!r} needs a file"
    if needs_shown and not shown:
        yield f"{status!r} needs a scenario"
    yield from (f"{name} is not there" for name in listed(files) if not (root / name).is_file())
    yield from (f"scenario {name} is not there" for name in listed(shown) if not is_shown(root, name))


def ids_in(text):
    ids = {match.group(0) for match in ID.finditer(text)}
    for match in RANGE.finditer(text):
        family, letter, first, last = match.groups()
        ids |= {f"{family}-{letter}{number}" for number in range(int(first), int(last) + 1)}
    return ids


def text_of_shown(root, name):
    if name.startswith("tests/"):
        return (root / name).read_text(encoding="utf-8")
    return "".join(file.read_text(encoding="utf-8") for file in sorted((root / "scenarios" / name).glob("*.yaml")))


def uncited(root, cells):
    """Complains when nothing that shows a rule on IAM cites it."""
    if cells[0].rpartition("-")[0] not in IAM.split() or not listed(cells[4]):
        return
    shown = [name for name in listed(cells[4]) if is_shown(root, name)]
    if not any(cells[0] in ids_in(text_of_shown(root, name)) for name in shown):
        yield f"is not cited by {cells[4]}"


def without_row(root, seen):
    """Ids of the texts that have no row; the page may name a whole family in a sentence."""
    for name in TEXTS:
        file = root.parent / "shared" / "semantics" / name
        if not file.is_file():
            print(f"SKIPPED: {name} is not there, so whether the page lists all of its rules is not tested")
            continue
        for match in DEFINED.finditer(file.read_text(encoding="utf-8")):
            if match.group(1) not in seen:
                yield f"{name} has {match.group(1)}, which the page does not list"


def cited(root):
    """Ids and the first place of each that cites it."""
    places = {}
    for folder in CODE:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix not in (".h", ".cpp", ".def"):
                continue
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                for rule in ids_in(line):
                    places.setdefault(rule, f"{file.relative_to(root).as_posix()}:{number}")
    for file in sorted((root / "scenarios").glob("*/*/*.yaml")):
        for rule in ids_in(file.read_text(encoding="utf-8")):
            places.setdefault(rule, file.relative_to(root).as_posix())
    return places


def main(root):
    page = root / "docs" / "semantics.md"
    failures = []
    seen = {}
    for number, cells in rows(page):
        where = f"{page.name}:{number}: {cells[0]}"
        failures += [f"{where} {complaint}" for complaint in complaints_of_row(root, cells)]
        if len(cells) == 5:
            failures += [f"{where} {complaint}" for complaint in uncited(root, cells)]
        if cells[0] in seen:
            failures.append(f"{where} has a row on line {seen[cells[0]]} already")
        seen[cells[0]] = number
    if not seen:
        failures.append(f"{page.name} has no rows")
    failures += [f"{place} cites {rule}, which {page.name} does not list"
                 for rule, place in sorted(cited(root).items()) if rule not in seen]
    sentences = [line for line in page.read_text(encoding="utf-8").splitlines() if not line.startswith("|")]
    failures += without_row(root, {*seen, *ids_in("\n".join(sentences))})
    print("\n".join(failures), end="\n" if failures else "")
    print(f"{len(seen)} rules")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()) if len(sys.argv) == 2 else __doc__)
