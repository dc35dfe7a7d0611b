// The crisp part of a knowledge base as a program for clingo: a rule a line.
#include <fmt/format.h>

#include "repl/crisp_symbols.hpp"
#include "repl/render_crisp.hpp"
#include "rules/number.hpp"

namespace hence::repl {
namespace {

std::string_view sign(Op op) {
  switch (op) {
    case Op::less: return "<";
    case Op::less_equal: return "<=";
    case Op::greater: return ">";
    case Op::greater_equal: return ">=";
    case Op::equal: return "=";
    case Op::not_equal: return "!=";
    case Op::add: return "+";
    case Op::subtract: return "-";
    default: return "*";
  }
}

// One clause. An aggregate is put before the comparison that reads it, under a variable of its own.
class Line {
 public:
  explicit Line(const CrispSymbols& symbols) : symbols_(symbols), variables_(true) {}

  std::string clause(const CrispClause& clause) {
    const std::string head = atom(clause.head);
    if (clause.body.empty()) return head + ".\n";
    return fmt::format("{} :- {}.\n", head, body(clause.body));
  }

 private:
  std::string body(const Conjunction& literals) {
    std::string out;
    for (const CrispLiteral& literal : literals) {
      std::string text = this->literal(literal);
      for (const std::string& before : before_) out += (out.empty() ? "" : ", ") + before;
      before_.clear();
      out += (out.empty() ? "" : ", ") + text;
    }
    return out;
  }

  std::string literal(const CrispLiteral& literal) {
    if (literal.kind == CrispLiteral::Kind::atom)
      return (literal.absent ? "not " : "") + atom(literal);
    const std::string left = term(literal.terms[0]), right = term(literal.terms[1]);
    return fmt::format("{} {} {}", left, sign(literal.op), right);
  }

  std::string atom(const CrispLiteral& literal) {
    std::string out = symbols_.predicate(literal.predicate);
    for (std::size_t i = 0; i < literal.terms.size(); ++i)
      out += (i == 0 ? "(" : ",") + term(literal.terms[i]);
    return literal.terms.empty() ? out : out + ")";
  }

  std::string term(const CrispTerm& term) {
    switch (term.kind) {
      case CrispTerm::Kind::variable: return variables_[term.text];
      case CrispTerm::Kind::anonymous: return "_";
      case CrispTerm::Kind::name: return symbols_.thing(term.text);
      case CrispTerm::Kind::figure:
        return term.figure < 0 ? fmt::format("({})", format_number(term.figure))
                               : format_number(term.figure);
      case CrispTerm::Kind::operation: return operation(term);
      default: return aggregate(term);
    }
  }

  std::string operation(const CrispTerm& term) {
    const std::string first = this->term(term.inputs[0]);
    if (term.op == Op::minus) return fmt::format("(-{})", first);
    if (term.op == Op::absolute) return fmt::format("|{}|", first);
    return fmt::format("({}{}{})", first, sign(term.op), this->term(term.inputs[1]));
  }

  std::string aggregate(const CrispTerm& term) {
    static constexpr std::string_view names[] = {"#count", "#sum", "#min", "#max"};
    const std::string figure = term.inputs.empty() ? "" : this->term(term.inputs[0]);
    std::string each = figure;
    for (const std::string& variable : term.inner)
      if (variables_[variable] != figure) each += (each.empty() ? "" : ",") + variables_[variable];
    if (each.empty()) each = "1";
    std::string elements;
    for (const Conjunction& way : term.ways)
      elements += fmt::format("{}{} : {}", elements.empty() ? "" : "; ", each, body(way));
    const std::string value = variables_.fresh();
    before_.push_back(fmt::format("{} = {}{{{}}}", value,
                                  names[static_cast<std::size_t>(term.aggregate)], elements));
    if (term.aggregate == Aggregate::minimum)
      before_.push_back(value + " < #sup");  // not that of nothing
    if (term.aggregate == Aggregate::maximum) before_.push_back(value + " > #inf");
    return value;
  }

  const CrispSymbols& symbols_;
  CrispVariables variables_;
  std::vector<std::string> before_;
};

}  // namespace

std::string clingo_text(const Program& program, const Crisp& crisp) {
  const CrispSymbols symbols(crisp);
  std::string out =
      crisp_comments(program, crisp, symbols, "%",
                     "For clingo. Its figures are whole and wrap beyond 32 bits, in silence.");
  for (std::size_t row = 0; row < crisp.predicates.size(); ++row)
    if (!crisp.predicates[row].concluded)
      out += fmt::format("#defined {}/{}.\n", symbols.predicate(row), crisp.predicates[row].places);
  Span last;
  for (const CrispClause& clause : crisp.clauses) {
    if (!clause.body.empty() && clause.span != last)
      out += fmt::format("% {}\n", crisp_place(program, clause.span));
    last = clause.span;
    out += Line(symbols).clause(clause);
  }
  return out;
}

}  // namespace hence::repl
