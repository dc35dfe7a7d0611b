#include "engine/content.hpp"

#include "engine/aggregate.hpp"
#include "rules/number.hpp"
#include "rules/text.hpp"

namespace hence {

namespace {

constexpr std::uint64_t tag(Op op) { return 16 + static_cast<std::uint64_t>(op); }

}  // namespace

Content content_of(std::string_view text) {
  Content c{0x243f6a8885a308d3U, 0x13198a2e03707344U};
  const auto take = [&](std::uint64_t word) {
    c.a = scramble(c.a ^ word);
    c.b = scramble(c.b + word * 0x9e3779b97f4a7c15U);
  };
  std::size_t i = 0;
  const auto byte = [&](std::size_t k) {
    return static_cast<std::uint64_t>(static_cast<unsigned char>(text[k]));
  };
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    for (std::size_t k = 0; k < 8; ++k) word |= byte(i + k) << (8 * k);
    take(word);
  }
  std::uint64_t rest = 0;
  for (std::size_t k = 0; i + k < text.size(); ++k) rest |= byte(i + k) << (8 * k);
  take(rest);
  take(text.size());
  return c;
}

ExprId single(const Program& program, ExprId expr) {
  for (;;) {
    const Expr& e = program.exprs[expr.row];
    if ((e.op != Op::all && e.op != Op::any) || e.inputs.size() != 1) return expr;
    expr = program.expr_inputs[e.inputs.first];
  }
}

bool is_comparison(Op op) { return op >= Op::less && op <= Op::not_equal; }

Contents::Contents(const Program& program, When when) : program_(&program) {
  if (when == When::asked) return;
  findings_.reserve(program.findings.size());
  for (const Finding& f : program.findings) findings_.push_back(content_of(f.key));
  named_.resize(program.rule_names.size());
  for (std::uint32_t r = 0; r < program.rules.size(); ++r)
    if (const RuleNameId name = program.rules[r].name) named_[name.row] = r + 1;
  exprs_.reserve(program.exprs.size());
  for (const Expr& e : program.exprs) exprs_.push_back(made_of(e));
}

Content Contents::of(ExprId expr) const {
  if (!expr) return seal(0, {});
  expr = single(*program_, expr);
  const Op op = program_->exprs[expr.row].op;
  return op == Op::all || op == Op::any ? seal(tag(op), row(expr)) : row(expr);
}

Content Contents::of(const Rule& rule, bool otherwise) const {
  const Content condition = scoped(rule.condition, rule.scope, otherwise);
  return rule.unless ? join(condition, of(rule.unless)) : condition;
}

Content Contents::opposite(ExprId expr) const {
  return seal(tag(Op::negation), join({}, of(expr)));
}

Content Contents::scoped(ExprId expr, ExprId scope, bool deny) const {
  if (!scope) return deny ? opposite(expr) : of(expr);
  if (!expr) return of(scope);
  const Content first = deny ? seal(2, opposite(expr)) : part_of(expr, Op::all);
  return seal(tag(Op::all), sum(first, part_of(scope, Op::all)));
}

Content Contents::made_of(const Expr& e) const {
  switch (e.op) {
    case Op::all:
    case Op::any: return joined(e);
    case Op::at_least:
    case Op::at_most:
    case Op::exactly: return seal(tag(e.op), join(content_of(double{1} * e.n), joined(e)));
    case Op::finding:
    case Op::quantity:
    case Op::points:
    case Op::certainty: return seal(tag(e.op), of(e.finding));
    case Op::rule_applies: return seal(tag(e.op), applied(e));
    case Op::is_value: return seal(tag(e.op), join(of(e.finding), content_of(double{1} * e.n)));
    case Op::literal: return content_of(e.number + 0.0);
    case Op::aggregate: return seal(tag(e.op), join(content_of(double{1} * e.n), bindings(e)));
    default: break;
  }
  Content c{};
  for (const ExprId input : program_->inputs(e))
    c = join(c, is_comparison(e.op) ? side_of(input) : of(input));
  return seal(tag(e.op), c);
}

// The rule's name, and what stands here for the variables that it has, too.
Content Contents::applied(const Expr& e) const {
  Content same_things{};
  const std::uint32_t rule = named_[e.n];
  const Range its = rule == 0 ? Range{} : program_->instances[program_->rules[rule - 1].instance];
  const Range mine = program_->instances[e.instance];
  for (std::uint32_t i = its.first; i < its.last; ++i)
    for (std::uint32_t m = mine.first; m < mine.last; ++m) {
      const Binding& binding = program_->bindings[m];
      if (binding.variable != program_->bindings[i].variable) continue;
      same_things = sum(same_things, join(content_of(program_->terms[binding.variable]),
                                          content_of(program_->terms[binding.thing])));
    }
  const Content name = content_of(key_of(program_->rule_names[e.n]));
  return same_things == Content{} ? name : join(name, same_things);
}

// Both sides of a comparison are rounded, so 5 mg and 0.005 g are the same side.
Content Contents::side_of(ExprId expr) const {
  const Expr& e = program_->exprs[expr.row];
  return e.op == Op::literal ? content_of(round12(e.number)) : of(expr);
}

Content Contents::joined(const Expr& e) const {
  const bool nests = e.op == Op::all || e.op == Op::any;
  Content total{};
  for (const ExprId input : program_->inputs(e))
    total = sum(total, nests ? part_of(input, e.op) : seal(2, of(input)));
  return total;
}

// Of an aggregate: each binding in its order, all of them in none.
Content Contents::bindings(const Expr& e) const {
  const auto inputs = program_->inputs(e);
  const std::size_t size = binding_size(static_cast<Aggregate>(e.n));
  Content total{};
  for (std::size_t at = 0; at + size <= inputs.size(); at += size) {
    Content one{};
    for (const ExprId input : inputs.subspan(at, size)) one = join(one, of(input));
    total = sum(total, seal(2, one));
  }
  return total;
}

// What one member adds to an AND or an OR; one of the same kind adds its own members.
Content Contents::part_of(ExprId expr, Op in) const {
  const ExprId part = single(*program_, expr);
  return program_->exprs[part.row].op == in ? row(part) : seal(2, of(part));
}

}  // namespace hence
