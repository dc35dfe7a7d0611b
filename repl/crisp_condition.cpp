#include "repl/crisp_condition.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "rules/number.hpp"

namespace hence::repl {
namespace {

constexpr std::size_t most_ways = 64;

bool is_comparison(Op op) { return op >= Op::less && op <= Op::not_equal; }
bool whole(double figure) { return figure == std::floor(figure); }

Op flipped(Op op) {
  switch (op) {
    case Op::less: return Op::greater_equal;
    case Op::less_equal: return Op::greater;
    case Op::greater: return Op::less_equal;
    case Op::greater_equal: return Op::less;
    case Op::equal: return Op::not_equal;
    default: return Op::equal;
  }
}

bool is_reckoned(Op op) {
  return op == Op::add || op == Op::subtract || op == Op::multiply || op == Op::minus || op == Op::absolute;
}

// An aggregate of which nothing is known where no binding counts.
bool may_be_unknown(const CrispTerm& term) {
  const bool extreme = term.kind == CrispTerm::Kind::aggregate &&
                       (term.aggregate == Aggregate::minimum || term.aggregate == Aggregate::maximum);
  return extreme || std::any_of(term.inputs.begin(), term.inputs.end(), may_be_unknown);
}

// Figures in one unit that are reckoned in another: `?level * 0.001 > 0.007` is `?level > 7`.
// Zero: there is no factor.
double factor_in(const CrispTerm& term) {
  const bool times = term.kind == CrispTerm::Kind::operation && term.op == Op::multiply;
  for (const CrispTerm& input : term.inputs)
    if (times && input.kind == CrispTerm::Kind::figure) return input.figure;
  for (const CrispTerm& input : term.inputs)
    if (const double factor = factor_in(input); factor != 0) return factor;
  return 0;
}

std::optional<CrispTerm> divided(CrispTerm term, double factor) {
  if (term.kind == CrispTerm::Kind::figure) {
    term.figure = round12(term.figure / factor);
    return whole(factor) && !whole(term.figure) ? std::nullopt : std::optional(term);
  }
  if (term.kind == CrispTerm::Kind::operation && term.op == Op::multiply) {
    for (const std::size_t side : {std::size_t{1}, std::size_t{0}})
      if (term.inputs[side].kind == CrispTerm::Kind::figure && term.inputs[side].figure == factor) return CrispTerm(term.inputs[1 - side]);
    return std::nullopt;
  }
  const bool count = term.kind == CrispTerm::Kind::aggregate && term.aggregate == Aggregate::count;
  if (term.inputs.empty() || count) return std::nullopt;
  for (CrispTerm& input : term.inputs) {
    auto part = divided(std::move(input), factor);
    if (!part) return std::nullopt;
    input = *std::move(part);
  }
  return term;
}

void unscale(std::vector<CrispTerm>& sides) {
  const double left = factor_in(sides[0]), factor = left != 0 ? left : factor_in(sides[1]);
  if (factor <= 0) return;
  auto a = divided(sides[0], factor), b = divided(sides[1], factor);
  if (a && b) sides = {*std::move(a), *std::move(b)};
}

bool has_anonymous(const CrispLiteral& literal) {
  return std::any_of(literal.terms.begin(), literal.terms.end(),
                     [](const CrispTerm& t) { return t.kind == CrispTerm::Kind::anonymous; });
}

}  // namespace

void check_figure(const CrispTerm& term, const CrispLimits& limits) {
  if (term.kind != CrispTerm::Kind::figure) return;
  if (!limits.fractions && !whole(term.figure))
    throw Unsayable{fmt::format("{} is not whole", format_number(term.figure))};
  if (std::abs(term.figure) > limits.largest)
    throw Unsayable{fmt::format("{} is too large", format_number(term.figure))};
}

// ---- atoms

Atoms::Atoms(const Written& written, Crisp& out) : written_(written), out_(out) {
  for (auto& marked : marked_)
    marked.assign(written.program.relations.size() + written.program.findings.size(), false);
}

std::size_t Atoms::of(FindingId id) const {
  const Finding& finding = written_.program.findings[id.index()];
  return finding.relation ? finding.relation.index() : written_.program.relations.size() + id.index();
}

bool Atoms::closed(std::size_t subject) const {
  const auto& relations = written_.program.relations;
  return subject < relations.size() && relations[subject].closed;
}

bool Atoms::open(std::size_t predicate) const { return !closed(subjects_[predicate]); }

std::size_t Atoms::predicate(std::size_t subject, bool denied) {
  const auto [at, fresh] = rows_.try_emplace({subject, denied}, out_.predicates.size());
  if (!fresh) return at->second;
  const Program& program = written_.program;
  CrispPredicate made;
  made.denied = denied;
  if (subject < program.relations.size()) {
    made.name = program.relations[subject].name;
    made.places = program.relations[subject].arguments.size();
  } else {
    made.name = program.findings[subject - program.relations.size()].name;
  }
  out_.predicates.push_back(std::move(made));
  subjects_.push_back(subject);
  return at->second;
}

CrispLiteral Atoms::tuple(const WrittenTuple& tuple) const {
  CrispLiteral out;
  out.predicate = of(tuple);
  for (const WrittenPlace& place : tuple.places) {
    CrispTerm term;
    const bool figure = place.kind == FindingKind::number;
    if (place.kind == FindingKind::date) throw Unsayable{"dates have no counterpart"};
    term.kind = !place.is_variable() ? (figure ? CrispTerm::Kind::figure : CrispTerm::Kind::name)
                : place.text == "?"  ? CrispTerm::Kind::anonymous
                                     : CrispTerm::Kind::variable;
    term.text = place.text;
    term.figure = place.figure;
    term.of_names = !figure;
    out.terms.push_back(std::move(term));
  }
  return out;
}

CrispLiteral Atoms::read(FindingId finding, ExprId expr) const {
  CrispLiteral out;
  out.predicate = of(finding);
  if (out.predicate >= written_.program.relations.size()) return out;
  const auto at = written_.read.find(expr.row);
  if (at == written_.read.end()) throw Unsayable{"what stands in a relation's places is not in its text"};
  return tuple(at->second);
}

CrispLiteral Atoms::head(FindingId finding, std::uint32_t conclusion, bool denied, bool cell) {
  CrispLiteral out;
  out.predicate = of(finding);
  if (out.predicate < written_.program.relations.size()) {
    const auto at = written_.concluded.find(conclusion);
    if (cell || at == written_.concluded.end())
      throw Unsayable{"what stands in a relation's places is not in its text"};
    out = tuple(at->second);
  }
  out.predicate = predicate(out.predicate, denied);
  return out;
}

// ---- conditions

CrispConditions::CrispConditions(const Written& written, Atoms& atoms, const CrispLimits& limits)
    : rules_(written.program), atoms_(atoms), limits_(limits) {
  for (const WrittenFact& given : written.given)
    for (const WrittenPlace& place : given.tuple.places)
      fractions_ |= place.kind == FindingKind::number && !whole(place.figure);
}

CrispConditions::Want CrispConditions::opposite(Want want) {
  switch (want) {
    case Want::yes: return Want::no;
    case Want::no: return Want::yes;
    case Want::not_yes: return Want::not_no;
    default: return Want::not_yes;
  }
}

std::vector<Conjunction> CrispConditions::holds(ExprId condition, ExprId scope, ExprId unless) {
  std::vector<Ways> parts;
  if (condition) parts.push_back(ways(condition, Want::yes, false));
  if (scope) parts.push_back(ways(scope, Want::yes, false));
  if (unless) parts.push_back(ways(unless, Want::not_yes, true));
  return all_of(parts);
}

CrispConditions::Ways CrispConditions::ways(ExprId id, Want want, bool blocker) {
  const Expr& e = rules_.exprs[id.index()];
  if (is_comparison(e.op)) return comparison(e, want);
  switch (e.op) {
    case Op::finding: return atom(id, want, blocker);
    case Op::all: return members(e, want, want == Want::yes || want == Want::not_no, blocker);
    case Op::any: return members(e, want, want == Want::no || want == Want::not_yes, blocker);
    case Op::at_least: case Op::at_most: return counted(e, want, blocker);
    case Op::negation: return ways(rules_.inputs(e)[0], opposite(want), blocker);
    case Op::no_evidence_for:
      return ways(rules_.inputs(e)[0], want == Want::yes || want == Want::not_no ? Want::not_yes : Want::yes, true);
    case Op::is_known: case Op::is_unknown: return known(e, want);
    case Op::is_value: throw Unsayable{"it reads a choice"};
    case Op::rule_applies: throw Unsayable{"`rule … applies` has no counterpart"};
    default: throw Unsayable{"`exactly` has no counterpart"};
  }
}

// Every way of one part with every way of the others.
CrispConditions::Ways CrispConditions::all_of(const std::vector<Ways>& parts) const {
  Ways out{{}};
  for (const Ways& part : parts) {
    if (out.size() * part.size() > most_ways)
      throw Unsayable{fmt::format("its ORs come to more than {} ways", most_ways)};
    Ways longer;
    for (const Conjunction& before : out)
      for (const Conjunction& way : part) {
        longer.push_back(before);
        longer.back().insert(longer.back().end(), way.begin(), way.end());
      }
    out = std::move(longer);
  }
  return out;
}

CrispConditions::Ways CrispConditions::members(const Expr& e, Want want, bool together, bool blocker) {
  std::vector<Ways> parts;
  for (const ExprId input : rules_.inputs(e)) parts.push_back(ways(input, want, blocker));
  if (together) return all_of(parts);
  Ways out;
  for (Ways& part : parts) out.insert(out.end(), part.begin(), part.end());
  if (out.size() > most_ways) throw Unsayable{fmt::format("its ORs come to more than {} ways", most_ways)};
  return out;
}

// At most n is NOT at least n + 1; of k inputs that is: k − n are no.
CrispConditions::Ways CrispConditions::counted(const Expr& e, Want want, bool blocker) {
  const std::size_t k = rules_.inputs(e).size();
  std::size_t n = e.n;
  if (e.op == Op::at_most) {
    ++n;
    want = opposite(want);
  }
  if (n == 0 || n > k) throw Unsayable{"it asks for more than there are"};
  const bool up = want == Want::yes || want == Want::not_no;
  return some_of(e, up ? n : k - n + 1, want, blocker);
}

// n of the inputs, in every choice.
CrispConditions::Ways CrispConditions::some_of(const Expr& e, std::size_t n, Want want, bool blocker) {
  const auto inputs = rules_.inputs(e);
  std::vector<bool> chosen(inputs.size());
  std::fill(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(n), true);
  Ways out;
  do {
    std::vector<Ways> parts;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (chosen[i]) parts.push_back(ways(inputs[i], want, blocker));
    const Ways more = all_of(parts);
    out.insert(out.end(), more.begin(), more.end());
    if (out.size() > most_ways) throw Unsayable{fmt::format("it holds in more than {} ways", most_ways)};
  } while (std::prev_permutation(chosen.begin(), chosen.end()));
  return out;
}

// Evidence for and against: yes without no, or no without yes. Of a blocker a conflict counts as yes.
CrispConditions::Ways CrispConditions::atom(ExprId id, Want want, bool blocker) {
  const CrispLiteral subject = atoms_.read(rules_.exprs[id.index()].finding, id);
  const bool some = has_anonymous(subject);
  const auto literal = [&](bool denied, bool absent) {
    CrispLiteral out = subject;
    out.predicate = atoms_.predicate(subject.predicate, denied);
    out.absent = absent;
    return out;
  };
  const bool against = atoms_.marked(subject.predicate, true) && !blocker && !some;
  const bool in_favour = atoms_.marked(subject.predicate, false);
  const bool denial = want == Want::no || want == Want::not_no;
  if (denial && some) throw Unsayable{"that none of several is known has no counterpart"};
  if (want == Want::yes) return against ? Ways{{literal(false, false), literal(true, true)}} : Ways{{literal(false, false)}};
  if (want == Want::no) return in_favour ? Ways{{literal(true, false), literal(false, true)}} : Ways{{literal(true, false)}};
  Ways out{{literal(denial, true)}};
  if (denial ? in_favour : against) out.push_back({literal(!denial, false)});
  return out;
}

CrispConditions::Ways CrispConditions::known(const Expr& e, Want want) {
  const ExprId id = rules_.inputs(e)[0];
  const Expr& input = rules_.exprs[id.index()];
  if (input.op != Op::finding) throw Unsayable{"it asks whether a value is known"};
  const bool closed = atoms_.closed(atoms_.read(input.finding, id).predicate);
  if (want != Want::yes || closed) throw Unsayable{"that it is not known whether … is known has no counterpart"};
  if (e.op == Op::is_unknown) return all_of({atom(id, Want::not_yes, true), atom(id, Want::not_no, true)});
  Ways out = atom(id, Want::yes, false);
  const Ways no = atom(id, Want::no, false);
  out.insert(out.end(), no.begin(), no.end());
  return out;
}

CrispConditions::Ways CrispConditions::comparison(const Expr& e, Want want) {
  CrispLiteral out;
  out.kind = CrispLiteral::Kind::comparison;
  out.op = want == Want::yes || want == Want::not_no ? e.op : flipped(e.op);
  for (const ExprId side : rules_.inputs(e)) out.terms.push_back(term(side));
  unscale(out.terms);
  for (const CrispTerm& side : out.terms) check_reckoned(side);
  const bool unknown = std::any_of(out.terms.begin(), out.terms.end(), may_be_unknown);
  if (unknown && (want == Want::not_yes || want == Want::not_no))
    throw Unsayable{"that the least or the greatest of nothing is not known has no counterpart"};
  return {{out}};
}

// A literal with n > 0 is a variable; one beside a variable that is a name is a name: see `settled`.
CrispTerm CrispConditions::term(ExprId id) {
  const Expr& e = rules_.exprs[id.index()];
  CrispTerm out;
  if (e.op == Op::literal) {
    out.text = std::string(rules_.text_of(e.span));
    out.kind = e.n > 0 ? CrispTerm::Kind::variable : CrispTerm::Kind::figure;
    out.figure = e.number;
    return out;
  }
  if (e.op == Op::aggregate) return aggregate(e);
  if (e.op == Op::quantity || e.op == Op::points) throw Unsayable{"it reads a value"};
  if (e.op == Op::certainty) throw Unsayable{"it reads a certainty"};
  if (!is_reckoned(e.op)) throw Unsayable{"its arithmetic has no exact counterpart"};
  out.kind = CrispTerm::Kind::operation;
  out.op = e.op;
  for (const ExprId input : rules_.inputs(e)) out.inputs.push_back(term(input));
  return out;
}

// The other engine rounds otherwise, so that only what is whole comes to the same.
void CrispConditions::check_reckoned(const CrispTerm& term) const {
  const bool reckons = term.kind == CrispTerm::Kind::operation || term.kind == CrispTerm::Kind::aggregate;
  for (const CrispTerm& input : term.inputs) {
    if (reckons && (fractions_ || (input.kind == CrispTerm::Kind::figure && !whole(input.figure))))
      throw Unsayable{"its arithmetic is on figures that are not whole"};
    check_reckoned(input);
  }
}

CrispTerm CrispConditions::aggregate(const Expr& e) {
  CrispTerm out;
  out.kind = CrispTerm::Kind::aggregate;
  out.aggregate = static_cast<Aggregate>(e.n);
  if (!limits_.aggregates) throw Unsayable{"it has an aggregate"};
  if (out.aggregate > Aggregate::maximum) throw Unsayable{"average and latest have no counterpart"};
  const auto inputs = rules_.inputs(e);
  out.ways = ways(inputs[0], Want::yes, false);
  for (const Conjunction& way : out.ways)
    for (const CrispLiteral& literal : way)
      if (literal.kind == CrispLiteral::Kind::atom && atoms_.open(literal.predicate))
        throw Unsayable{"its aggregate reads what may be open"};
  if (out.aggregate != Aggregate::count) out.inputs.push_back(term(inputs[1]));
  return out;
}

// ---- variables

Conjunction CrispConditions::bound(const Conjunction& way, const CrispLiteral& head) const {
  Names names;
  Conjunction out = ordered(way, names);
  for (const CrispTerm& term : head.terms) {
    if (!reads(term, names) || term.kind == CrispTerm::Kind::anonymous)
      throw Unsayable{fmt::format("{} is not bound in every branch of an OR", term.text)};
    check_figure(term, limits_);
  }
  return out;
}

Conjunction CrispConditions::ordered(const Conjunction& way, Names& names) const {
  Conjunction out, rest;
  for (const CrispLiteral& literal : way) {
    for (const CrispTerm& term : literal.terms)
      if (literal.kind == CrispLiteral::Kind::atom) check_figure(term, limits_);
    const bool binds = literal.kind == CrispLiteral::Kind::atom && !literal.absent;
    (binds ? out : rest).push_back(literal);
    for (const CrispTerm& term : literal.terms)
      if (binds && term.kind == CrispTerm::Kind::variable) names[term.text] = term.of_names;
  }
  for (bool more = true; more;) {
    more = false;
    for (auto at = rest.begin(); at != rest.end() && !more; ++at) {
      const auto side = assigns(*at, names);
      if (!side) continue;
      CrispLiteral assignment = *at;
      assignment.kind = CrispLiteral::Kind::assignment;
      if (*side == 1) std::swap(assignment.terms[0], assignment.terms[1]);
      assignment.terms[1] = settled(assignment.terms[1], names);
      CrispTerm& value = assignment.terms[1];
      if (value.kind == CrispTerm::Kind::figure && !read_number(value.text)) value.kind = CrispTerm::Kind::name;
      assignment.names = value.kind == CrispTerm::Kind::name || (value.kind == CrispTerm::Kind::variable && names.at(value.text));
      names[assignment.terms[0].text] = assignment.names;
      out.push_back(std::move(assignment));
      rest.erase(at);
      more = true;
    }
  }
  for (const bool atoms : {false, true})
    for (CrispLiteral& literal : rest)
      if ((literal.kind == CrispLiteral::Kind::atom) == atoms) compare(std::move(literal), names, out);
  return out;
}

// A comparison, or an atom that is absent: all that it reads is bound.
void CrispConditions::compare(CrispLiteral literal, const Names& names, Conjunction& out) const {
  for (const CrispTerm& term : literal.terms)
    if (!reads(term, names)) throw Unsayable{"a variable is not bound in every branch of an OR"};
  if (literal.kind == CrispLiteral::Kind::comparison) {
    for (const CrispTerm& term : literal.terms)
      literal.names |= term.kind == CrispTerm::Kind::variable && names.at(term.text);
    for (CrispTerm& term : literal.terms) {
      if (literal.names && term.kind == CrispTerm::Kind::figure) term.kind = CrispTerm::Kind::name;
      term = settled(std::move(term), names);
    }
  }
  out.push_back(std::move(literal));
}

// Checks figures; the ways of an aggregate get their order.
CrispTerm CrispConditions::settled(CrispTerm term, const Names& names) const {
  check_figure(term, limits_);
  for (CrispTerm& input : term.inputs)
    if (term.kind != CrispTerm::Kind::aggregate) input = settled(std::move(input), names);
  std::set<std::string> inner;
  for (Conjunction& way : term.ways) {
    Names inside = names;
    way = ordered(way, inside);
    for (const CrispTerm& input : term.inputs)
      if (!reads(input, inside)) throw Unsayable{"a variable is not bound in every branch of an OR"};
    for (const auto& [name, is_name] : inside)
      if (!names.contains(name)) inner.insert(name);
  }
  term.inner.assign(inner.begin(), inner.end());
  return term;
}

bool CrispConditions::reads(const CrispTerm& term, const Names& names) {
  if (term.kind == CrispTerm::Kind::variable) return names.contains(term.text);
  if (term.kind == CrispTerm::Kind::aggregate) return true;  // settled looks inside
  return std::all_of(term.inputs.begin(), term.inputs.end(), [&](const CrispTerm& t) { return reads(t, names); });
}

// `?e = VALUE` with ?e alone not bound: the side of ?e.
std::optional<std::size_t> CrispConditions::assigns(const CrispLiteral& literal, const Names& names) {
  if (literal.kind != CrispLiteral::Kind::comparison || literal.op != Op::equal) return std::nullopt;
  for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
    const CrispTerm& other = literal.terms[1 - side];
    const bool open = literal.terms[side].kind == CrispTerm::Kind::variable && !names.contains(literal.terms[side].text);
    if (open && other.kind != CrispTerm::Kind::aggregate && reads(other, names)) return side;
  }
  return std::nullopt;
}

}  // namespace hence::repl
