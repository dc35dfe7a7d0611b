#include "repl/render_report.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engine/explain.hpp"
#include "repl/files.hpp"
#include "repl/render_json.hpp"
#include "repl/render_picture.hpp"
#include "repl/render_premises.hpp"
#include "repl/render_score.hpp"
#include "repl/render_text.hpp"
#include "repl/web.hpp"
#include "repl/words.hpp"
#include "rules/calendar.hpp"
#include "rules/loader.hpp"
#include "rules/text.hpp"

#ifndef HENCE_VERSION
#define HENCE_VERSION "0.1.0"
#endif

namespace hence::repl {
namespace {

using Reports = std::vector<ConclusionReport>;

std::string text_in(std::string_view text) { return markup_text(printable(one_line(text))); }

std::string tagged(std::string_view tag, std::string_view inside) {
  return inside.empty() ? "" : fmt::format("<{0}>{1}</{0}>\n", tag, inside);
}

std::string bullets(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += tagged("li", item);
  return out.empty() ? out : "<ul>\n" + out + "</ul>\n";
}

class Report {
 public:
  explicit Report(const Session& session)
      : session_(session), program_(session.program()), words_(program_, &session),
        picture_(compact(picture(session))), reports_(conclusions(session)),
        goals_(goal_findings(program_)) {}

  std::string body() {
    std::string out = urgent();
    out += found();  // which notes the sources, so that the order of these lines matters
    out += others();
    out += doubts() + facts();
    out += sources();
    return out + notices() + knowledge();
  }
  std::string data() const { return view_json(picture_, words_); }

 private:
  const std::string& name(FindingId f) const { return program_.findings[f.index()].name; }
  bool first(const ConclusionReport& r) const {
    return goals_[r.finding.index()] || r.value.state == Truth::conflict;
  }
  static bool holds(const ConclusionReport& r) {
    return r.value.state == Truth::yes || r.value.state == Truth::conflict;
  }
  template <class Test>
  Reports pick(Test test) const {
    Reports some;
    std::copy_if(reports_.begin(), reports_.end(), std::back_inserter(some), test);
    return some;
  }

  std::string urgent() const {
    std::string out;
    for (const std::uint32_t row : advice_given(session_)) {
      const Advice& advice = program_.advice[row];
      if (advice.urgent)
        out += fmt::format("<div class=\"urgent\" role=\"note\"><p><strong>Urgent: {}, {}</strong></p>"
                           "<p>{}</p></div>\n",
                           text_in(name(advice.finding)), text_in(standing(session_, advice.finding)),
                           text_in(fill(session_, advice.text)));
    }
    return out;
  }

  std::string advice(const std::vector<std::uint32_t>& rows) const {
    std::vector<std::string> items;
    for (const std::uint32_t row : rows)
      if (!program_.advice[row].urgent)
        items.push_back(text_in(fill(session_, program_.advice[row].text)));
    return items.empty() ? "" : tagged("p", "<strong>What to do</strong>") + bullets(items);
  }

  std::string found() {
    std::string out = "<h2>Conclusions</h2>\n";
    const Reports held = pick([&](const auto& r) { return first(r) && holds(r); });
    for (const ConclusionReport& r : held) out += article(r, true);
    if (held.empty()) out += "<p>None of those looked for: what was said is not enough for one.</p>\n";
    if (const std::string rest = advice(advice_on_answers(session_, reports_)); !rest.empty())
      out += "<h2>Advice on what was said</h2>\n" + rest;
    return out;
  }
  std::string others() {
    const auto score = [&](const ConclusionReport& r) {
      return program_.findings[r.finding.index()].kind == FindingKind::score;
    };
    const auto open = [](const ConclusionReport& r) { return r.value.state == Truth::unknown; };
    std::string out = section("Also follows", pick([&](const auto& r) { return !first(r) && holds(r); }));
    out += section("Scores still open", pick([&](const auto& r) { return open(r) && score(r); }));
    out += section("Some evidence, too little to say",
                   pick([&](const auto& r) { return open(r) && !score(r); }));
    return out + section("Speaks against", pick([&](const auto& r) { return r.value.state == Truth::no; }));
  }
  std::string section(std::string_view title, const Reports& reports) {
    if (reports.empty()) return {};
    std::string out = tagged("h2", title);
    for (const ConclusionReport& r : reports) out += article(r, false);
    return out;
  }

