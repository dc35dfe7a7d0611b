#include "tests/program_text.hpp"

#include <sstream>

namespace hence {
namespace {

class Writer {
 public:
  explicit Writer(const Program& program) : program_(program) { out_ << std::hexfloat; }

  std::string text() {
    out_ << "options " << program_.options.threshold << program_.options.combine_strongest
         << program_.options.strict << "\n";
    for (const Finding& f : program_.findings) finding(f);
    for (const Rule& r : program_.rules) rule(r);
    for (const std::vector<TextPart>& parts : program_.wordings) {
      out_ << "wording";
      text(parts);
    }
    for (const Kind& k : program_.kinds)
      out_ << name(k.kind) << " is a kind of " << name(k.broader) << "\n";
    for (const Cause& c : program_.causes)
      out_ << name(c.cause) << " causes " << name(c.effect) << citation(c.source)
           << program_.texts[c.because] << "\n";
    for (const Citation& c : program_.citations)
      out_ << "source " << c.name << ": " << c.text << "\n";
    for (const Topic& t : program_.topics) list("topic " + t.title, t.findings);
    for (const WhichOf& w : program_.which_of) list("which " + w.question, w.findings);
    for (const Advice& a : program_.advice) advice(a);
    for (const std::string& n : program_.notices) out_ << "notice " << n << "\n";
    for (const Case& c : program_.cases) test_case(c);
    for (const Conversion& c : program_.conversions)
      out_ << "convert " << c.substance << ": " << c.from_figure << c.from.spelling << " = "
           << c.to_figure << c.to.spelling << citation(c.source) << "\n";
    if (program_.today) out_ << "today " << name(program_.today) << "\n";
    return out_.str();
  }

 private:
  std::string name(FindingId id) const { return id ? program_.findings[id.index()].name : "-"; }
  std::string rule_name(RuleNameId id) const { return id ? program_.rule_names[id.index()] : "-"; }
  std::string citation(CitationId id) const {
    return id ? " [" + program_.citations[id.index()].name + "]" : "";
  }

  void list(const std::string& head, const std::vector<FindingId>& findings) {
    out_ << head;
    for (const FindingId f : findings) out_ << " | " << name(f);
    out_ << "\n";
  }

  void finding(const Finding& f) {
    out_ << "finding " << f.name << " " << f.key << static_cast<int>(f.kind) << f.declared
         << f.goal;
    if (f.detail) detail(program_.details[f.detail.index()]);
    out_ << "\n";
  }

  void detail(const Detail& d) {
    for (const std::string& alias : d.aliases) out_ << " also " << alias;
    if (d.unit) out_ << " in " << d.unit->spelling << " " << d.unit->factor << d.unit->offset;
    out_ << " of " << d.substance << optional(d.lowest) << optional(d.highest)
         << " usual" << optional(d.usual_lowest) << optional(d.usual_highest) << " decimals "
         << d.decimals.value_or(-1) << d.fixed << " = " << expr(d.computed);
    for (const std::string& value : d.values) out_ << " value " << value;
    for (const double x : d.points) out_ << " points " << x;
    out_ << " ordered " << d.ordered << " default " << optional(d.by_default)
         << expr(d.default_value);
    for (std::uint32_t i = d.items.first; i < d.items.last; ++i) {
      const Item& item = program_.items[i];
      out_ << " item " << expr(item.condition) << expr(item.choice) << item.points;
    }
    out_ << " ask " << d.question << d.has_question << d.ask_first << " only if " << expr(d.only_if)
         << optional(d.if_not) << " describe " << d.description;
  }

  static std::string optional(const std::optional<double>& x) {
    std::ostringstream out;
    if (x) out << std::hexfloat << " " << *x;
    return x ? out.str() : " none";
  }

  std::string expr(ExprId id) const {
    if (!id) return "-";
    const Expr& e = program_.exprs[id.index()];
    std::ostringstream out;
    out << std::hexfloat << "(" << static_cast<int>(e.op) << " " << e.n << " " << name(e.finding)
        << " " << e.number;
    for (const ExprId input : program_.inputs(e)) out << " " << expr(input);
    out << ")";
    return out.str();
  }

  void rule(const Rule& r) {
    out_ << "rule " << rule_name(r.name) << ": " << expr(r.condition) << " unless "
         << expr(r.unless) << " only if " << expr(r.scope) << " first "
         << (r.first ? static_cast<int>(r.first.row) : -1) << " " << r.place << " " << r.strength << " " << r.stated << " otherwise " << r.otherwise
         << citation(r.source) << " because " << program_.texts[r.because];
    for (const Conclusion& c : program_.conclusions_of(r))
      out_ << " → " << name(c.finding) << expr(c.value) << c.choice;
    for (std::uint32_t i = r.overrides.first; i < r.overrides.last; ++i)
      out_ << " overrides " << rule_name(program_.overrides[i]);
    if (r.group) out_ << " group " << program_.groups[r.group.index()];
    if (r.cap) out_ << " together " << r.cap.index() << " at most " << program_.caps[r.cap.index()];
    out_ << " " << r.alternatives << " shared " << r.shared << " of " << r.shared_among << "\n";
  }

  void advice(const Advice& a) {
    out_ << "advise " << name(a.finding) << a.urgent << " when " << expr(a.when) << " unless "
         << expr(a.unless) << ":";
    text(a.text);
  }

  void text(const std::vector<TextPart>& parts) {
    for (const TextPart& part : parts)
      out_ << " " << part.before << "{" << name(part.finding) << "}";
    out_ << "\n";
  }

  void test_case(const Case& c) {
    out_ << "case " << c.name << " given";
    for (const Fact& f : c.given) out_ << " " << name(f.finding) << f.certainty << f.value;
    for (const Expectation& e : c.expect)
      out_ << " expect " << static_cast<int>(e.expect) << name(e.finding) << name(e.other) << e.low
           << e.high << e.choice << e.band << rule_name(e.because);
    for (const RuleNameId id : c.because) out_ << " because of " << rule_name(id);
    out_ << "\n";
  }

  const Program& program_;
  std::ostringstream out_;
};

}  // namespace

std::string program_text(const Program& program) { return Writer(program).text(); }

}  // namespace hence
