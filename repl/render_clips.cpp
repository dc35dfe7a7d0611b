// The crisp part of a knowledge base as constructs of CLIPS: a defrule a rule, with its variables.
// A rule fires when no rule of a lower stratum waits: its salience is its stratum, negative. So what
// it reads denied is final, and no fact is ever taken back.
#include <fmt/format.h>

#include "repl/crisp_symbols.hpp"
#include "repl/render_crisp.hpp"
#include "rules/number.hpp"

namespace hence::repl {
namespace {

std::string_view sign(Op op, bool names) {
  switch (op) {
    case Op::less: return "<";
    case Op::less_equal: return "<=";
    case Op::greater: return ">";
    case Op::greater_equal: return ">=";
    case Op::equal: return names ? "eq" : "=";
    case Op::not_equal: return names ? "neq" : "<>";
    case Op::add: return "+";
    case Op::subtract: case Op::minus: return "-";
    case Op::absolute: return "abs";
    default: return "*";
  }
}

// One clause. What an assignment gives stands wherever its variable does.
class Construct {
 public:
  explicit Construct(const CrispSymbols& symbols) : symbols_(symbols), variables_(false) {}

  std::string fact(const CrispLiteral& literal) { return atom(literal, ""); }

  std::string rule(const CrispClause& clause, std::size_t number, const std::string& place, std::size_t stratum) {
    std::string body;
    for (const CrispLiteral& literal : clause.body) {
      if (literal.kind == CrispLiteral::Kind::assignment) {
        given_[literal.terms[0].text] = term(literal.terms[1]);
        continue;
      }
      body += "  " + this->literal(literal) + "\n";
    }
    const std::string salience = stratum == 0 ? "" : fmt::format("  (declare (salience -{}))\n", stratum);
    return fmt::format("; {}\n(defrule rule-{}\n{}{}  =>\n  (assert {}))\n", place, number, salience, body, atom(clause.head, ""));
  }

 private:
  std::string literal(const CrispLiteral& literal) {
    if (literal.kind == CrispLiteral::Kind::comparison)
      return fmt::format("(test ({} {} {}))", sign(literal.op, literal.names), term(literal.terms[0]), term(literal.terms[1]));
    return literal.absent ? fmt::format("(not {})", atom(literal, "=")) : atom(literal, "=");
  }

  // `before` a call: in a pattern `=` says that it is one.
  std::string atom(const CrispLiteral& literal, std::string_view before) {
    std::string out = "(" + symbols_.predicate(literal.predicate);
    for (const CrispTerm& each : literal.terms) {
      const std::string text = term(each);
      out += fmt::format(" {}{}", text.starts_with('(') ? before : "", text);
    }
    return out + ")";
  }

  std::string term(const CrispTerm& term) {
    switch (term.kind) {
      case CrispTerm::Kind::variable: {
        const auto at = given_.find(term.text);
        return at == given_.end() ? "?" + variables_[term.text] : at->second;
      }
      case CrispTerm::Kind::anonymous: return "?";
      case CrispTerm::Kind::name: return symbols_.thing(term.text);
      case CrispTerm::Kind::figure: return format_number(term.figure);
      default: break;
    }
    std::string out = fmt::format("({}", sign(term.op, false));
    for (const CrispTerm& input : term.inputs) out += " " + this->term(input);
    return out + ")";
  }

  const CrispSymbols& symbols_;
  CrispVariables variables_;
  KeyMap<std::string> given_;  // by variable
};

}  // namespace

std::string clips_text(const Program& program, const Crisp& crisp) {
  const CrispSymbols symbols(crisp);
  std::string out = crisp_comments(program, crisp, symbols, ";", "For CLIPS: load it, then (reset) and (run).");
  std::string facts;
  std::size_t number = 0;
  for (const CrispClause& clause : crisp.clauses) {
    if (clause.body.empty()) facts += "  " + Construct(symbols).fact(clause.head) + "\n";
    else out += Construct(symbols).rule(clause, ++number, crisp_place(program, clause.span), crisp.predicates[clause.head.predicate].stratum);
  }
  return facts.empty() ? out : out + "(deffacts given\n" + facts + ")\n";
}

}  // namespace hence::repl
