"""Every command of docs/tutorial.md prints what the page says.

usage: tutorial_test.py PAGE PROGRAM [--update]

The page is walked from top to bottom in an empty directory.  A block "```yaml NAME" is written to that file, a block
"```diff" is applied with git, and in a block "```console" each line "$ canreach ..." (or "$ cp ...", "$ git apply ...")
is run and what it prints compared with the lines below it.  --update writes what it prints into the page instead.
"""
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile


def blocks_of(lines):
    """Triples (info, first line, line behind the last) of the fenced blocks."""
    start = None
    for number, line in enumerate(lines):
        if not line.startswith("```"):
            continue
        if start is None:
            start = (line[3:].split(), number + 1)
        else:
            yield start[0], start[1], number
            start = None


def run(command, program, here):
    words = shlex.split(command)
    if words[0] not in ("canreach", "git", "cp"):
        raise SystemExit(f"the page runs {words[0]!r}, which is none of its tools")
    if words[0] == "canreach":
        words[0] = str(program)
    done = subprocess.run(words, cwd=here, capture_output=True, text=True, check=False, timeout=60,
                          env={"PATH": "/usr/bin:/bin", "NO_COLOR": "1", "GIT_CEILING_DIRECTORIES": str(here.parent)})
    return (done.stdout + done.stderr).splitlines()


def console(lines, program, here):
    """What a block should hold."""
    for line in lines:
        if line.startswith("$ "):
            yield line
            yield from run(line[2:], program, here)


def walk(lines, program, here):
    """The page as the program would write it."""
    result, done = [], 0
    for info, first, last in blocks_of(lines):
        result += lines[done:first]
        body = lines[first:last]
        if info[:1] == ["yaml"] and len(info) == 2:
            (here / info[1]).write_text("\n".join(body) + "\n", encoding="utf-8")
        elif info == ["diff"]:
            (here / "page.patch").write_text("\n".join(body) + "\n", encoding="utf-8")
            applied = subprocess.run(["git", "apply", "page.patch"], cwd=here, capture_output=True, text=True, check=False)
            if applied.returncode:
                raise SystemExit(f"the patch of line {first} cannot be applied: {applied.stderr}")
        elif info == ["console"]:
            body = list(console(body, program, here))
        result += body
        done = last
    return result + lines[done:]


def main(page, program, update):
    lines = page.read_text(encoding="utf-8").splitlines()
    here = pathlib.Path(tempfile.mkdtemp())
    try:
        subprocess.run(["git", "init", "-q", "."], cwd=here, check=True)
        wanted = walk(lines, program.resolve(), here)
    finally:
        shutil.rmtree(here)
    if wanted == lines:
        print(f"{sum(line.startswith('$ ') for line in lines)} commands")
        return 0
    if update:
        page.write_text("\n".join(wanted) + "\n", encoding="utf-8")
        print(f"wrote {page}")
        return 0
    for number, (line, other) in enumerate(zip(lines, wanted), 1):
        if line != other:
            print(f"{page}:{number}: the page says\n    {line}\nand the program\n    {other}")
            return 1
    print(f"{page}: the page has {len(lines)} lines, and should have {len(wanted)}")
    return 1


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), "--update" in sys.argv[3:]))
