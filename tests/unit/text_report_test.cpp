#include <string>

#include "report/columns.h"
#include "report/excerpt.h"
#include "report/write.h"
#include "tests/catch.h"

namespace canreach {
namespace {

constexpr char kInfra[] =
    "acl:\n"
    "  - { rule: 90, action: deny, ports: 5432, cidr: 10.0.12.0/24 }\n"
    "  - { rule: 110, action: allow, ports: 5432, cidr: 10.0.0.0/16 }\n"
    "groups:\n"
    "  db:\n"
    "    - { ports: 5432, from: bastion }\n";

SourceFiles infra() {
  SourceFiles files;
  files.add("infra.yaml", kInfra);
  return files;
}

Hop hop(Leg leg, std::string component, std::string name, Direction direction, Effect effect,
        std::string why, SourceLoc at) {
  Hop result;
  result.leg = leg;
  result.component = std::move(component);
  result.name = std::move(name);
  result.direction = direction;
  result.effect = effect;
  result.why = std::move(why);
  result.at = at;
  return result;
}

Answer blocked_twice() {
  Answer answer;
  answer.verdict = Verdict::blocked;
  answer.from = {"etl", "function", "10.0.12.31"};
  answer.to = {"orders-db", "database", "10.0.21.15"};
  answer.asked = "tcp/5432";
  answer.walked_source = "10.0.12.31:1024-65535";
  answer.walked_destination = "10.0.21.15:5432";
  answer.hops = {
      hop(Leg::forward, "security-group", "etl", Direction::egress, Effect::permits, "allow all",
          {}),
      hop(Leg::forward, "route-table", "main", Direction::none, Effect::forwards,
          "10.0.0.0/16 -> local", {}),
      hop(Leg::forward, "network-acl", "data", Direction::ingress, Effect::denies,
          "rule 90 deny tcp/5432 from 10.0.12.0/24", {0, 2, 5}),
      hop(Leg::forward, "security-group", "db", Direction::ingress, Effect::denies,
          "no rule matches", {0, 5, 3}),
      hop(Leg::reply, "network-acl", "data", Direction::egress, Effect::permits,
          "rule 120 allow tcp/1024-65535", {0, 3, 5}),
      hop(Leg::reply, "network-acl", "default", Direction::ingress, Effect::permits,
          "rule 100 allow all", {}),
  };
  answer.hops[2].rule = "90";
  Blocker acl;
  acl.reason = Reason::nacl_deny;
  acl.component = "network-acl";
  acl.name = "data";
  acl.direction = Direction::ingress;
  acl.message = "rule 90 denies before rule 110 can allow";
  acl.at = {0, 2, 5};
  acl.near = {{{0, 3, 5}, "rule 110 allow tcp/5432", "would allow, but is never asked"}};
  Blocker group;
  group.reason = Reason::sg_no_match;
  group.component = "security-group";
  group.name = "db";
  group.direction = Direction::ingress;
  group.message = "db has 1 inbound rule, none matches tcp/5432 from etl";
  group.at = {0, 5, 3};
  group.near = {{{0, 6, 28}, "allow tcp/5432 from bastion", "same port, other source"}};
  answer.blockers = {acl, group};
  answer.other_paths = {{"nat-a, igw", 3}};
  answer.symptom = Symptom::timeout;
  return answer;
}

Style style_of_width(std::size_t width) {
  Style style;
  style.width = width;
  return style;
}

// The end of every answer.
constexpr char kBlockersAndAfter[] = R"(
infra.yaml:2:5: error: rule 90 denies before rule 110 can allow [CR2103 nacl-deny]
    2 |   - { rule: 90, action: deny, ports: 5432, cidr: 10.0.12.0/24 }
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    3 |   - { rule: 110, action: allow, ports: 5432, cidr: 10.0.0.0/16 }
)";

}  // namespace

