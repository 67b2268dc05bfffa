"""What-if: --without, --edit, --failure-points, patches that git takes, files of suppressions, tighten."""
import json
import shutil
import subprocess

import program
from program import BLOCKED, InNewDirectory, ROOT, check_answer, run

FIXES = ROOT / "scenarios/fixes"
GATEWAYS = ROOT / "scenarios/what-if/what-alone-stops-a-flow/design.yaml"
TEMPLATE = FIXES / "a-template-gets-rules-in-its-own-style/template.yaml"
JSON_TEMPLATE = FIXES / "a-json-template-gets-members/template.json"


class WhatIf(InNewDirectory):
    def test_without_is_said_beside_the_answer(self):
        done = run("trace", "-q", "-f", GATEWAYS, "one", "internet:443", "--without", "nat-a")
        self.assertEqual((done.returncode, done.stdout),
                         (1, "BLOCKED     one -> internet:443/tcp      1 blocker\n"))
        self.assertEqual(done.stderr, "canreach: note: asked without `nat-a`\n")
        done = run("trace", "-f", GATEWAYS, "one", "internet:443", "--without", "nat-a",
                   "--without", "zone:b", "--format", "json")
        self.assertEqual(check_answer(json.loads(done.stdout))["without"], ["nat-a", "zone:b"])
        done = run("trace", "-f", GATEWAYS, "one", "two", "--without", "nat-c")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("[CR1201 unknown-name]", done.stderr)

    def test_matrix_and_check_are_asked_without(self):
        intents = self.write("i.yaml", 'intents: [{id: out, allow: "one -> internet:443"}]\n')
        done = run("check", "-f", GATEWAYS, intents, "--without", "nat-a", "--format", "json")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(check_answer(json.loads(done.stdout))["without"], ["nat-a"])
        self.assertEqual(run("check", "-f", GATEWAYS, intents, "--without", "nat-b").returncode, 0)
        done = run("matrix", "-f", GATEWAYS, "--without", "nat-a", "--format", "json")
        self.assertEqual(check_answer(json.loads(done.stdout))["without"], ["nat-a"])

    def test_an_edited_file_takes_the_place_of_the_only_one(self):
        text = BLOCKED.read_text(encoding="utf-8")
        edited = self.write("other.yaml", text.replace("action: deny,", "action: allow,")
                            .replace("ports: 5433", "ports: 5432"))
        done = run("trace", "-q", "-f", BLOCKED, "etl", "orders-db", "--edit", edited)
        self.assertEqual((done.returncode, done.stdout),
                         (0, "REACHABLE   etl -> orders-db:5432/tcp\n"), done.stderr)

    def test_an_edited_file_without_a_place_is_refused(self):
        for name in ("a.yaml", "b.yaml", "c.yaml"):
            shutil.copy(TEMPLATE, self.here / name)
        done = run("trace", "-f", self.here / "a.yaml", "-f", self.here / "b.yaml", "app1", "db1",
                   "--edit", self.here / "c.yaml")
        self.assertEqual(done.returncode, 2)
        self.assertIn("[CR1711 no-file-to-edit]", done.stderr)

    def test_git_takes_the_fix_and_the_flow_passes_then(self):
        for source, ends in ((BLOCKED, ("etl", "orders-db")), (TEMPLATE, ("app1", "db1:5432")),
                             (JSON_TEMPLATE, ("app1", "db1:5432"))):
            shutil.copy(source, self.here / source.name)
            subprocess.run(["git", "init", "-q", "."], cwd=self.here, check=True)
            done = run("trace", "-f", source.name, *ends, "--fix", cwd=self.here)
            self.assertEqual(done.returncode, 1, done.stderr)
            (self.here / "fix.patch").write_bytes(done.stdout.encode())
            subprocess.run(["git", "apply", "fix.patch"], cwd=self.here, check=True)
            done = run("trace", "-q", "-f", source.name, *ends, cwd=self.here)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_check_looks_for_fixes_of_what_fails(self):
        intents = self.write("i.yaml", "intents: [{id: db, allow: etl -> orders-db}]\n")
        done = run("check", "-f", BLOCKED, intents, "--fix")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("fix (verified by asking again; opens 1 new pair, none to or from the internet)", done.stdout)
        self.assertIn("+ - {", done.stdout)
        done = run("check", "-f", BLOCKED, intents, "--fix", "--format", "json")
        answer = check_answer(json.loads(done.stdout))
        self.assertTrue(answer["intents"][0]["failures"][0]["trace"]["fixes"][0]["verified"])
        self.assertNotIn("fix (", run("check", "-f", BLOCKED, intents).stdout)

    def test_the_fix_of_a_snapshot_is_its_command(self):
        folder = FIXES / "a-snapshot-names-the-command/snapshot"
        done = run("trace", "-f", folder, "i-client", "i-app:8080", "--fix")
        self.assertEqual(done.stdout,
                         "aws ec2 authorize-security-group-ingress --group-id sg-app --ip-permissions "
                         "'IpProtocol=tcp,FromPort=8080,ToPort=8080,"
                         "UserIdGroupPairs=[{GroupId=sg-client}]' --region us-east-1\n")
        done = run("trace", "-f", folder, "i-client", "i-app:8080", "--format", "json")
        check_answer(json.loads(done.stdout))

    def test_points_of_failure_follow_the_answer(self):
        done = run("trace", "-f", GATEWAYS, "two", "internet:443", "--failure-points")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.endswith(
            "failure points (each confirmed by asking again without it)\n"
            f"  internet-gateway igw  blocked without it  {GATEWAYS}:9:23\n"), done.stdout)
        done = run("trace", "-f", GATEWAYS, "one", "internet:443", "--failure-points", "--format",
                   "json")
        points = check_answer(json.loads(done.stdout))["failure_points"]["points"]
        self.assertEqual([point["name"] for point in points], ["nat-a", "igw", "zone:us-east-1a"])

    def test_tighten_ends_with_1_and_follows_the_schema(self):
        design = ROOT / "scenarios/tighten/what-no-intent-needs/design.yaml"
        done = run("tighten", "-f", design)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(done.stdout.splitlines()[0],
                         "LOOSE       3 rules can go, 3 can be narrower; all 3 intents are still met")
        needs = self.write("needs.yaml", 'intents: [{id: seen, allow: "db -> web:22"}]\n')
        done = run("tighten", "-f", design, "--needs", needs, "--format", "json")
        check_answer(json.loads(done.stdout))
        done = run("tighten", "-f", BLOCKED)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("[CR1704 no-intents]", done.stderr)

    def test_a_file_of_suppressions_must_be_one(self):
        folder = ROOT / "scenarios/lint/a-file-suppresses-by-name"
        done = run("lint", "-f", folder / "design.yaml", "--suppressions",
                   folder / "suppressions.yaml", "--only", "CR5001")
        self.assertEqual(done.returncode, 1, done.stderr)
        for text, code in (("suppresions: []\n", "CR1712"), ("suppressions: [x]\n", "CR1712"),
                           ("suppressions: [{kode: CR5001}]\n", "CR1006"), ("a: [\n", "CR1002")):
            bad = self.write("bad.yaml", text)
            done = run("lint", "-f", folder / "design.yaml", "--suppressions", bad)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(code, done.stderr)


if __name__ == "__main__":
    program.main()
