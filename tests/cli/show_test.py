"""canreach show: what was read, by kind and by name."""
import json

import program
from program import BLOCKED, InNewDirectory, check_answer, run


class Show(InNewDirectory):
    def test_everything_is_listed_with_its_line(self):
        done = run("show", "-f", BLOCKED)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("\n4 subnets\n", done.stdout)
        self.assertRegex(done.stdout, r"\n  orders-db +\S*design.yaml:\d+\n")

    def test_a_name_shows_one_resource_whole(self):
        done = run("show", "-f", BLOCKED, "main/db")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("security-group main/db", done.stdout)
        self.assertIn("tcp/5432 from bastion", done.stdout)

    def test_an_unknown_name_has_a_suggestion(self):
        done = run("show", "-f", BLOCKED, "orders-bd")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("did you mean `orders-db`? [CR1201 unknown-name]", done.stderr)

    def test_kinds_need_no_design(self):
        done = run("show", "--kinds", cwd=self.here)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("  security-group ", done.stdout)

    def test_json_follows_the_schema(self):
        for arguments in ([], ["subnet"], ["db"], ["--kinds"]):
            done = run("show", "-f", BLOCKED, "--format", "json", *arguments)
            self.assertEqual(done.returncode, 0, done.stderr)
            check_answer(json.loads(done.stdout))


if __name__ == "__main__":
    program.main()