TEST_CASE("a blocked answer on 100 columns names the kind of each hop") {
  const std::string expected =
      R"(BLOCKED     etl -> orders-db:5432/tcp      2 blockers, both must be fixed

  forward   10.0.12.31:1024-65535 -> 10.0.21.15:5432
    1 ✓ etl       security-group egress    allow all                                   (AWS default)
    2 ✓ main      route-table              10.0.0.0/16 -> local                        (AWS default)
    3 ✗ data      network-acl ingress      rule 90 deny tcp/5432 from 10.0.12.0/24      infra.yaml:2
    4 ✗ db        security-group ingress   no rule matches                              infra.yaml:5
  return    2 of 2 hops pass (-v shows them)
)" + std::string(kBlockersAndAfter) +
      R"(      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |     would allow, but is never asked
infra.yaml:5:3: error: db has 1 inbound rule, none matches tcp/5432 from etl [CR2101 sg-no-match]
    6 |     - { ports: 5432, from: bastion }
      |                            ^^^^^^^ same port, other source
other path    via nat-a, igw: 3 blockers
client sees   a timeout (packets are dropped silently)
not looked at: host firewalls, TLS, application login
)";
  CHECK(text_of(blocked_twice(), infra(), style_of_width(100)) == expected);
}

TEST_CASE("on 80 columns kinds are left out, and sentences wrap between words") {
  const std::string expected =
      R"(BLOCKED     etl -> orders-db:5432/tcp      2 blockers, both must be fixed

  forward   10.0.12.31:1024-65535 -> 10.0.21.15:5432
    1 ✓ etl       egress    allow all                              (AWS default)
    2 ✓ main                10.0.0.0/16 -> local                   (AWS default)
    3 ✗ data      ingress   rule 90 deny tcp/5432 from              infra.yaml:2
                            10.0.12.0/24
    4 ✗ db        ingress   no rule matches                         infra.yaml:5
  return    2 of 2 hops pass (-v shows them)

infra.yaml:2:5: error: rule 90 denies before rule 110 can allow
    [CR2103 nacl-deny]
    2 |   - { rule: 90, action: deny, ports: 5432, cidr: 10.0.12.0/24 }
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    3 |   - { rule: 110, action: allow, ports: 5432, cidr: 10.0.0.0/16 }
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |     would allow, but is never asked
infra.yaml:5:3: error: db has 1 inbound rule, none matches tcp/5432 from etl
    [CR2101 sg-no-match]
    6 |     - { ports: 5432, from: bastion }
      |                            ^^^^^^^ same port, other source
other path    via nat-a, igw: 3 blockers
client sees   a timeout (packets are dropped silently)
not looked at: host firewalls, TLS, application login
)";
  CHECK(text_of(blocked_twice(), infra(), style_of_width(80)) == expected);
}

TEST_CASE("--ascii prints no character outside ASCII") {
  Style style = style_of_width(100);
  style.ascii = true;
  const std::string text = text_of(blocked_twice(), infra(), style);
  CHECK(text.find("    1 ok etl  ") != std::string::npos);
  CHECK(text.find("    3 X  data ") != std::string::npos);
  for (const char c : text) {
    if (static_cast<unsigned char>(c) > 0x7e) FAIL("byte " << int{static_cast<unsigned char>(c)});
  }
}

TEST_CASE("-q prints the verdict line only") {
  Style style = style_of_width(40);
  style.quiet = true;
  CHECK(text_of(blocked_twice(), infra(), style) ==
        "BLOCKED     etl -> orders-db:5432/tcp      2 blockers, both must be fixed\n");
}

TEST_CASE("-v prints the return leg, from the target back to the client") {
  Style style = style_of_width(100);
  style.verbose = true;
  const std::string text = text_of(blocked_twice(), infra(), style);
  CHECK(text.find("  return    10.0.21.15:5432 -> 10.0.12.31:1024-65535\n"
                  "    1 ✓ data      network-acl egress       rule 120 allow tcp/1024-65535") !=
        std::string::npos);
}

