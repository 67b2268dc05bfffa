"""canreach trace: verdicts, exit statuses, formats, and input that cannot be used."""
import json
import os
import pty

import program
from program import BLOCKED, InNewDirectory, check_answer, run


class Trace(InNewDirectory):
    def test_blocked_names_both_blockers_and_ends_with_1(self):
        done = run("trace", "-f", BLOCKED, "etl", "orders-db")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(done.stdout.splitlines()[0],
                         "BLOCKED     etl -> orders-db:5432/tcp      "
                         "2 blockers, both must be fixed")
        self.assertIn("[CR2103 nacl-deny]", done.stdout)
        self.assertIn("[CR2101 sg-no-match]", done.stdout)
        self.assertIn("client sees   a timeout (packets are dropped silently)\n", done.stdout)
        self.assertEqual(done.stderr, "")

    def test_reachable_ends_with_0(self):
        done = run("trace", "-f", BLOCKED, "-q", "bastion", "orders-db:5432")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, "REACHABLE   bastion -> orders-db:5432/tcp\n")

    def test_same_input_same_bytes(self):
        asked = ("trace", "-f", BLOCKED, "etl", "orders-db", "-v")
        self.assertEqual(run(*asked).stdout, run(*asked).stdout)

    def test_no_line_is_wider_than_asked_for(self):
        for width in (40, 60, 80, 100):
            done = run("trace", "-f", BLOCKED, "etl", "orders-db", "-v", "--width", width)
            for line in done.stdout.splitlines()[2:]:  # the verdict is one line
                self.assertLessEqual(len(line), width, line)

    def test_json_follows_the_schema_and_is_one_line(self):
        for ends in (("etl", "orders-db"), ("bastion", "orders-db"), ("internet", "bastion:22"),
                     ("bastion", "internet:443"), ("10.0.0.0/16", "orders-db")):
            done = run("trace", "-f", BLOCKED, *ends, "--format", "json")
            self.assertEqual(done.stdout.count("\n"), 1, done.stderr)
            answer = check_answer(json.loads(done.stdout))
            self.assertEqual(answer["op"], "trace")
        done = run("trace", "-f", BLOCKED, "etl", "orders-db", "--format", "json")
        answer = json.loads(done.stdout)
        self.assertEqual(answer["verdict"], "blocked")
        self.assertEqual([b["code"] for b in answer["blockers"]], ["CR2103", "CR2101"])

    def test_standard_input_and_output_files(self):
        done = run("trace", "-f", "-", "etl", "orders-db", "-o", self.here / "out.txt",
                   stdin=BLOCKED.read_text(encoding="utf-8"))
        self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
        text = (self.here / "out.txt").read_text(encoding="utf-8")
        self.assertTrue(text.startswith("BLOCKED     "), text)
        done = run("trace", "-f", BLOCKED, "etl", "orders-db", "-o", self.here / "no/such/out")
        self.assertEqual(done.returncode, 2)
        self.assertIn("canreach: error: cannot write", done.stderr)

    def test_an_unknown_name_is_unusable_and_has_a_suggestion(self):
        done = run("trace", "-f", BLOCKED, "etl", "order-db")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("orders-db", done.stderr)
        self.assertIn("[CR1201 unknown-name]", done.stderr)
        done = run("trace", "-f", BLOCKED, "etl", "order-db", "--format", "json")
        answer = check_answer(json.loads(done.stdout))
        self.assertEqual(answer["error"]["code"], "CR1201")
        self.assertIn("orders-db", answer["error"]["suggestions"])

    def test_undecided_ends_with_3_or_strictly_with_1(self):
        design = self.write("d.yaml", BLOCKED.read_text(encoding="utf-8").replace(
            "action: deny,", "action: unknown,").replace("ports: 5433", "ports: 5432"))
        done = run("trace", "-f", design, "etl", "orders-db")
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertTrue(done.stdout.startswith("UNDECIDED   "), done.stdout)
        self.assertIn("supply: ", done.stdout)
        self.assertEqual(run("trace", "-f", design, "etl", "orders-db", "--strict").returncode, 1)

    def test_all_mistakes_of_a_design_are_reported(self):
        design = self.write("bad.yaml", "canreach: 1\nregoin: x\nvpcs:\n  m: {cidr: 10.0.0.0/33}\n")
        done = run("trace", "-f", design, "a", "b")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("bad.yaml:2:1: error: unknown key `regoin`", done.stderr)
        self.assertIn("did you mean `region`?", done.stderr)
        self.assertIn("\nregoin: x\n^\n", done.stderr)
        self.assertIn("bad.yaml:4:", done.stderr)
        self.assertTrue(done.stderr.endswith("2 errors\n"), done.stderr)
        done = run("trace", "-f", design, "a", "b", "--format", "json")
        self.assertEqual(done.returncode, 2)
        answer = check_answer(json.loads(done.stdout))
        self.assertEqual(len(answer["error"]["diagnostics"]), 2)

    def test_without_a_design_it_says_how_to_name_one(self):
        done = run("trace", "a", "b", cwd=self.here)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("[CR1001 cannot-read-file]", done.stderr)
        self.assertIn("`canreach init`", done.stderr)

    def test_hostile_names_are_escaped_in_both_formats(self):
        name = "w\x1b[2J\u202e<script>"
        self.write("canreach.yaml", BLOCKED.read_text(encoding="utf-8").replace(
            "  etl: {subnets", f"  {json.dumps(name)}: {{subnets"))
        for look in ([], ["-v"], ["--format", "json"]):
            done = run("trace", name, "orders-db", *look, cwd=self.here)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertNotIn("\x1b", done.stdout)
        self.assertNotIn("\u202e", run("trace", name, "orders-db", cwd=self.here).stdout)
        done = run("trace", name + "x", "orders-db", cwd=self.here)
        self.assertNotIn("\x1b", done.stderr)

    def test_a_terminal_gets_colours_and_its_width_unless_told_otherwise(self):
        def on_terminal(**env):
            pid, terminal = pty.fork()
            if pid == 0:
                arguments = ["trace", "-f", str(BLOCKED), "etl", "orders-db"]
                try:
                    os.execve(program.PROGRAM, [program.PROGRAM, *arguments],
                              {"TERM": "xterm", **env})
                finally:
                    os._exit(1)
            text = b""
            try:
                while piece := os.read(terminal, 65536):
                    text += piece
            except OSError:
                pass
            os.waitpid(pid, 0)
            return text
        self.assertIn(b"\x1b[31mBLOCKED", on_terminal())
        self.assertNotIn(b"\x1b", on_terminal(NO_COLOR="1"))
        self.assertNotIn(b"\x1b", on_terminal(TERM="dumb"))


if __name__ == "__main__":
    program.main()