  std::string article(const ConclusionReport& r, bool drawn) {
    const PictureNode* node = node_of(r.finding);
    const std::string_view tone = node != nullptr ? text_of(words_.of(*node).tone) : "open";
    std::string out = fmt::format("<article class=\"{}\">\n<h3>{}: <span class=\"standing\">{}</span></h3>\n",
                                  tone, text_in(name(r.finding)),
                                  text_in(standing(session_, r.finding, r.value)));
    if (holds(r)) out += advice(r.advice);
    out += why_in_words(why(session_, r.finding), r);
    if (drawn && node != nullptr)
      out += fmt::format("<figure data-node=\"{}\"></figure>\n", node - picture_.nodes.data());
    return out + "</article>\n";
  }

  const PictureNode* node_of(FindingId finding) const {
    const auto at = std::find_if(picture_.nodes.begin(), picture_.nodes.end(),
                                 [&](const auto& n) { return n.own && n.finding == finding; });
    return at == picture_.nodes.end() ? nullptr : &*at;
  }

  std::string why_in_words(const Why& w, const ConclusionReport& r) {
    std::string out;
    if (w.value.by_default) out += tagged("p", "By default: nothing gives or concludes another.");
    if (session_.fact(w.finding) != nullptr) out += tagged("p", "It was said so.");
    for (const WhyArgument& a : w.fired) out += rule(a);
    for (const FindingId kind : w.from_kinds)
      out += tagged("p", fmt::format("{} ({}) is a kind of it.", text_in(name(kind)),
                                     text_in(standing(session_, kind))));
    for (const FindingId broader : w.from_broader)
      out += tagged("p", fmt::format("It is a kind of {} ({}).", text_in(name(broader)),
                                     text_in(standing(session_, broader))));
    if (w.score) out += items(w.finding);
    if (!w.computed.empty()) out += tagged("p", "Computed from:") + premises(w.computed, "");
    out += joined(w);
    std::vector<std::string> assumed;
    for (const Assumption& a : r.assumes) {
      std::string text = text_in(assumption_text(session_, a));
      if (std::find(assumed.begin(), assumed.end(), text) == assumed.end()) assumed.push_back(text);
    }
    if (!assumed.empty()) out += tagged("p", "Provided that:") + bullets(assumed);
    return out;
  }

  std::string items(FindingId score) const {
    const ItemWords items = item_words(session_, score);
    std::vector<std::string> lines;
    for (const std::string& text : items.counting) lines.push_back(text_in(text));
    for (const std::string& text : items.open) lines.push_back("open: " + text_in(text));
    return bullets(lines);
  }

  std::string rule(const WhyArgument& a) {
    const Rule& rule = program_.rules[a.argument.rule.index()];
    const bool plain = a.argument.value && a.argument.contribution == 1;  // a value, without doubt
    std::string out = fmt::format(
        "<div class=\"rule {}\">{}{}{}{}\n", a.argument.contribution > 0 ? "good" : "bad",
        plain ? "" : "<span class=\"figure\">" + signed_figure(a.argument.contribution) + "</span>",
        rule.name ? "<strong>" + text_in(program_.rule_names[rule.name.index()]) + "</strong>: " : "",
        text_in(rule_text(program_, rule)),
        a.argument.otherwise ? ", by its <em>otherwise</em>" : "");
    out += premises(a.premises, "") + premises(a.scope, "only if ");
    out += premises(a.blockers, "unless ");
    if (!a.argument.counts) out += "<div class=\"small\">Does not count: a stronger one does.</div>\n";
    if (rule.because != 0)
      out += fmt::format("<div>because {}</div>\n", text_in(program_.texts[rule.because]));
    std::string from = text_in(rule_place(program_, rule));
    if (rule.source) {
      cited_.push_back(rule.source);
      from = text_in(program_.citations[rule.source.index()].text) + " · " + from;
    }
    return out + fmt::format("<div class=\"small\">{}</div></div>\n", from);
  }

  std::string premises(const std::vector<PremiseReport>& list, std::string_view mark) const {
    std::vector<std::string> lines;
    for (const PremiseReport& p : list)
      lines.push_back(fmt::format("{}{}: {}{}", mark, text_in(premise_text(program_, p)),
                                  text_in(condition_state(session_, p)), premises(p.parts, "")));
    return bullets(lines);
  }

