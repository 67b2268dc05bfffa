#include "model/net/traffic_set.h"

#include <string>

#include "tests/catch.h"

namespace canreach {
namespace {

constexpr Protocol kEsp = 50;

TrafficSet tcp(std::uint16_t first, std::uint16_t last) {
  return TrafficSet::ports(kTcp, first, last);
}
TrafficSet udp(std::uint16_t first, std::uint16_t last) {
  return TrafficSet::ports(kUdp, first, last);
}

TEST_CASE("a protocol has its usual name, or its number") {
  struct Row {
    int number;
    std::string name;
  };
  const Row row = GENERATE(values<Row>({
      {0, "hopopt"},
      {1, "icmp"},
      {2, "igmp"},
      {3, "3"},
      {4, "ipv4"},
      {6, "tcp"},
      {17, "udp"},
      {41, "ipv6"},
      {47, "gre"},
      {50, "esp"},
      {51, "ah"},
      {58, "icmpv6"},
      {89, "ospf"},
      {94, "ipip"},
      {99, "99"},
      {112, "vrrp"},
      {132, "sctp"},
      {255, "255"},
  }));
  CHECK(name_of(static_cast<Protocol>(row.number)) == row.name);
  CHECK(parse_protocol(row.name) == static_cast<Protocol>(row.number));
}

TEST_CASE("every protocol is read back from its name and from its number") {
  for (int number = 0; number < 256; ++number) {
    const Protocol protocol = static_cast<Protocol>(number);
    CHECK(parse_protocol(name_of(protocol)) == protocol);
    CHECK(parse_protocol(std::to_string(number)) == protocol);
  }
}

TEST_CASE("protocol names ignore case and know what else people write") {
  CHECK(parse_protocol("TCP") == kTcp);
  CHECK(parse_protocol("Udp") == kUdp);
  CHECK(parse_protocol("icmp6") == kIcmpv6);
  CHECK(parse_protocol("IPv6-ICMP") == kIcmpv6);
}

TEST_CASE("what is no protocol is refused with the reason") {
  CHECK(parse_protocol("256").error().text == "protocol is 256, must be 0 to 255");
  const std::string text = GENERATE("", "all", "-1", "6 ", " tcp", "http/2", "0x6", "+6");
  CAPTURE(text);
  const Result<Protocol> result = parse_protocol(text);
  REQUIRE_FALSE(result);
  CHECK(result.error().text.rfind(
            "must be a protocol such as tcp, udp or icmp, or a number 0 to 255", 0) == 0);
}

TEST_CASE("a service name is its port") {
  struct Row {
    std::string name;
    int port;
  };
  const Row row = GENERATE(values<Row>({
      {"ssh", 22},        {"telnet", 23},     {"smtp", 25},         {"dns", 53},
      {"http", 80},       {"pop3", 110},      {"ntp", 123},         {"imap", 143},
      {"ldap", 389},      {"https", 443},     {"HTTPS", 443},       {"opensearch", 443},
      {"smb", 445},       {"ldaps", 636},     {"mssql", 1433},      {"sqlserver", 1433},
      {"oracle", 1521},   {"nfs", 2049},      {"mysql", 3306},      {"mariadb", 3306},
      {"rdp", 3389},      {"postgres", 5432}, {"postgresql", 5432}, {"redshift", 5439},
      {"amqps", 5671},    {"winrm", 5985},    {"redis", 6379},      {"valkey", 6379},
      {"http-alt", 8080}, {"kafka", 9092},    {"memcached", 11211}, {"mongodb", 27017},
      {"docdb", 27017},
  }));
  CAPTURE(row.name);
  CHECK(port_of_service(row.name) == row.port);
}

TEST_CASE("an unknown service has no port") {
  CHECK_FALSE(port_of_service(""));
  CHECK_FALSE(port_of_service("443"));
  CHECK_FALSE(port_of_service("htp"));
}

TEST_CASE("all traffic is 256 protocols of 65,536 values") {
  CHECK(TrafficSet::all().numbers().count() == 256 * 65'536);
  CHECK(TrafficSet::all().contains(traffic_of(255, 65'535)));
  TrafficSet each;
  for (int number = 0; number < 256; ++number) {
    each = each | TrafficSet::all_of(static_cast<Protocol>(number));
  }
  CHECK(each == TrafficSet::all());
}

TEST_CASE("one packet of a protocol without ports is all of that protocol") {
  CHECK(TrafficSet::one(traffic_of(kEsp, 0)) == TrafficSet::all_of(kEsp));
  CHECK(TrafficSet::one(traffic_of(kTcp, 22)) == tcp(22, 22));
  CHECK(TrafficSet::one(icmp_traffic(kIcmp, 8, 0)) == TrafficSet::icmp(kIcmp, 8, 0));
}

TEST_CASE("ICMP sets hold the types and codes they name") {
  CHECK(TrafficSet::icmp(kIcmp, std::nullopt, std::nullopt) == TrafficSet::all_of(kIcmp));
  CHECK(TrafficSet::icmp(kIcmp, 255, std::nullopt).contains(icmp_traffic(kIcmp, 255, 255)));
  const TrafficSet echo = TrafficSet::icmp(kIcmpv6, 128, std::nullopt);
  CHECK(echo.numbers().count() == 256);
  CHECK(echo.contains(icmp_traffic(kIcmpv6, 128, 0)));
  CHECK(echo.contains(icmp_traffic(kIcmpv6, 128, 255)));
  CHECK_FALSE(echo.contains(icmp_traffic(kIcmpv6, 129, 0)));
  CHECK_FALSE(echo.contains(icmp_traffic(kIcmp, 128, 0)));
}

TEST_CASE("what is printed of a set is read as the set") {
  const TrafficSet few = tcp(22, 22) | tcp(80, 81) | udp(53, 53) | TrafficSet::all_of(kEsp);
  const TrafficSet icmp = TrafficSet::icmp(kIcmp, 8, std::nullopt) | TrafficSet::icmp(kIcmp, 3, 4) |
                          TrafficSet::icmp(kIcmpv6, 1, 0);
  for (const TrafficSet& set :
       {TrafficSet(), TrafficSet::all(), few, icmp, few | icmp, TrafficSet::all() - few,
        TrafficSet::all() - icmp, TrafficSet::all_of(kTcp), tcp(1, 65'535)}) {
    CHECK(TrafficSet::parse(set.to_string()) == set);
  }
}

TEST_CASE("what no set is printed as is not read") {
  for (const char* text : {"", "tcp/", "tcp/70000", "tcp/9-1", "tcp/1-2-3", "esp/1", "s3:GetObject",
                           "icmp/3-4/1", "icmp/300", "all except", "tcp/22  udp"}) {
    CAPTURE(text);
    CHECK_FALSE(TrafficSet::parse(text));
  }
}

TEST_CASE("a set is printed protocol by protocol") {
  struct Row {
    TrafficSet set;
    std::string expected;
  };
  const TrafficSet icmp = TrafficSet::all_of(kIcmp);
  const TrafficSet esp = TrafficSet::all_of(kEsp);
  const TrafficSet echo = TrafficSet::icmp(kIcmp, 8, std::nullopt);
  const Row row = GENERATE_COPY(values<Row>({
      {TrafficSet(), "none"},
      {TrafficSet::all(), "all"},
      {tcp(22, 22), "tcp/22"},
      {tcp(0, 65'535), "tcp"},
      {tcp(1, 65'535), "tcp/1-65535"},
      {tcp(22, 22) | tcp(80, 81) | udp(53, 53) | echo | esp, "tcp/22,80-81 udp/53 icmp/8 esp"},
      {icmp, "icmp"},
      {TrafficSet::icmp(kIcmp, 8, 0) | TrafficSet::icmp(kIcmp, 11, std::nullopt), "icmp/8/0,11"},
      {TrafficSet::icmp(kIcmp, 3, 4) | TrafficSet::icmp(kIcmp, 3, 5), "icmp/3/4-5"},
      {icmp - TrafficSet::icmp(kIcmp, 8, 0), "icmp/0-7,8/1-255,9-255"},
      {icmp - TrafficSet::icmp(kIcmp, 0, 0), "icmp/0/1-255,1-255"},
      {icmp - TrafficSet::icmp(kIcmp, 255, 255), "icmp/0-254,255/0-254"},
      {icmp | TrafficSet::all_of(2), "icmp igmp"},
      {TrafficSet::icmp(kIcmpv6, 128, 0), "icmpv6/128/0"},
      {tcp(0, 65'535) | TrafficSet::all_of(7) | TrafficSet::all_of(99), "tcp 7 99"},
      {TrafficSet::all() - tcp(22, 22), "all except tcp/22"},
      {TrafficSet::all() - tcp(22, 22) - esp, "all except tcp/22 esp"},
  }));
  CHECK(row.set.to_string() == row.expected);
}

TEST_CASE("an ICMP interval across types is split into codes, types, codes") {
  const TrafficSet set =
      IntervalSet(Interval{icmp_traffic(kIcmp, 3, 4), icmp_traffic(kIcmp, 5, 2)});
  CHECK(set.to_string() == "icmp/3/4-255,4,5/0-2");
}

TEST_CASE("the ports of one protocol are printed without its name") {
  const TrafficSet set = tcp(22, 22) | tcp(80, 81) | udp(0, 65'535) |
                         TrafficSet::icmp(kIcmp, 8, 0) | TrafficSet::icmp(kIcmp, 11, std::nullopt) |
                         TrafficSet::all_of(kEsp);
  CHECK(set.ports_to_string(kTcp) == "22,80-81");
  CHECK(set.ports_to_string(kUdp) == "all");
  CHECK(set.ports_to_string(kIcmp) == "8/0,11");
  CHECK(set.ports_to_string(kEsp) == "all");
  CHECK(set.ports_to_string(kIcmpv6) == "none");
  CHECK(TrafficSet::all().ports_to_string(kTcp) == "all");
}

TEST_CASE("neighbouring protocols do not run into each other") {
  const TrafficSet six_and_seven = tcp(65'535, 65'535) | TrafficSet::all_of(7);
  CHECK(six_and_seven.numbers().intervals().size() == 1);
  CHECK(six_and_seven.to_string() == "tcp/65535 7");
}

TEST_CASE("the sample is the smallest member") {
  CHECK((udp(53, 53) | tcp(443, 444)).sample() == traffic_of(kTcp, 443));
  CHECK(protocol_of(traffic_of(kUdp, 53)) == kUdp);
  CHECK(port_of(traffic_of(kUdp, 53)) == 53);
}

}  // namespace
}  // namespace canreach
