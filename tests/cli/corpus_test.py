"""Real inputs: the facts stated for them are answered, the spellings of one design agree, every file loads."""
import json
import os
import pathlib
import sys
import unittest

import program
from program import ask, check_answer, run

CORPUS = pathlib.Path(os.environ.get("CANREACH_CORPUS") or program.ROOT.parent / "shared" / "corpus")
VERDICTS = {"yes": ["reachable", "allowed"], "no": ["blocked", "partial", "denied"],
            "unknown": ["undecided"]}
SPELLINGS = ["cloudformation/equiv-web.yaml", "cloudformation/equiv-web.json",
             "terraform/equiv-web.plan.json", "snapshots/equiv-web"]
# What is asked of which input, and how many facts that are.
STATED = [("equiv-web.facts.json", SPELLINGS, 14)] + [
    (f"cloudformation/{name}.facts.json", [f"cloudformation/{name}.json"], count)
    for name, count in (("cdk-bastion", 13), ("cdk-data-pipeline", 23), ("cdk-three-tier", 19))]


def endpoint(name):
    """The facts say internet:IP, service:NAME and cidr:IP for what canreach calls IP, service/NAME and CIDR."""
    for prefix, ours in (("internet:", ""), ("service:", "service/"), ("cidr:", "")):
        if name.startswith(prefix):
            return ours + name[len(prefix):]
    return name


def request(fact):
    """The question of a fact.  Context values say logical:ID for the id of a resource of the template."""
    if fact["kind"] == "network":
        return {"op": "trace", "from": endpoint(fact["from"]), "to": endpoint(fact["to"]),
                "protocol": fact["protocol"], "port": fact["port"]}
    asked = {"op": "can", "who": fact["principal"], "action": fact["action"],
             "target": fact["resource"]}
    if "via" in fact:
        asked["via"] = fact["via"]
    if fact.get("context"):
        asked["context"] = {key: value.removeprefix("logical:")
                            for key, value in fact["context"].items()}
    return asked


def shape(answer):
    """What must not depend on the spelling: all but names, places and words."""
    return (answer["verdict"], answer["symptom"]["class"],
            [(hop["leg"], hop["component"], hop.get("direction"), hop["effect"])
             for hop in answer["hops"]],
            sorted(blocker["code"] for blocker in answer["blockers"]))


@unittest.skipUnless(CORPUS.is_dir(), f"SKIPPED: no corpus at {CORPUS}")
class Corpus(unittest.TestCase):
    def test_every_stated_fact_is_answered(self):
        for stated, inputs, count in STATED:
            facts = json.loads((CORPUS / stated).read_text())["facts"]
            self.assertEqual(len(facts), count)
            for name in inputs:
                answers = ask(map(request, facts), "-f", CORPUS / name)
                self.assertEqual(len(answers), count)
                for fact, answer in zip(facts, answers):
                    if fact["kind"] == "network":
                        check_answer(answer)
                    with self.subTest(name, fact=fact["id"]):
                        self.assertIn(answer["verdict"], VERDICTS[fact["expected"]], fact["why"])

    def test_the_spellings_of_one_design_agree(self):
        facts = json.loads((CORPUS / "equiv-web.facts.json").read_text())["facts"]
        asked = [request(fact) for fact in facts if fact["kind"] == "network"]
        first, *others = [[shape(answer) for answer in ask(asked, "-f", CORPUS / name)]
                          for name in SPELLINGS]
        for name, other in zip(SPELLINGS[1:], others):
            with self.subTest(name):
                self.assertEqual(other, first)

    def test_every_template_and_plan_loads(self):
        files = [path for folder in ("cloudformation", "terraform")
                 for path in sorted((CORPUS / folder).iterdir())
                 if not path.name.endswith(".facts.json")]
        self.assertGreaterEqual(len(files), 60)
        for path in files:
            with self.subTest(path.name):
                self.assertEqual(run("show", "-f", path).returncode, 0)

    def test_every_snapshot_loads(self):
        for snapshot in sorted((CORPUS / "snapshots").iterdir()):
            with self.subTest(snapshot.name):
                self.assertEqual(run("show", "-f", snapshot).returncode, 0)


if __name__ == "__main__":
    if not CORPUS.is_dir():
        print(f"SKIPPED: no corpus at {CORPUS}", file=sys.stderr)
    program.main()
