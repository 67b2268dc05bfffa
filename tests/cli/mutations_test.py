"""One line of a template changes, and with it the verdict that it decides."""
import copy
import json
import os
import pathlib
import unittest

import program
from program import ask

CORPUS = pathlib.Path(os.environ.get("CANREACH_CORPUS") or program.ROOT.parent / "shared" / "corpus")
TEMPLATE = CORPUS / "cloudformation" / "equiv-web.json"

GUEST = "198.51.100.7"
DROP = object()  # the value of a member that goes away

# The member that changes, its new value, and the question that it must turn from one verdict to another.
MUTATIONS = [
    (["PubRoute0"], DROP, (GUEST, "WebHost", 443), "reachable", "blocked"),
    (["PubRoute0", "Properties", "DestinationCidrBlock"], "203.0.113.0/24", (GUEST, "WebHost", 443),
     "reachable", "blocked"),
    (["IgwAtt"], DROP, (GUEST, "WebHost", 443), "reachable", "blocked"),
    (["PubARtAssoc"], DROP, (GUEST, "WebHost", 443), "reachable", "blocked"),
    (["WebSg", "Properties", "SecurityGroupIngress", 0, "CidrIp"], "203.0.113.0/24",
     (GUEST, "WebHost", 443), "reachable", "blocked"),
    # AWS refuses a range that ends before it begins: what it admits is not known.
    (["WebSg", "Properties", "SecurityGroupIngress", 0, "FromPort"], 444, (GUEST, "WebHost", 443),
     "reachable", "undecided"),
    (["WebHost", "Properties", "NetworkInterfaces", 0, "AssociatePublicIpAddress"], False,
     (GUEST, "WebHost", 443), "reachable", "blocked"),
    (["AppSgIn0"], DROP, ("WebHost", "AppHost", 8080), "reachable", "blocked"),
    (["AppSgIn0", "Properties", "SourceSecurityGroupId"], {"Fn::GetAtt": ["DbSg", "GroupId"]},
     ("WebHost", "AppHost", 8080), "reachable", "blocked"),
    (["AppRoute0"], DROP, ("AppHost", GUEST, 443), "reachable", "blocked"),
    (["AppARtAssoc", "Properties", "RouteTableId"], {"Ref": "DbRt"}, ("AppHost", GUEST, 443),
     "reachable", "blocked"),
    (["Nat", "Properties", "SubnetId"], {"Ref": "DbASubnet"}, ("AppHost", GUEST, 443), "reachable",
     "blocked"),
    (["DbNaclIn100", "Properties", "RuleAction"], "deny", ("AppHost", "DbRds", 5432), "reachable",
     "blocked"),
    (["DbNaclOut100"], DROP, ("AppHost", "DbRds", 5432), "reachable", "blocked"),
    # The ports of clients that the reply goes to: now only some of them.
    (["DbNaclOut100", "Properties", "PortRange", "To"], 32768, ("AppHost", "DbRds", 5432),
     "reachable", "partial"),
    (["DbSgIn0", "Properties", "SourceSecurityGroupId"], {"Fn::GetAtt": ["WebSg", "GroupId"]},
     ("AppHost", "DbRds", 5432), "reachable", "blocked"),
    (["WebSg", "Properties", "SecurityGroupIngress", 1, "CidrIp"], "198.51.100.0/24",
     (GUEST, "WebHost", 22), "blocked", "reachable"),
    (["DbSgIn0", "Properties", "ToPort"], 5433, ("AppHost", "DbRds", 5432), "reachable", "reachable"),
]


def mutated(template, path, value):
    template = copy.deepcopy(template)
    *parents, last = path
    here = template["Resources"]
    for key in parents:
        here = here[key]
    if value is DROP:
        del here[last]
    else:
        here[last] = value
    return template


def asked(template, question):
    source, target, port = question
    return {"op": "trace", "from": source, "to": target, "port": port,
            "files": [{"name": "template.json", "text": json.dumps(template)}]}


@unittest.skipUnless(TEMPLATE.is_file(), f"SKIPPED: no corpus at {CORPUS}")
class Mutations(unittest.TestCase):
    def test_a_change_changes_the_verdict_that_it_decides(self):
        template = json.loads(TEMPLATE.read_text())
        requests = []
        for path, value, question, _, _ in MUTATIONS:
            requests.append(asked(template, question))
            requests.append(asked(mutated(template, path, value), question))
        answers = iter(ask(requests))
        for (path, value, question, before, after), first, second in zip(MUTATIONS, answers, answers):
            with self.subTest("/".join(map(str, path)), question=question):
                self.assertEqual(first.get("verdict", first), before)
                self.assertEqual(second.get("verdict", second), after)


if __name__ == "__main__":
    program.main()
