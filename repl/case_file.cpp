#include "repl/case_file.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <fmt/format.h>

#include "engine/answered.hpp"
#include "repl/progress_line.hpp"
#include "repl/quantity.hpp"
#include "repl/style.hpp"
#include "repl/words.hpp"
#include "rules/source.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

namespace json = boost::json;

// Where the members of the outer object stand, which boost::json does not keep, and the first that
// stands there twice, of which it would keep the last in silence: from the text's own parse events.
struct Keys {
  static constexpr std::size_t max_object_size = std::size_t(-1), max_array_size = std::size_t(-1),
                               max_key_size = std::size_t(-1), max_string_size = std::size_t(-1);
  std::string_view text;
  int depth = 0;
  std::string key, twice;
  std::map<std::string, std::uint32_t> places;  // by key, as written; without those with escapes
  boost::unordered_flat_set<std::string> seen;

  explicit Keys(std::string_view all) : text(all) {}
  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return ++depth, true; }
  bool on_object_end(std::size_t, json::error_code&) { return --depth, true; }
  bool on_array_begin(json::error_code&) { return ++depth, true; }
  bool on_array_end(std::size_t, json::error_code&) { return --depth, true; }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    return key += part, true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    const std::less<const char*> before;
    const bool here = key.empty() && !before(part.data(), text.data()) &&
                      before(part.data(), text.data() + text.size());
    key += part;
    if (depth == 1 && here)
      places.emplace(key, static_cast<std::uint32_t>(part.data() - text.data()) - 1);
    if (depth == 1 && !seen.insert(key_of(key)).second && twice.empty()) {
      twice = key;
      if (here) places[key] = static_cast<std::uint32_t>(part.data() - text.data()) - 1;
    }
    key.clear();
    return true;
  }
  bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t, json::string_view, json::error_code&) { return true; }
  bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
  bool on_double(double, json::string_view, json::error_code&) { return true; }
  bool on_bool(bool, json::error_code&) { return true; }
  bool on_null(json::error_code&) { return true; }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }
};

// Reads one JSON object into facts.
class JsonCase {
 public:
  JsonCase(const Program& program, std::string_view text, const std::string& path)
      : program_(program), source_(make_source(path, std::string(text))) {}

  CaseFacts read() {
    const std::string_view text = source_.text;
    json::error_code failed;
    json::basic_parser<Keys> keys{json::parse_options(), text};
    at_ = static_cast<std::uint32_t>(keys.write_some(false, text.data(), text.size(), failed));
    places_ = keys.handler().places;
    if (failed)
      return error(fmt::format("this is not JSON: {}", failed.message())), std::move(result_);
    if (const std::string& twice = keys.handler().twice; !twice.empty())
      return of(twice), error(fmt::format("\"{}\" stands there twice", twice)), std::move(result_);
    const json::value root = json::parse(text, failed);
    if (failed)
      return error(fmt::format("this is not JSON: {}", failed.message())), std::move(result_);
    members(root.as_object());
    if (!result_.errors.empty()) result_.facts.clear();
    return std::move(result_);
  }

 private:
  // What errors are about from here on.
  void of(std::string_view key) {
    const auto found = places_.find(std::string(key));
    at_ = found == places_.end() ? 0 : found->second;
  }

  void error(std::string_view text) {
    const Place at = place(source_, at_);
    result_.errors += fmt::format("{}:{}:{}: error: {}\n", printable(source_.path), at.line,
                                  at.column, printable(text));
  }

  void members(const json::object& object) {
    for (const auto& member : object) {
      of(member.key());
      const FindingId finding = program_.find(member.key());
      const bool unknown = finding ? program_.findings[finding.index()].unmatched
                                   : names_tuple(program_, member.key());
      if (unknown) result_.unknown.emplace_back(member.key());
      if (!finding && unknown) continue;
      if (!finding) {
        const std::string near = did_you_mean(program_, member.key());
        error(fmt::format("unknown finding \"{}\".{}", std::string_view(member.key()),
                          near.empty() ? "" : " " + near));
        continue;
      }
      fact(finding, member.value());
    }
  }

  void fact(FindingId finding, const json::value& value) {
    const Finding& row = program_.findings[finding.index()];
    if (value.is_null()) return add({finding, 0, 0, {}});
    if (row.kind == FindingKind::yes_no) return yes_no(finding, value);
    if (row.kind == FindingKind::text)
      return error(fmt::format("\"{}\": it is a text, which rules write", row.name));
    if (const json::string* text = value.if_string())
      return held(finding, read(row, finding, *text));
    const bool figure = row.kind == FindingKind::number || row.kind == FindingKind::score;
    if (figure && value.is_number())
      return held(finding, checked_quantity(program_, finding, value.to_number<double>()));
    error(fmt::format("\"{}\": {} is wanted", row.name, wanted(row.kind)));
  }

  std::variant<double, NotAValue> read(const Finding& row, FindingId finding,
                                       std::string_view text) const {
    if (row.kind == FindingKind::number) return read_quantity(program_, finding, text);
    if (row.kind == FindingKind::date) return read_day(text);
    if (row.kind == FindingKind::score) return read_total(text);
    return read_choice(program_, finding, text);
  }

