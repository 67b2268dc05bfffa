"""Help, versions, schemas, first designs, and command lines that are wrong."""
import json
import re
import subprocess

import jsonschema
import yaml

import program
from program import ROOT, InNewDirectory, run

COMMANDS = ["trace", "show", "import", "schema", "init", "api"]


class Commands(InNewDirectory):
    def test_every_help_begins_with_three_examples(self):
        for command in COMMANDS:
            done = run(command, "--help")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            lines = done.stdout.splitlines()
            self.assertEqual(lines[0], "Examples:")
            for line in lines[1:4]:
                self.assertRegex(line, rf"^  .*canreach {command}\b")
            self.assertEqual(lines[4], "")

    def test_the_main_help_lists_every_command(self):
        done = run("--help")
        self.assertEqual(done.returncode, 0)
        for command in COMMANDS:
            self.assertRegex(done.stdout, rf"\n  {command} ")

    def test_version(self):
        self.assertRegex(run("--version").stdout, r"^canreach \d+\.\d+\.\d+\n$")

    def test_wrong_usage_ends_with_2_and_says_what_was_meant(self):
        for arguments, expected in (
                ([], "no command is given"),
                (["trcae"], "did you mean `trace`?"),
                (["trace", "--fromat", "json", "a", "b"], "did you mean `--format`?"),
                (["trace", "a"], "trace needs two ends"),
                (["schema", "reslut"], "did you mean `result`?")):
            done = run(*arguments, cwd=self.here)
            self.assertEqual((done.returncode, done.stdout), (2, ""), arguments)
            self.assertIn(expected, done.stderr)

    def test_schemas_are_those_of_the_docs(self):
        for name in ("result", "design"):
            file = ROOT / f"docs/{name}.schema.json"
            self.assertEqual(run("schema", name).stdout, file.read_text(encoding="utf-8"))

    def test_a_commands_schema_is_a_schema(self):
        for command in ("trace", "can", "who-can", "matrix", "check", "diff", "lint", "show"):
            schema = json.loads(run("schema", command).stdout)
            jsonschema.Draft202012Validator.check_schema(schema)
            self.assertEqual(schema["oneOf"][0], {"$ref": f"#/$defs/{command}_answer"})
        self.assertEqual(run("schema", "explain").returncode, 2)

    def test_init_writes_a_design_that_does_what_its_comments_say(self):
        done = run("init", cwd=self.here)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        text = (self.here / "canreach.yaml").read_text(encoding="utf-8")
        asked = re.findall(r"#   canreach (trace .*?)  +(\w+)", text)
        self.assertEqual([verdict for _, verdict in asked], ["reachable", "blocked"])
        for command, verdict in asked:
            done = run(*command.split(), cwd=self.here)
            self.assertEqual(done.stderr, "")
            self.assertTrue(done.stdout.startswith(verdict.upper() + " "), done.stdout)

    def test_init_names_a_schema_that_the_design_follows(self):
        run("init", cwd=self.here)
        text = (self.here / "canreach.yaml").read_text(encoding="utf-8")
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
        schema = json.loads((self.here / named[1]).read_text(encoding="utf-8"))
        jsonschema.validate(yaml.safe_load(text), schema)
        # The schema does not get into the way of reading the whole directory.
        self.assertEqual(run("show", "-f", ".", cwd=self.here).returncode, 0)

    def test_init_never_overwrites(self):
        mine = self.write("canreach.yaml", "mine\n")
        done = run("init", cwd=self.here)
        self.assertEqual(done.returncode, 2)
        self.assertIn("it exists already, and stays as it is", done.stderr)
        self.assertEqual(mine.read_text(encoding="utf-8"), "mine\n")

    def test_output_that_cannot_be_written_is_not_a_success(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([program.PROGRAM, "schema", "result"], stdout=full,
                                  stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("cannot write the answer", done.stderr)


if __name__ == "__main__":
    program.main()
