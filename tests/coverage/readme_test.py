"""README.md shows what the program prints, and its links and those of docs/ lead somewhere.

usage: readme_test.py ROOT
"""
import pathlib
import re
import sys

EXAMPLE = "scenarios/basics/blocked-database/transcript.txt"
LINK = re.compile(r"\]\(([^)#:]+)\)")


def indented(text):
    return "\n".join("    " + line if line else "" for line in text.splitlines())


def main(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    transcript = (root / EXAMPLE).read_text(encoding="utf-8").split("\n\n$ ")[0]
    failures = []
    if indented(transcript) not in readme:
        failures.append(f"README.md does not show the first answer of {EXAMPLE}")
    for page in [*sorted(root.glob("*.md")), *sorted(root.glob("docs/*.md")), root / "scenarios/README.md"]:
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                failures.append(f"{page.relative_to(root)} links {target}, which is not there")
    print("\n".join(failures), end="\n" if failures else "")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])) if len(sys.argv) == 2 else __doc__)