  static std::string_view wanted(FindingKind kind) {
    if (kind == FindingKind::number) return "a number";
    if (kind == FindingKind::score) return "its total, a number,";
    if (kind == FindingKind::date) return "a date, as \"1950-03-31\",";
    return "one of its values, as text";
  }

  void yes_no(FindingId finding, const json::value& value) {
    const std::string& name = program_.findings[finding.index()].name;
    if (const bool* answer = value.if_bool()) return add({finding, *answer ? 1.0 : -1.0, 0, {}});
    if (!value.is_number())
      return error(fmt::format("\"{}\": true, false or a certainty is wanted", name));
    const double certainty = value.to_number<double>();
    if (!(std::abs(certainty) <= 1))
      return error(fmt::format("\"{}\": a certainty is between -1 and 1", name));
    add({finding, certainty, 0, {}});
  }

  void held(FindingId finding, const std::variant<double, NotAValue>& value) {
    if (const auto* refused = std::get_if<NotAValue>(&value))
      return error(
          fmt::format("\"{}\": {}", program_.findings[finding.index()].name, refused->reason));
    add({finding, 1, std::get<double>(value), {}});
  }

  void add(const Fact& fact) { result_.facts.push_back(fact); }

  const Program& program_;
  Source source_;
  std::map<std::string, std::uint32_t> places_;
  std::uint32_t at_ = 0;
  CaseFacts result_;
};

}  // namespace

std::string fact_errors(const Program& program, const ReadFacts& read) {
  std::vector<Source> sources = program.sources;
  sources.push_back(read.source);
  std::string out;
  for (const Diagnostic& d : read.diagnostics) {
    if (d.severity != Severity::error) continue;
    out += render_line(d, sources);
    std::string advice = d.advice;
    if (advice.empty() && d.code == Code::unknown_finding)
      advice = did_you_mean(program, span_text(read.source, d.span));
    out += advice.empty() ? "\n" : "\n  " + printable(one_line(advice)) + "\n";
  }
  return out;
}

CaseFacts read_case(const Program& program, std::string_view text, const std::string& path) {
  std::string_view plain = text;
  if (plain.starts_with("\xef\xbb\xbf")) plain.remove_prefix(3);
  if (trimmed(plain).starts_with("{")) return JsonCase(program, plain, path).read();
  const ReadFacts read = read_facts(program, plain, path);
  CaseFacts facts{read.facts, fact_errors(program, read), {}};
  if (read.unknown_tuples) facts.unknown.emplace_back(plain);
  return facts;
}

CaseFacts read_for(Knowledge& knowledge, const std::function<CaseFacts(const Program&)>& read) {
  CaseFacts facts = read(knowledge.program);
  if (!facts.unknown.empty()) {
    Knowledge again = compiled_with_progress(
        [&](Progress* progress) { return load_again(knowledge.program, facts.unknown, progress); });
    if (again.usable) {
      knowledge = std::move(again);
      facts = read(knowledge.program);
    }
  }
  for (const Fact& fact : answered(knowledge.program, facts.facts)) facts.facts.push_back(fact);
  return facts;
}

CaseFacts read_words(const Program& program, const std::vector<std::string>& words) {
  CaseFacts all;
  for (const std::string& word : words) {
    const ReadFacts read = read_facts(program, word);
    all.facts.insert(all.facts.end(), read.facts.begin(), read.facts.end());
    all.errors += fact_errors(program, read);
    if (read.unknown_tuples) all.unknown.push_back(word);
  }
  return all;
}

CaseFacts merged(const Program& program, CaseFacts a, const CaseFacts& b) {
  a.errors += b.errors;
  a.unknown.insert(a.unknown.end(), b.unknown.begin(), b.unknown.end());
  a.facts.insert(a.facts.end(), b.facts.begin(), b.facts.end());
  std::vector<Fact> once;
  for (const Fact& fact : a.facts) {
    const auto earlier = std::find_if(once.begin(), once.end(),
                                      [&](const Fact& f) { return f.finding == fact.finding; });
    if (earlier == once.end()) once.push_back(fact);
    else if (earlier->certainty != fact.certainty || earlier->value != fact.value)
      a.errors += fmt::format("error: two values for one finding: {} and {}\n",
                              printable(write_fact(program, *earlier)),
                              printable(write_fact(program, fact)));
  }
  a.facts = std::move(once);
  return a;
}

CaseFacts with_today(const Program& program, CaseFacts facts, double date) {
  const auto given = [&](const Fact& fact) { return fact.finding == program.today; };
  if (program.today && std::none_of(facts.facts.begin(), facts.facts.end(), given))
    facts.facts.insert(facts.facts.begin(), {program.today, 1, date, {}});
  return facts;
}

std::string fact_lines(const Program& program, const std::vector<Fact>& facts) {
  std::string out;
  for (const Fact& fact : facts) out += write_fact(program, fact) + "\n";
  return out;
}

}  // namespace hence::repl
