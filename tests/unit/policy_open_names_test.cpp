#include "model/open_names.h"
#include "policy/open_names.h"
#include "policy/pattern.h"
#include "tests/catch.h"

using namespace canreach;

namespace {

struct OpenNameCase {
  const char* pattern;
  const char* text;
  Truth truth;
};

Truth compared(std::string_view wanted, std::string_view text, const OpenNames* names) {
  std::string pattern;
  PatternWriter(Wildcards::resource, pattern).write(wanted);
  return matches_open(pattern, text, names);
}

}  // namespace

TEST_CASE("a name that AWS will choose is met by itself, by any run, and perhaps by long texts") {
  const char* kObject = "arn:aws:s3:::<Data>/in/a";
  const OpenNameCase cases[] = {
      {"arn:aws:s3:::<Data>/in/*", kObject, Truth::yes},
      {"arn:aws:s3:::<Data>/out/*", kObject, Truth::no},
      {"arn:aws:s3:::<Logs>/in/*", kObject, Truth::no},
      {"arn:aws:s3:::*", kObject, Truth::yes},
      {"arn:aws:s3:::*/in/?", kObject, Truth::yes},
      {"*", kObject, Truth::yes},
      // No name that AWS chooses is so short, or has a slash.
      {"arn:aws:s3:::Data/in/a", kObject, Truth::no},
      {"arn:aws:s3:::?/in/a", kObject, Truth::no},
      {"arn:aws:s3:::shop/data/abcdefghijkl/in/a", kObject, Truth::no},
      {"arn:aws:s3:::shop-data-abcdefghijkl/in/a", kObject, Truth::unknown},
      {"arn:aws:s3:::shop-data-abcdefghijkl/out/a", kObject, Truth::no},
      {"arn:aws:s3:::shop-*", kObject, Truth::unknown},
      {"arn:aws:s3:::shop-*/in/*", kObject, Truth::unknown},
      {"arn:aws:s3:::*-data-*/in/a", kObject, Truth::unknown},
      {"arn:aws:s3:::??????????????*/in/a", kObject, Truth::unknown},
      {"arn:aws:sqs:*:*:*", kObject, Truth::no},
      // A beginning that Terraform fixes.
      {"arn:aws:s3:::logs-*", "arn:aws:s3:::logs-<aws_s3_bucket.logs>/a", Truth::yes},
      {"arn:aws:s3:::data-*", "arn:aws:s3:::logs-<aws_s3_bucket.logs>/a", Truth::no},
      {"arn:aws:s3:::logs-2024*", "arn:aws:s3:::logs-<aws_s3_bucket.logs>/a", Truth::unknown},
      // Of a name that somebody chose nothing is known.
      {"arn:aws:s3:::d/a", "arn:aws:s3:::<unknown Data>/a", Truth::unknown},
      {"arn:aws:s3:::d/b", "arn:aws:s3:::<unknown Data>/a", Truth::no},
      {"arn:aws:s3:::*/a", "arn:aws:s3:::<unknown Data>/a", Truth::yes},
      // Two in one text, and one that is none.
      {"a:<X>/<Y>", "a:<X>/<Y>", Truth::yes},
      {"a:<Y>/<X>", "a:<X>/<Y>", Truth::no},
      {"a:*/<Y>", "a:<X>/<Y>", Truth::yes},
      {"a:<b", "a:<b", Truth::yes},
      {"a:?b", "a:<b", Truth::yes},
  };
  for (const OpenNameCase& one : cases) {
    INFO(one.pattern << " and " << one.text);
    CHECK(compared(one.pattern, one.text, nullptr) == one.truth);
  }
}

TEST_CASE("an open name does not turn out to be the name of something else") {
  OpenNames names;
  names.taken.insert("arn:aws:s3:::the-bucket-with-a-name");
  CHECK(compared("arn:aws:s3:::the-bucket-with-a-name/*", "arn:aws:s3:::<Data>/a", &names) ==
        Truth::no);
  CHECK(compared("arn:aws:s3:::the-bucket-with-no-name/*", "arn:aws:s3:::<Data>/a", &names) ==
        Truth::unknown);
  CHECK(compared("arn:aws:s3:::the-bucket-*", "arn:aws:s3:::<Data>/a", &names) == Truth::unknown);
}

TEST_CASE("a written name is compared as it stands") {
  CHECK(is_same_open("arn:aws:iam::1:role/a", "arn:aws:iam::1:role/a", nullptr) == Truth::yes);
  CHECK(is_same_open("arn:aws:iam::1:role/*", "arn:aws:iam::1:role/<A>", nullptr) == Truth::no);
  CHECK(is_same_open("arn:aws:iam::1:role/A", "arn:aws:iam::1:role/<A>", nullptr) == Truth::no);
  CHECK(is_same_open("arn:aws:iam::1:role/<A>", "arn:aws:iam::1:role/<A>", nullptr) == Truth::yes);
  CHECK(is_same_open("arn:aws:iam::1:role/shop-A-abcdefghijkl", "arn:aws:iam::1:role/<A>",
                     nullptr) == Truth::unknown);
}

TEST_CASE("some text may begin with an open name") {
  const auto may = [](std::string_view wanted, std::string_view beginning) {
    std::string pattern;
    PatternWriter(Wildcards::resource, pattern).write(wanted);
    return may_match_open(pattern, beginning, nullptr);
  };
  CHECK(may("arn:aws:s3:::<Data>/in/*", "arn:aws:s3:::<Data>/"));
  CHECK(may("arn:aws:s3:::shop-data-abcdefghijkl/in/*", "arn:aws:s3:::<Data>/"));
  CHECK_FALSE(may("arn:aws:s3:::Data/in/*", "arn:aws:s3:::<Data>/"));
}

TEST_CASE("no two addresses give one open name") {
  CHECK(chosen_name("Data") == "<Data>");
  CHECK(chosen_name(R"(module.a["x/y"].aws_s3_bucket.b)") ==
        R"(<module.a["x%2fy"].aws_s3_bucket.b>)");
  CHECK(chosen_name("a:b") != chosen_name("a/b"));
  CHECK(unsaid_name("Data") == "<unknown Data>");
  CHECK(chosen_name("unknown Data") != unsaid_name("Data"));
  CHECK(is_chosen("<Data>"));
  CHECK_FALSE(is_chosen("<unknown Data>"));
  CHECK(open_name_at("a<b>c", 1) == "<b>");
  CHECK(open_name_at("a<>c", 1).empty());
  CHECK(open_name_at("a<b<c>", 1).empty());
}
