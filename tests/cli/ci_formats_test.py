"""What build servers read has the form that its standard asks for.

SARIF: the constraints of OASIS SARIF 2.1.0, by its sections.  CANREACH_SARIF_SCHEMA=FILE also validates against that
schema.  JUnit XML: elements, attributes and counts that Jenkins, GitLab and others rely on.  GitLab: its code quality
format.
"""
import json
import os
import pathlib
import re
import unittest
import xml.etree.ElementTree

import jsonschema

import program
from program import InNewDirectory, ROOT, run

LEVELS = {"none", "note", "warning", "error"}
KINDS = {"pass", "open", "informational", "notApplicable", "review", "fail"}
# RFC 3986, of a path without a scheme: no byte stands for itself that the grammar does not know.
RELATIVE_URI = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-Fa-f]{2})*\Z")
CHECK = ROOT / "scenarios/check/waivers-end-on-their-day/design.yaml"
FLOWS = ROOT / "scenarios/check/flows-that-must-and-must-not-pass/design.yaml"
SUPPRESSED = ROOT / "scenarios/lint/a-comment-suppresses-for-a-reason/design.yaml"


def designs():
    return sorted(ROOT.glob("scenarios/lint/*/design.yaml"))


class Sarif(InNewDirectory):
    def made(self, *arguments, cwd=None):
        done = run(*arguments, "--format", "sarif", cwd=cwd)
        self.assertIn(done.returncode, (0, 1, 3), done.stderr)
        log = json.loads(done.stdout)
        self.check_log(log)
        return log["runs"][0]

    def check_message(self, message):
        self.assertTrue(message["text"])  # 3.11.8

    def check_log(self, log):
        self.assertEqual(log["version"], "2.1.0")  # 3.13.2
        self.assertTrue(log["$schema"].startswith("https://"))  # 3.13.3: an absolute URI
        self.assertIsInstance(log["runs"], list)  # 3.13.4
        for one in log["runs"]:
            self.check_run(one)
        schema = os.environ.get("CANREACH_SARIF_SCHEMA")
        if schema:
            jsonschema.validate(log, json.loads(pathlib.Path(schema).read_text(encoding="utf-8")))

    def check_run(self, one):
        driver = one["tool"]["driver"]  # 3.14.6, 3.18.2
        self.assertTrue(driver["name"])  # 3.19.8
        # 3.17.3: components of hierarchical strings; one that ends in a slash names a category.
        self.assertRegex(one["automationDetails"]["id"], r"\A[^/]+(/[^/]+)*/?\Z")
        rules = driver.get("rules", [])
        ids = [rule["id"] for rule in rules]  # 3.49.3
        self.assertEqual(len(ids), len(set(ids)))  # 3.19.23: no two of one id
        for rule in rules:
            self.check_message(rule["shortDescription"])  # 3.49.9
            self.assertIn(rule["defaultConfiguration"]["level"], LEVELS)  # 3.50.3
            tags = rule.get("properties", {}).get("tags", [])  # 3.8.2: distinct
            self.assertEqual(len(tags), len(set(tags)))
        for result in one["results"]:
            self.check_result(result, ids)

    def check_result(self, result, ids):
        self.check_message(result["message"])  # 3.27.11
        self.assertEqual(ids[result["ruleIndex"]], result["ruleId"])  # 3.27.5, 3.27.6
        kind = result.get("kind", "fail")  # 3.27.9
        self.assertIn(kind, KINDS)
        self.assertIn(result["level"], LEVELS)  # 3.27.10
        self.assertEqual(result["level"] == "none", kind != "fail")  # 3.27.10: level is none unless kind is fail
        self.assertLessEqual(len(result["locations"]), 1)
        for location in result["locations"]:
            self.check_location(location)
        for fingerprint in result["partialFingerprints"].values():  # 3.27.17
            self.assertRegex(fingerprint, r"\A[0-9a-f]{32}\Z")
        for flow in result.get("codeFlows", []):
            self.assertTrue(flow["threadFlows"])  # 3.36.3: at least one
            for thread in flow["threadFlows"]:
                self.assertTrue(thread["locations"])  # 3.37.6: at least one
                for step in thread["locations"]:
                    self.check_location(step["location"])
                    self.check_message(step["location"]["message"])
        for suppression in result.get("suppressions", []):
            self.assertIn(suppression["kind"], {"inSource", "external"})  # 3.35.2
            self.assertIn(suppression.get("status", "accepted"), {"accepted", "underReview", "rejected"})  # 3.35.3
            self.assertTrue(suppression.get("justification", "none given"))  # 3.35.4

    def check_location(self, location):
        for logical in location.get("logicalLocations", []):
            self.assertTrue(logical["fullyQualifiedName"])  # 3.33.5
        place = location.get("physicalLocation")
        if place is None:
            return
        uri = place["artifactLocation"]["uri"]  # 3.29.3, 3.4.3
        self.assertRegex(uri, RELATIVE_URI)
        self.assertNotIn("\\", uri)
        region = place.get("region", {"startLine": 1})  # 3.30.5, 3.30.6: both from 1
        self.assertGreaterEqual(region["startLine"], 1)
        self.assertGreaterEqual(region.get("startColumn", 1), 1)

    def test_lint_of_every_scenario(self):
        self.assertGreater(len(designs()), 10)
        for design in designs():
            self.made("lint", "-f", "design.yaml", cwd=design.parent)

    def test_a_name_with_blanks_and_colons_is_a_uri(self):
        self.write("a b:c%ä.yaml", SUPPRESSED.read_text(encoding="utf-8"))
        self.assertTrue(self.made("lint", "-f", "a b:c%ä.yaml", cwd=self.here)["results"])

    def test_a_comment_is_the_justification(self):
        results = self.made("lint", "-f", SUPPRESSED)["results"]
        suppressions = [s for result in results for s in result.get("suppressions", [])]
        self.assertTrue(suppressions)
        for suppression in suppressions:
            self.assertEqual(suppression["kind"], "inSource")
        self.assertTrue(any(s.get("justification") for s in suppressions))

    def test_a_waiver_is_the_justification(self):
        results = self.made("check", "-f", CHECK, "--at", "2026-06-30")["results"]
        self.assertEqual([result.get("suppressions") for result in results],
                         [[{"kind": "external", "status": "accepted",
                            "justification": "waived until 2026-06-30 by netops: moves to SFTP (118)"}]])

    def test_check_of_flows(self):
        self.assertTrue(self.made("check", "-f", FLOWS)["results"])


