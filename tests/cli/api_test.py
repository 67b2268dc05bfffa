"""canreach api: one answer a line, in order, whatever the line is."""
import json
import subprocess
import time

import program
from program import BLOCKED, InNewDirectory, ask, check_answer, run


class Api(InNewDirectory):
    def test_answers_come_in_order_and_follow_the_schema(self):
        answers = ask([
            {"id": 1, "op": "trace", "from": "etl", "to": "orders-db", "protocol": "tcp",
             "port": 5432},
            "this is not JSON",
            "",
            {"id": {"deep": [None, 1.5, "x"]}, "op": "trace", "from": "bastion",
             "to": "orders-db", "port": "5432"},
            {"id": "s", "op": "show"},
            {"id": 4, "op": "explain"},
            {"id": 5, "op": "trace", "from": "etl", "too": "orders-db"},
            {"id": 6, "op": "trace", "from": "bastion", "to": "orders-db", "protocol": "icmp",
             "icmp_type": 8, "icmp_code": 0},
        ], "-f", BLOCKED)
        for answer in answers:
            check_answer(answer)
        self.assertEqual([a.get("id") for a in answers],
                         [1, None, {"deep": [None, 1.5, "x"]}, "s", 4, 5, 6])
        self.assertEqual([a.get("verdict") for a in answers[:3]], ["blocked", None, "reachable"])
        self.assertEqual(answers[1]["error"]["code"], "CR1301")
        self.assertIn("`explain` is not offered", answers[4]["error"]["message"])
        self.assertEqual(answers[5]["error"]["code"], "CR1302")
        self.assertEqual(answers[5]["error"]["suggestions"], ["to"])

    def test_odd_lines_get_an_error_each_and_the_next_is_answered(self):
        trace = '{"op":"trace","from":"etl","to":"orders-db"%s}'
        odd = [
            (b"\xff\xfe", "UTF-16"), (b'{"op":"tr\x00ace"}', "NUL"), (b'{"op":"trace","from":"e\xff"}', "not UTF-8"),
            (b"null", "must be a JSON object, not null"), (b"[" * 100_000, "inside each other"),
            (b'{"op":"trace","op":"can"}', "duplicate key `op`"), (b'{"op":"trace"} {}', "nothing may follow"),
            (b'{"op":5}', "`op` must be a text"), (b'{"OP":"trace"}', "needs the field `op`"),
            (b'"' + b"b" * (20 << 20), "longer than 16 MB"),
            ((trace % (',"without":' + "[5]")).encode(), "`without` must be a list of texts"),
            ((trace % ',"port":-1').encode(), "`port` must be a whole number from 0 on, not `-1`"),
            ((trace % (',"port":1' + "0" * 30)).encode(), "a port is a number from 0 to 65535"),
            ((trace % ',"port":1e3').encode(), "`port` must be a whole number from 0 on"),
            ((trace % ',"protocol":-1').encode(), "`protocol` must be a whole number from 0 on"),
            ((trace % ',"files":{}').encode(), "`files` must be a list"),
        ]
        asked = b'{"op":"show","name":"etl"}'
        lines = b"".join(line + b"\n" + asked + b"\n" for line, _ in odd)
        done = subprocess.run([program.PROGRAM, "api", "-f", str(BLOCKED)], input=lines, capture_output=True,
                              timeout=300, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        answers = [check_answer(json.loads(line)) for line in done.stdout.splitlines()]
        self.assertEqual(len(answers), 2 * len(odd))
        for (line, words), answer, next_one in zip(odd, answers[::2], answers[1::2]):
            self.assertIn(words, answer["error"]["message"], line[:60])
            self.assertNotIn("error", next_one, line[:60])

    def test_the_command_prints_the_same_object(self):
        asked = {"op": "trace", "from": "etl", "to": "orders-db"}
        done = run("trace", "-f", BLOCKED, "etl", "orders-db", "--format", "json")
        self.assertEqual(ask([asked], "-f", BLOCKED), [json.loads(done.stdout)])

    def test_without_a_design_requests_bring_their_own(self):
        text = BLOCKED.read_text(encoding="utf-8")
        answers = ask([
            {"op": "trace", "from": "etl", "to": "orders-db"},
            {"op": "trace", "from": "bastion", "to": "orders-db",
             "files": [{"name": "a.yaml", "text": text}]},
            {"op": "show", "files": [{"name": "a.yaml", "text": "canreach: 1\nvpsc: {}\n"}]},
        ], cwd=self.here)
        for answer in answers:
            check_answer(answer)
        self.assertIn("there is no design", answers[0]["error"]["message"])
        self.assertEqual(answers[1]["verdict"], "reachable")
        self.assertEqual(answers[2]["error"]["diagnostics"][0]["suggestion"], "vpcs")

    def test_each_answer_comes_before_the_next_request(self):
        api = subprocess.Popen([program.PROGRAM, "api", "-f", str(BLOCKED)], text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for number in range(3):
            api.stdin.write(json.dumps({"id": number, "op": "show", "name": "etl"}) + "\n")
            api.stdin.flush()
            self.assertEqual(json.loads(api.stdout.readline())["id"], number)
        api.stdin.close()
        self.assertEqual(api.wait(60), 0)
        api.stdout.close()

    def test_a_line_without_end_is_bounded(self):
        line = '{"op":"show","name":"' + "x" * (17 << 20) + '"}'
        answers = ask([line, {"id": 2, "op": "show", "name": "etl"}], "-f", BLOCKED)
        self.assertEqual(answers[0]["error"]["code"], "CR1003")
        self.assertIn("etl", [resource["name"] for resource in answers[1]["resources"]])

    def test_deep_and_wild_lines_are_answered(self):
        wild = ["[" * 100000, '{"id":' + "[" * 5000, '{"op":"show","op":"trace"}', "\x00", "null",
                '{"id":"\\ud800","op":"show"}', '{"op":"show"} {"op":"show"}', "\ufeff{}"]
        answers = ask(wild, "-f", BLOCKED)
        self.assertEqual(len(answers), len(wild))
        for answer in answers:
            self.assertIn("error", check_answer(answer))

    def test_requests_do_not_come_from_a_design_on_standard_input(self):
        done = run("api", "-f", "-", stdin="{}\n")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("standard input carries the requests", done.stderr)

    def test_ten_thousand_requests_are_answered_by_one_process(self):
        # Most of them cheap: the sanitizers of a test build make the engine slow.
        requests = [{"id": i, "op": "trace", "from": ("etl", "bastion")[i % 2], "to": "orders-db"}
                    if i % 20 < 2 else {"id": i, "op": "show", "name": "main/db"}
                    for i in range(10000)]
        start = time.monotonic()
        answers = ask(requests, "-f", BLOCKED)
        seconds = time.monotonic() - start
        self.assertEqual([a["id"] for a in answers], list(range(10000)))
        self.assertEqual({a["verdict"] for a in answers[::20]}, {"blocked"})
        self.assertEqual({a["verdict"] for a in answers[1::20]}, {"reachable"})
        self.assertEqual({len(a["resources"]) for a in answers[2::20]}, {1})
        print(f"10,000 requests in {seconds:.1f} s")


if __name__ == "__main__":
    program.main()