TEST_CASE("a refused return leg is shown without -v") {
  Answer answer = blocked_twice();
  answer.hops[4].effect = Effect::denies;
  const std::string text = text_of(answer, infra(), style_of_width(100));
  CHECK(text.find("  return    10.0.21.15:5432 -> 10.0.12.31:1024-65535\n") != std::string::npos);
}

TEST_CASE("colours are there when asked for, and only then") {
  Style style = style_of_width(100);
  CHECK(text_of(blocked_twice(), infra(), style).find('\x1b') == std::string::npos);
  style.color = true;
  CHECK(text_of(blocked_twice(), infra(), style).rfind("\x1b[31mBLOCKED     \x1b[0m", 0) == 0);
}

TEST_CASE("the target is written as it would be asked for") {
  struct Case {
    std::string name;
    std::string kind;
    std::string asked;
    std::string expected;
  };
  const Case cases[] = {
      {"db", "database", "tcp/5432", "a -> db:5432/tcp"},
      {"web", "instance", "tcp/80,443", "a -> web:80,443/tcp"},
      {"web", "instance", "udp", "a -> web/udp"},
      {"web", "instance", "all", "a -> web/all"},
      {"web", "instance", "icmp/8/0", "a -> web/icmp"},
      {"web", "instance", "icmp/3", "a -> web  icmp/3"},
      {"web", "instance", "tcp/22 udp/53", "a -> web  tcp/22 udp/53"},
      {"2001:db8::7", "address", "tcp/443", "a -> [2001:db8::7]:443/tcp"},
  };
  for (const Case& c : cases) {
    Answer answer;
    answer.verdict = Verdict::reachable;
    answer.from.name = "a";
    answer.to = {c.name, c.kind, {}};
    answer.asked = c.asked;
    Style style;
    style.quiet = true;
    CHECK(text_of(answer, {}, style) == "REACHABLE   " + c.expected + "\n");
  }
}

TEST_CASE("a partial answer says which packets pass") {
  Answer answer;
  answer.verdict = Verdict::partial;
  answer.from.name = "a";
  answer.to.name = "b";
  answer.asked = "tcp/443";
  answer.flows = {{"tcp", "10.0.0.4", "32768-65535", "10.0.0.5", "443", "", "", ""}};
  answer.symptom = Symptom::intermittent;
  CHECK(text_of(answer, {}, {}) ==
        "PARTIAL     a -> b:443/tcp\n"
        "\n"
        "passes        tcp from 10.0.0.4 port 32768-65535 to 10.0.0.5 port 443\n"
        "client sees   failures now and then (some packets pass, others do not)\n"
        "not looked at: host firewalls, TLS, application login\n");
}

TEST_CASE("an undecided answer says what to supply") {
  Answer answer;
  answer.verdict = Verdict::undecided;
  answer.from.name = "a";
  answer.to.name = "b";
  Remark remark;
  remark.reason = Reason::not_modelled;
  remark.message = "the route leads to a transit gateway";
  remark.at = {0, 1, 1};
  remark.supply = "what the transit gateway tgw does";
  answer.undecided = {remark};
  CHECK(text_of(answer, infra(), {}) ==
        "UNDECIDED   a -> b      1 thing not known\n"
        "undecided     infra.yaml:1:1: the route leads to a transit gateway [CR4002 not-modelled]\n"
        "              supply: what the transit gateway tgw does\n"
        "not looked at: host firewalls, TLS, application login\n");
}

