#include "repl/crisp.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "repl/crisp_condition.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

class Maker {
 public:
  Maker(const Program& program, const Written& written, const CrispLimits& limits)
      : program_(program), written_(written), atoms_(written, out_), conditions_(written, atoms_, limits),
        limits_(limits) {}

  Crisp made() && {
    const Program& rules = written_.program;
    for (const Rule& rule : rules.rules)
      for (std::uint32_t i = rule.overrides.first; i < rule.overrides.last; ++i)
        overridden_.insert(rules.overrides[i].row);
    mark_concluded();
    for (std::size_t r = 0; r < rules.rules.size(); ++r)
      tried(rules.rules[r].span, [&] { rule(rules.rules[r]); });
    for (const Kind& kind : rules.kinds) tried(kind.span, [&] { this->kind(kind); });
    for (const Finding& finding : rules.findings) values(finding);
    for (const WrittenFact& given : written_.given)
      tried(given.span, [&] { fact(atoms_.tuple(given.tuple), given.certainty, given.span); });
    for (const Rule& rule : program_.rules) tried(rule.span, [&] { plain_fact(rule); });
    for (const CrispClause& clause : out_.clauses) out_.predicates[clause.head.predicate].concluded = true;
    put_strata();
    sort_left_out();
    return std::move(out_);
  }

 private:
  template <class F>
  void tried(Span span, F f) {
    try {
      f();
    } catch (const Unsayable& unsayable) {
      out_.left_out.push_back({span, unsayable.why});
    }
  }

  // Which findings have evidence for them, and which against, is known before any condition is read.
  void mark_concluded() {
    const Program& rules = written_.program;
    for (const Rule& rule : rules.rules)
      if (!rule.fact)
        for (const Conclusion& c : rules.conclusions_of(rule)) mark(c.finding, rule.strength < 0);
    for (const WrittenFact& given : written_.given) atoms_.mark(atoms_.of(given.tuple), given.certainty < 0);
    for (const Rule& rule : program_.rules)
      if (const FindingId id = plain(rule)) mark(id, rule.strength < 0);
    for (const Kind& kind : rules.kinds) {
      mark(kind.broader, false);
      mark(kind.kind, true);
    }
  }
  void mark(FindingId id, bool denied) { atoms_.mark(atoms_.of(id), denied); }

  // The finding of the schema that a fact is about, if it has no places.
  FindingId plain(const Rule& rule) const {
    if (!rule.fact) return {};
    const Finding& finding = program_.findings[program_.conclusions_of(rule)[0].finding.index()];
    return finding.relation ? FindingId{} : written_.program.find(finding.name);
  }

  void rule(const Rule& rule) {
    if (rule.fact) return;
    check(rule);
    std::vector<Conjunction> ways = conditions_.holds(rule.condition, rule.scope, rule.unless);
    const bool cell = rule.cell.end > rule.cell.begin;
    for (std::uint32_t c = rule.conclusions.first; c < rule.conclusions.last; ++c) {
      const Conclusion& conclusion = written_.program.conclusions[c];
      if (conclusion.value || conclusion.choice >= 0) throw Unsayable{"it concludes a value"};
      const CrispLiteral head = atoms_.head(conclusion.finding, c, rule.strength < 0, cell);
      for (const Conjunction& way : ways) out_.clauses.push_back({head, conditions_.bound(way, head), rule.span});
    }
  }

  void check(const Rule& rule) const {
    if (std::abs(rule.strength) != 1) throw Unsayable{"its strength is not definite"};
    if (rule.otherwise != 0) throw Unsayable{"`otherwise` has no counterpart"};
    if (!rule.overrides.empty()) throw Unsayable{"`overrides` has no counterpart"};
    if (rule.name && overridden_.contains(rule.name.row)) throw Unsayable{"another rule overrides it"};
    if (rule.first) throw Unsayable{"only the first that holds counts"};
    if (rule.cap) throw Unsayable{"`together at most` has no counterpart"};
  }