class JUnit(unittest.TestCase):
    def made(self, *arguments):
        done = run(*arguments, "--format", "junit")
        self.assertIn(done.returncode, (0, 1, 3), done.stderr)
        root = xml.etree.ElementTree.fromstring(done.stdout)
        self.check(root)
        return root

    def check(self, root):
        self.assertEqual(root.tag, "testsuites")
        for suite in root:
            self.assertEqual(suite.tag, "testsuite")
            self.assertTrue(suite.get("name"))
            cases = suite.findall("testcase")
            self.assertEqual(len(cases), len(list(suite)))
            self.assertEqual(int(suite.get("tests")), len(cases))
            for word, child in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
                self.assertEqual(int(suite.get(word)), len(suite.findall(f"testcase/{child}")), word)
            for case in cases:
                self.assertTrue(case.get("name"))
                self.assertTrue(case.get("classname"))
                self.assertLessEqual(len(list(case)), 1)
                for child in case:
                    self.assertIn(child.tag, {"failure", "skipped", "system-out"})
                    self.assertLessEqual(set(child.attrib), {"type", "message"})
        for word in ("tests", "failures", "errors"):
            self.assertEqual(int(root.get(word)), sum(int(suite.get(word)) for suite in root))

    def test_lint_of_every_scenario(self):
        for design in designs():
            self.made("lint", "-f", design)

    def outcomes(self, root):
        return {case.get("name"): [(child.tag, child.get("message")) for child in case]
                for case in root.iter("testcase")}

    def test_every_intent_is_one_test_case(self):
        self.assertEqual(self.outcomes(self.made("check", "-f", CHECK, "--at", "2026-06-30")), {
            "no-ftp: deny edge -> core:21":
                [("skipped", "waived until 2026-06-30 by netops: moves to SFTP (118)")],
            "no-ssh: deny edge -> core:22": []})
        done = self.outcomes(self.made("check", "-f", CHECK, "--at", "2026-07-01"))
        self.assertEqual([tag for tag, _ in done["no-ftp: deny edge -> core:21"]], ["failure"])
        self.assertEqual(done["no-ssh: deny edge -> core:22"], [])

    def test_the_names_do_not_depend_on_the_outcome(self):
        cases = [sorted((case.get("classname"), case.get("name"))
                        for case in self.made("check", "-f", CHECK, "--at", day).iter("testcase"))
                 for day in ("2026-06-30", "2026-07-01")]
        self.assertEqual(cases[0], cases[1])


class GitLab(InNewDirectory):
    def test_every_finding_has_what_gitlab_needs(self):
        for design in designs():
            done = run("lint", "-f", design, "--format", "gitlab")
            for finding in json.loads(done.stdout):
                self.check_finding(finding)

    def check_finding(self, finding):
        self.assertTrue(finding["description"])
        self.assertTrue(finding["check_name"])
        self.assertRegex(finding["fingerprint"], r"\A[0-9a-f]{32}\Z")
        self.assertIn(finding["severity"], {"info", "minor", "major", "critical", "blocker"})
        self.assertTrue(finding["location"]["path"])
        self.assertGreaterEqual(finding["location"]["lines"]["begin"], 1)

    def test_the_five_grades_of_intents_stay_apart(self):
        grades = ["critical", "high", "medium", "low", "info"]
        intents = self.write("i.yaml", "intents:\n" + "".join(
            f'  - {{id: {grade}, deny: "edge -> core:21", severity: {grade}}}\n' for grade in grades))
        design = self.write("d.yaml", CHECK.read_text(encoding="utf-8").split("intents:")[0])
        findings = json.loads(run("check", "-f", design, intents, "--format", "gitlab").stdout)
        for finding in findings:
            self.check_finding(finding)
        self.assertEqual([finding["severity"] for finding in findings],
                         ["blocker", "critical", "major", "minor", "info"])


if __name__ == "__main__":
    program.main()