  // How the evidence adds up.
  std::string joined(const Why& w) const {
    std::vector<std::string> parts;
    for (const LedgerEntry& e : w.ledger)
      if (e.counts) parts.push_back(signed_figure(e.contribution));
    if (parts.size() < 2) return {};
    return tagged("p", "Together: " + join(parts, ", ") + " make " +
                           text_in(standing(session_, w.finding, w.value)) + ".");
  }

  std::string doubts() const {
    std::string out;
    std::string lines = render_doubts(session_, Style{1 << 20, false});
    while (!lines.empty()) {
      const std::size_t end = lines.find('\n');
      out += tagged("p", text_in(lines.substr(0, end)));
      lines.erase(0, end == std::string::npos ? end : end + 1);
    }
    return out.empty() ? out : "<h2>What is left open</h2>\n" + out;
  }

  std::string facts() const {
    if (session_.facts().empty()) return "<h2>Answers</h2>\n<p>None was given.</p>\n";
    std::string out = "<h2>Answers</h2>\n<table>\n<tr><th>finding</th><th>answer</th></tr>\n";
    for (const Fact& fact : session_.facts()) {
      std::string answer = "not known";
      const bool yes_no = program_.findings[fact.finding.index()].kind == FindingKind::yes_no;
      if (fact.certainty != 0)
        answer = yes_no ? (fact.certainty > 0 ? "yes" : "no") : value_text(program_, fact.finding, fact.value);
      if (fact.certainty != 0 && std::abs(fact.certainty) != 1)
        answer += " (" + short_figure(std::abs(fact.certainty)) + ")";
      if (session_.value(fact.finding).set_aside) answer += ", set aside: not to be asked here";
      out += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", text_in(name(fact.finding)), text_in(answer));
    }
    return out + "</table>\n";
  }

  std::string sources() {
    std::sort(cited_.begin(), cited_.end());
    cited_.erase(std::unique(cited_.begin(), cited_.end()), cited_.end());
    std::vector<std::string> lines;
    for (const CitationId id : cited_) {
      const Citation& c = program_.citations[id.index()];
      lines.push_back(text_in(c.name) + ": " + text_in(c.text));
    }
    std::sort(lines.begin(), lines.end());
    return lines.empty() ? "" : "<h2>Sources</h2>\n" + bullets(lines);
  }

  std::string notices() const {
    std::string out;
    for (const std::string& notice : program_.notices)
      out += fmt::format("<p class=\"notice\">{}</p>\n", text_in(notice));
    return out;
  }

  std::string knowledge() const {
    std::string out = "<h2>Made with</h2>\n<table>\n<tr><th>knowledge base</th><th>SHA-256</th></tr>\n";
    for (const Source& source : program_.sources)
      out += fmt::format("<tr><td>{}</td><td><code>{}</code></td></tr>\n", text_in(source.path),
                         hash_of(source));
    return out + "</table>\n<p class=\"small\">hence " HENCE_VERSION "</p>\n";
  }

  const Session& session_;
  const Program& program_;
  PictureWords words_;
  Picture picture_;
  Reports reports_;
  std::vector<bool> goals_;
  std::vector<CitationId> cited_;
};

}  // namespace

std::string render_report(const Session& session, const std::string& date) {
  Report made(session);
  const std::string body = made.body();
  return page(web::report_html,
              {{"title", "Report of a consultation"},
               {"about", markup_text(date)},
               {"style", std::string(web::style_css)},
               {"body", body},
               {"data", made.data()},
               {"script", std::string(web::layout_js) + std::string(web::drawing_js) +
                              std::string(web::report_js)}});
}

std::string not_a_report(const std::string& path) {
  return printable(path) + ": the name of a report's file ends in .html";
}

std::string write_report(const Session& session, const std::string& path) {
  if (!path.ends_with(".html")) return not_a_report(path);
  const FindingId today = session.program().today;
  const std::optional<double> told = today ? session.value(today).value : std::nullopt;
  const std::string failed =
      write_file(path, render_report(session, write_date(told.value_or(current_date()))));
  return failed.empty() ? failed : printable(path) + ": " + failed;
}

}  // namespace hence::repl