  void kind(const Kind& kind) {
    const Program& rules = written_.program;
    if (rules.findings[kind.kind.index()].relation || rules.findings[kind.broader.index()].relation)
      throw Unsayable{"a kind of things has no counterpart here"};
    for (const bool denied : {false, true}) {
      const FindingId from = denied ? kind.broader : kind.kind;
      CrispLiteral head, body;
      head.predicate = atoms_.predicate(atoms_.of(denied ? kind.kind : kind.broader), denied);
      body.predicate = atoms_.predicate(atoms_.of(from), denied);
      out_.clauses.push_back({head, {body}, kind.span});
    }
  }

  // What a finding is by computing or by default is no clause.
  void values(const Finding& finding) {
    const Detail* detail = written_.program.detail(written_.program.find(finding.name));
    if (!detail) return;
    if (detail->by_default || detail->default_value) out_.left_out.push_back({finding.span, "a default has no counterpart"});
    if (detail->computed || finding.kind == FindingKind::score) out_.left_out.push_back({finding.span, "it computes a value"});
  }

  void plain_fact(const Rule& rule) {
    if (!rule.fact) return;
    const Finding& finding = program_.findings[program_.conclusions_of(rule)[0].finding.index()];
    const Span span = rule.cell.source == no_source ? rule.span : rule.cell;
    if (finding.kind != FindingKind::yes_no) {
      out_.left_out.push_back({span, "it gives a value"});
      return;
    }
    const FindingId id = plain(rule);
    if (!id) return;  // a tuple: given
    CrispLiteral head;
    head.predicate = atoms_.of(id);
    tried(span, [&] { fact(head, rule.strength, span); });
  }

  void fact(CrispLiteral head, double certainty, Span span) {
    if (std::abs(certainty) != 1) throw Unsayable{"its certainty is not definite"};
    for (const CrispTerm& term : head.terms) check_figure(term, limits_);
    head.predicate = atoms_.predicate(head.predicate, certainty < 0);
    out_.clauses.push_back({std::move(head), {}, span});
  }

  // Raised until nothing rises. What never settles was an error where the knowledge base was loaded.
  void put_strata() {
    bool more = true;
    for (std::size_t round = 0; more && round <= out_.predicates.size(); ++round) {
      more = false;
      for (const CrispClause& clause : out_.clauses) {
        std::size_t& stratum = out_.predicates[clause.head.predicate].stratum;
        const std::size_t least = read_stratum(clause.body, false);
        if (least <= stratum) continue;
        stratum = least;
        more = true;
      }
    }
  }

  std::size_t read_stratum(const Conjunction& body, bool final) const {
    std::size_t least = 0;
    for (const CrispLiteral& literal : body) {
      if (literal.kind == CrispLiteral::Kind::atom)
        least = std::max(least, out_.predicates[literal.predicate].stratum + (final || literal.absent ? 1 : 0));
      for (const CrispTerm& term : literal.terms) least = std::max(least, read_stratum(term));
    }
    return least;
  }
  std::size_t read_stratum(const CrispTerm& term) const {
    std::size_t least = 0;
    for (const CrispTerm& input : term.inputs) least = std::max(least, read_stratum(input));
    for (const Conjunction& way : term.ways) least = std::max(least, read_stratum(way, true));
    return least;
  }

  void sort_left_out() {
    std::stable_sort(out_.left_out.begin(), out_.left_out.end(), [](const LeftOut& a, const LeftOut& b) {
      return std::pair(a.span.source, a.span.begin) < std::pair(b.span.source, b.span.begin);
    });
    const auto same = [](const LeftOut& a, const LeftOut& b) { return a.span == b.span && a.why == b.why; };
    out_.left_out.erase(std::unique(out_.left_out.begin(), out_.left_out.end(), same), out_.left_out.end());
  }

  Crisp out_;
  const Program& program_;
  const Written& written_;
  Atoms atoms_;
  CrispConditions conditions_;
  CrispLimits limits_;
  std::set<std::uint32_t> overridden_;
};

}  // namespace

Crisp crisp_part(const Program& program, const Written& written, const CrispLimits& limits) {
  return Maker(program, written, limits).made();
}

}  // namespace hence::repl
