"""Real snapshots: the facts stated for them are answered, and every one of them loads."""
import json
import os
import pathlib
import sys
import unittest

import program
from program import ask, check_answer, run

CORPUS = pathlib.Path(os.environ.get("CANREACH_CORPUS") or program.ROOT.parent / "shared" / "corpus")
VERDICTS = {"yes": ["reachable"], "no": ["blocked", "partial"], "unknown": ["undecided"]}


def endpoint(name):
    """The facts say internet:IP, service:NAME and cidr:IP for what canreach calls IP, service/NAME and CIDR."""
    for prefix, ours in (("internet:", ""), ("service:", "service/"), ("cidr:", "")):
        if name.startswith(prefix):
            return ours + name[len(prefix):]
    return name


@unittest.skipUnless(CORPUS.is_dir(), f"SKIPPED: no corpus at {CORPUS}")
class Corpus(unittest.TestCase):
    def test_the_network_facts_of_equiv_web(self):
        facts = json.loads((CORPUS / "equiv-web.facts.json").read_text())["facts"]
        facts = [fact for fact in facts if fact["kind"] == "network"]
        self.assertEqual(len(facts), 12)
        answers = ask([{"id": fact["id"], "op": "trace", "from": endpoint(fact["from"]),
                        "to": endpoint(fact["to"]), "protocol": fact["protocol"],
                        "port": fact["port"]} for fact in facts],
                      "-f", CORPUS / "snapshots" / "equiv-web")
        for fact, answer in zip(facts, answers):
            check_answer(answer)
            with self.subTest(fact["id"]):
                self.assertIn(answer["verdict"], VERDICTS[fact["expected"]], fact["why"])

    def test_every_snapshot_loads(self):
        for snapshot in sorted((CORPUS / "snapshots").iterdir()):
            with self.subTest(snapshot.name):
                self.assertEqual(run("show", "-f", snapshot).returncode, 0)


if __name__ == "__main__":
    if not CORPUS.is_dir():
        print(f"SKIPPED: no corpus at {CORPUS}", file=sys.stderr)
    program.main()
