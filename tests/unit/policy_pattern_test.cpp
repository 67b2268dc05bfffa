#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "policy/arn.h"
#include "policy/evaluate.h"
#include "tests/catch.h"
#include "tests/unit/policy_world.h"

namespace canreach {
namespace {

struct Row {
  const char* pattern;
  const char* text;
  bool matches;
};

bool compare(const Row& row, Wildcards wildcards) {
  TextPatterns patterns;
  const TextPattern pattern =
      patterns.add(row.pattern, wildcards, TextPatterns::Variables::literal);
  return patterns.compare(pattern, row.text) == Truth::yes;
}

TEST_CASE("ARN-3, ARN-4: wildcards in the parts of a resource") {
  const Row rows[] = {
      {"arn:aws:s3:::bucket/*/x", "arn:aws:s3:::bucket/a/b/x", true},
      {"arn:aws:sqs:*", "arn:aws:sqs:eu-west-1:1:q", true},
      {"arn:aws:logs:*:1:log-group:a*", "arn:aws:logs:eu:1:log-group:abc:log-stream:s", true},
      {"arn:aws:sqs:eu-*-1:1:q", "arn:aws:sqs:eu-west-1:1:q", true},
      {"arn:aws:sqs:eu-*-1:1:q", "arn:aws:sqs:eu-a:b-1:1:q", false},
      {"arn:aws:sqs:eu-*:q", "arn:aws:sqs:eu-west-1:1:q", true},
      {"arn:aws:sqs:?:1:q", "arn:aws:sqs:::1:q", false},
      {"arn:aws:sqs:eu:1:q", "arn:aws:sqs:eu:1:Q", false},
      {"arn:aws:s3:::b?/k", "arn:aws:s3:::b:/k", true},
      {"arn:aws:s3:::caf?", "arn:aws:s3:::caf\u00e9", true},
      {"*", "", true},
  };
  for (const Row& row : rows) {
    INFO(row.pattern << " " << row.text);
    CHECK(compare(row, Wildcards::resource) == row.matches);
  }
}

TEST_CASE("CRUD-1: a pattern may match some of the texts that begin alike") {
  const Row rows[] = {
      {"arn:aws:s3:::b/secret/*", "arn:aws:s3:::b/", true},
      {"arn:aws:s3:::b/*", "arn:aws:s3:::b/in/", true},
      {"arn:aws:s3:::b/x", "arn:aws:s3:::b/", true},
      {"arn:aws:s3:::b-*", "arn:aws:s3:::b/", false},
      {"arn:aws:s3:::b/in", "arn:aws:s3:::b/in/", false},
      {"arn:aws:s3:::*/in/*", "arn:aws:s3:::b/out/", true},
      {"arn:aws:s3:::?/in/*", "arn:aws:s3:::bb/", false},
      {"arn:aws:s3:::caf?/*", "arn:aws:s3:::caf\u00e9/", true},
      {"arn:aws:sqs:eu-*-1:1:q", "arn:aws:sqs:eu-a:", false},
      {"*", "arn:aws:s3:::b/", true},
  };
  for (const Row& row : rows) {
    INFO(row.pattern << " " << row.text);
    TextPatterns patterns;
    const TextPattern pattern =
        patterns.add(row.pattern, Wildcards::resource, TextPatterns::Variables::literal);
    CHECK(patterns.may_match_some(pattern, row.text, Context()) == row.matches);
  }
}

TEST_CASE("a pattern matches some text that begins so when it matches one with an end to it") {
  const auto texts_of = [](const std::string& letters, std::size_t most) {
    std::vector<std::string> texts = {""};
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (texts[i].size() == most) continue;
      const std::string text = texts[i];
      for (const char letter : letters) texts.push_back(text + letter);
    }
    return texts;
  };
  const std::vector<std::string> ends = texts_of("a:", 3);
  for (const std::string& pattern :
       texts_of({'a', ':', kAnyRun, kRunOfPart, kOneCharacterOfPart}, 3)) {
    for (const std::string& beginning : texts_of("a:b", 3)) {
      bool expected = false;
      for (const std::string& end : ends) expected = expected || matches(pattern, beginning + end);
      if (matches_some(pattern, beginning) == expected) continue;
      std::string shown = pattern;
      for (char& c : shown) c = is_mark(c) ? static_cast<char>('0' + c) : c;
      FAIL_CHECK(shown << " " << beginning);
    }
  }
}

TEST_CASE("twenty stars on two thousand characters take microseconds, not ages") {
  std::string pattern;
  for (int i = 0; i < 20; ++i) pattern += "*a";
  pattern += "*b";
  const std::string text(2000, 'a');
  const auto begin = std::chrono::steady_clock::now();
  CHECK_FALSE(compare({pattern.c_str(), text.c_str(), false}, Wildcards::text));
  CHECK_FALSE(compare({pattern.c_str(), text.c_str(), false}, Wildcards::resource));
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  CHECK(taken.count() < 0.05);
}

TEST_CASE("ACT-1, ACT-2, ACT-4: actions have no case, and stars anywhere in their names") {
  struct Action {
    const char* element;
    const char* asked;
    const char* outcome;
  };
  const Action rows[] = {
      {"'Action': 'S3:getOBJECT'", "s3:GetObject", "allowed"},
      {"'Action': 's3:G*t?bject'", "s3:GetObject", "allowed"},
      {"'Action': 's3:Get'", "s3:GetObject", "implicitDeny"},
      {"'Action': '*:*'", "s3:GetObject", "allowed"},
      {"'Action': 's*:GetObject'", "s3:GetObject", "allowed"},
      {"'NotAction': 's3:Put*'", "s3:GetObject", "allowed"},
      {"'NotAction': 's3:Get*'", "s3:GetObject", "implicitDeny"},
      {"'Action': []", "s3:GetObject", "implicitDeny"},
      {"'NotAction': []", "s3:GetObject", "allowed"},
  };
  for (const Action& row : rows) {
    INFO(row.element);
    PolicyWorld world;
    world.caller(kAna).asks(row.asked, kObject);
    world.identity(std::string("{'Effect': 'Allow', 'Resource': '*', ") + row.element + "}");
    CHECK(world.outcome() == row.outcome);
  }
}

TEST_CASE("ACT-7: an action without resources is compared with the whole service") {
  struct Row7 {
    const char* element;
    const char* outcome;
  };
  const Row7 rows[] = {
      {"'Resource': '*'", "allowed"},
      {"'Resource': 'arn:aws:s3:::*'", "allowed"},
      {"'Resource': 'arn:aws:s3:::ratings'", "implicitDeny"},
      {"'NotResource': 'arn:aws:s3:::ratings'", "allowed"},
      {"'NotResource': '*'", "implicitDeny"},
  };
  for (const Row7& row : rows) {
    INFO(row.element);
    PolicyWorld world;
    world.caller(kAna).asks("s3:ListAllMyBuckets", "");
    world.identity(std::string("{'Effect': 'Allow', 'Action': 's3:*', ") + row.element + "}");
    CHECK(world.outcome() == row.outcome);
  }
}

TEST_CASE("ARN-6, IAMB-4: a short ARN is completed in policies of an identity alone") {
  PolicyWorld world;
  world.caller(kAna).asks("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q");
  world.identity("{'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws:sqs'}");
  CHECK(world.outcome() == "allowed");
  PolicyWorld other;
  other.caller(kAna).asks("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q");
  other.resource("{'Effect': 'Allow', 'Principal': '*', 'Action': '*', 'Resource': 'arn:aws:sqs'}");
  CHECK(other.outcome() == "implicitDeny");
}

TEST_CASE("VAR-2, VAR-6, VAR-9, IAMB-6: variables in resources") {
  PolicyWorld world;
  world.caller(kAna).asks("s3:GetObject", "arn:aws:s3:::home/ana/x");
  world.identity(
      "{'Effect': 'Allow', 'Action': '*', 'Resource': 'arn:aws:s3:::home/${aws:username}/*'}");
  CHECK(world.outcome() == "implicitDeny");
  world.request.context.set("aws:username", "ana");
  CHECK(world.outcome() == "allowed");
  world.request.context.set_unknown("aws:username");
  CHECK(world.outcome() == "undecided");
  world.request.context.set("aws:username", "*");
  CHECK(world.outcome() == "implicitDeny");

  PolicyWorld negated;
  negated.caller(kAna).asks("s3:GetObject", kObject).identity(kAllowAll);
  negated.identity(
      "{'Effect': 'Deny', 'Action': '*', 'NotResource': 'arn:aws:s3:::${aws:username}'}");
  CHECK(negated.outcome() == "explicitDeny");
}

TEST_CASE("GRM-2: without Version 2012-10-17 a variable is text") {
  PolicyWorld world;
  world.caller(kAna).asks("s3:GetObject", "arn:aws:s3:::${aws:username}");
  world.request.context.set("aws:username", "ana");
  world.set.identity.push_back(
      world.compiled("{'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': "
                     "'arn:aws:s3:::${aws:username}'}}",
                     PolicyUse::identity));
  CHECK(world.outcome() == "allowed");
  world.asks("s3:GetObject", "arn:aws:s3:::ana");
  CHECK(world.outcome() == "implicitDeny");
}

// The part with this number, character by character.
std::string part_by_hand(const std::string& text, std::size_t wanted) {
  std::string part;
  std::size_t number = 0;
  for (const char c : text) {
    if (c == ':' && number < 5) {
      ++number;
    } else if (number == wanted) {
      part += c;
    }
  }
  return part;
}

TEST_CASE("the parts of an ARN are found wherever the colons stand") {
  for (unsigned bits = 0; bits < 1U << 14U; ++bits) {
    std::string text;
    for (unsigned i = 0; i < 19; ++i)
      text += (bits >> i & 1U) != 0 ? ':' : static_cast<char>(';' - i % 2 * 2);
    const ArnParts parts(text);
    for (std::size_t i = 0; i < 6; ++i) {
      if (parts[static_cast<ArnPart>(i)] != part_by_hand(text, i)) FAIL(text << ", part " << i);
    }
    const bool is_whole = std::count(text.begin(), text.end(), ':') >= 5;
    if (parts.is_whole() != is_whole) FAIL(text);
  }
}

TEST_CASE("ACT-1, ACT-2: an action is compared in lower case, wildcards wherever they stand") {
  const std::string letters = "aZz:*?-@[`{A9";
  for (std::size_t size = 0; size < 20; ++size) {
    for (std::size_t first = 0; first < letters.size(); ++first) {
      std::string text;
      std::string expected;
      for (std::size_t i = 0; i < size; ++i) {
        const char c = letters[(first + i * 5) % letters.size()];
        text += c;
        expected += c == '*' ? kAnyRun : (c == '?' ? kOneCharacter : c);
        if (c == 'A' || c == 'Z') expected.back() = static_cast<char>(c - 'A' + 'a');
      }
      TextPatterns patterns;
      patterns.add_lower("before");
      if (patterns.pattern(patterns.add_lower(text)) != expected) FAIL(text);
    }
  }
}

}  // namespace
}  // namespace canreach