TEST_CASE("a group's pairs are a table of at most 40 lines") {
  Answer answer;
  answer.verdict = Verdict::partial;
  answer.from.name = "tag:tier=web";
  answer.to.name = "db";
  PairAnswer pass{{"web-1", "instance", ""}, {"db", "database", ""}, Verdict::reachable, {}};
  PairAnswer stop{{"web-10", "instance", ""}, {"db", "database", ""}, Verdict::blocked, {}};
  Blocker blocker;
  blocker.reason = Reason::sg_no_match;
  blocker.message = "db has no inbound rules";
  stop.blockers = {blocker, blocker};
  answer.pairs = {pass, stop};
  answer.pairs.insert(answer.pairs.end(), 40, pass);
  answer.pairs_left_out = 5;
  const std::string text = text_of(answer, {}, {});
  CHECK(text.rfind("PARTIAL     tag:tier=web -> db      47 pairs\n"
                   "\n"
                   "  web-1  -> db   reachable\n"
                   "  web-10 -> db   blocked     db has no inbound rules [CR2101]\n"
                   "  web-1  -> db   reachable\n",
                   0) == 0);
  CHECK(text.find("  and 7 more\n") != std::string::npos);
}

TEST_CASE("names of others cannot control the terminal") {
  Answer answer = blocked_twice();
  const std::string evil = "x\x1b[2J\u202e<script>\"\n";
  answer.from.name = evil;
  answer.hops[0].name = evil;
  answer.hops[1].why = evil;
  answer.blockers[0].message = evil;
  answer.blockers[1].near[0].why = evil;
  answer.other_paths[0].via = evil;
  SourceFiles files;
  files.add("in\x1b[31m.yaml", std::string(kInfra) + "\x1b");
  for (const std::size_t width : {40u, 80u, 100u}) {
    const std::string text = text_of(answer, files, style_of_width(width));
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\u202e") == std::string::npos);
  }
  CHECK(text_of(answer, files, style_of_width(100)).find(R"(x\x1b[2J\u202e<script>"\n)") !=
        std::string::npos);
}

TEST_CASE("no line is wider than the terminal, long names and paths included") {
  Answer answer = blocked_twice();
  answer.hops[0].name = std::string(70, 'n');
  answer.hops[2].why = "rule 1 deny tcp/1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22";
  SourceFiles files;
  files.add("scenarios/basics/blocked-database/and/deeper/design.yaml", kInfra);
  for (const std::size_t width : {40u, 60u, 80u, 100u, 120u}) {
    const std::string text = text_of(answer, files, style_of_width(width));
    for (std::size_t start = 0; start < text.size();) {
      const std::size_t end = text.find('\n', start);
      const std::string line = text.substr(start, end - start);
      // The verdict and leg lines hold what cannot be cut.
      const bool is_heading = line.rfind("BLOCKED", 0) == 0 || line.rfind("  forward", 0) == 0 ||
                              line.rfind("  return", 0) == 0;
      if (!is_heading && columns_of(line) > width) FAIL(width << ": " << line);
      start = end + 1;
    }
  }
}

TEST_CASE("an excerpt is cut around its place") {
  SourceFiles files;
  files.add("one-line.json", std::string(5000, 'a') + "HERE" + std::string(5000, 'b'));
  const std::string text = excerpt(files, {0, 1, 5001}, "", {}, style_of_width(40));
  CHECK(text ==
        "…aaaaaaaaaaaaHEREbbbbbbbbbbbbbbbbbbbbbb…\n"
        "             ^\n");
}

TEST_CASE("columns count characters as terminals show them") {
  CHECK(columns_of("abc") == 3);
  CHECK(columns_of("✓é") == 2);
  CHECK(columns_of("e\u0301") == 1);
  CHECK(columns_of("東京") == 4);
  CHECK(wrapped("aa bb ccc", 5) == std::vector<std::string>{"aa bb", "ccc"});
  CHECK(wrapped("10.0.0.0/16,10.1.0.0/16", 14) ==
        std::vector<std::string>{"10.0.0.0/16,", "10.1.0.0/16"});
  CHECK(wrapped("", 5) == std::vector<std::string>{""});
  CHECK(wrapped_hanging("aa bb cc dd", 5, 2) == std::vector<std::string>{"aa bb", "  cc", "  dd"});
  CHECK(end_of("a/b/design.yaml:17", 16, "…") == "…/design.yaml:17");
}

}  // namespace canreach
