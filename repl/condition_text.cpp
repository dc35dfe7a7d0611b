// Conditions in words: those of the source, or what a table's row makes of its reader's.
#include <algorithm>

#include <fmt/format.h>

#include "repl/style.hpp"
#include "repl/words.hpp"
#include "rules/number.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

// A condition's span may begin or end inside parentheses: `(a OR b) AND c`.
std::string balanced(std::string text) {
  int open = 0, missing = 0;
  for (const char c : text) {
    if (c == '(') ++open;
    else if (c == ')' && --open < 0) ++missing, open = 0;
  }
  return std::string(static_cast<std::size_t>(missing), '(') + std::move(text) +
         std::string(static_cast<std::size_t>(open), ')');
}

bool is_list(Op op) { return op == Op::all || op == Op::any; }

std::string_view sign_of(Op op) {
  switch (op) {
    case Op::less: return "<";
    case Op::less_equal: return "<=";
    case Op::greater: return ">";
    case Op::greater_equal: return ">=";
    case Op::equal: return "=";
    default: return "!=";
  }
}

// The numbers, dates and choices that it reads, each once.
void put_read(const Program& program, ExprId id, std::vector<FindingId>& out) {
  const Expr& e = program.exprs[id.index()];
  if (e.finding && std::find(out.begin(), out.end(), e.finding) == out.end())
    out.push_back(e.finding);
  for (const ExprId input : program.inputs(e)) put_read(program, input, out);
}

class Composer {
 public:
  explicit Composer(const Program& program) : program_(program) {}

  std::string operator()(ExprId id) const {
    const Expr& e = program_.exprs[id.index()];
    const auto inputs = program_.inputs(e);
    switch (e.op) {
      case Op::finding: return name(e.finding);
      case Op::all: return list(inputs, " AND ", Op::any);
      case Op::any: return list(inputs, " OR ", Op::all);
      case Op::negation: return "NOT " + part(inputs[0]);
      case Op::no_evidence_for: return "no evidence for " + part(inputs[0]);
      case Op::at_least: return fmt::format("at least {} of ({})", e.n, list(inputs, ", ", e.op));
      case Op::at_most: return fmt::format("at most {} of ({})", e.n, list(inputs, ", ", e.op));
      case Op::exactly: return fmt::format("exactly {} of ({})", e.n, list(inputs, ", ", e.op));
      case Op::is_known: return (*this)(inputs[0]) + " is known";
      case Op::is_unknown: return (*this)(inputs[0]) + " is unknown";
      case Op::is_value: return name(e.finding) + " is " + value_text(program_, e.finding, e.n);
      case Op::quantity: return name(e.finding);
      case Op::less:
      case Op::less_equal:
      case Op::greater:
      case Op::greater_equal:
      case Op::equal:
      case Op::not_equal: return comparison(e, inputs);
      default: return written(e);
    }
  }

  std::string written(const Expr& e) const {
    return balanced(one_line(program_.text_of(e.span, e.instance)));
  }

 private:
  const std::string& name(FindingId f) const { return program_.findings[f.index()].name; }

  std::string list(std::span<const ExprId> inputs, std::string_view between, Op in_brackets) const {
    std::string out;
    for (const ExprId input : inputs) {
      const bool brackets = program_.exprs[input.index()].op == in_brackets;
      if (!out.empty()) out += between;
      out += brackets ? "(" + (*this)(input) + ")" : (*this)(input);
    }
    return out;
  }

  std::string part(ExprId id) const {
    return is_list(program_.exprs[id.index()].op) ? "(" + (*this)(id) + ")" : (*this)(id);
  }

  // A cell says `>= 65` or `at least 65`, and its heading of what.
  std::string comparison(const Expr& e, std::span<const ExprId> sides) const {
    const Expr *left = &program_.exprs[sides[0].index()],
               *right = &program_.exprs[sides[1].index()];
    if (left->op == Op::quantity && right->op == Op::literal && right->number == right->number)
      return fmt::format("{} {} {}", name(left->finding), sign_of(e.op),
                         value_text(program_, left->finding, right->number));
    if (left->op == Op::quantity && right->op == Op::quantity)
      return fmt::format("{} {} {}", name(left->finding), sign_of(e.op), name(right->finding));
    std::vector<FindingId> read;
    for (const ExprId side : sides) put_read(program_, side, read);
    std::string text = written(e);
    const bool named = std::any_of(read.begin(), read.end(), [&](FindingId f) {
      return key_of(text).find(program_.findings[f.index()].key) != std::string::npos;
    });
    return named || read.empty() ? text : name(read.front()) + " " + text;
  }

  const Program& program_;
};

}  // namespace

std::string composed_condition(const Program& program, ExprId condition) {
  return Composer(program)(condition);
}

std::string condition_text(const Program& program, ExprId condition) {
  const Expr& expr = program.exprs[condition.index()];
  const Composer composer(program);
  return expr.in_row || expr.op == Op::finding ? composer(condition) : composer.written(expr);
}

}  // namespace hence::repl
