#include "engine/verify/canonical.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace hence::verify {
namespace {

class Canonical {
 public:
  explicit Canonical(const RuleBase& base) : base_(base) {}

  std::string of(int id) const {
    if (id < 0) return "always";
    const Expr& e = base_.exprs[static_cast<std::size_t>(single(id))];
    const int op = static_cast<int>(e.op);
    switch (e.op) {
      case Op::finding:
      case Op::quantity:
      case Op::points:
      case Op::certainty: return fmt::format("{}<{}>", op, e.finding);
      case Op::applies: return fmt::format("applies<{}{}>", e.n, same_things(e));
      case Op::is_value: return fmt::format("{}<{}={}>", op, e.finding, e.n);
      case Op::literal: return figure_text(e.figure);
      case Op::all:
      case Op::any: return joined(op, parts(single(id)));
      case Op::at_least:
      case Op::at_most:
      case Op::exactly: {
        std::vector<std::string> members;
        for (const int in : e.in) members.push_back(of(in));
        return fmt::format("{}:{}", e.n, joined(op, members));
      }
      case Op::aggregate: {
        const std::size_t size = static_cast<Fold>(e.n) == Fold::latest ? 3 : 2;
        std::vector<std::string> bindings(e.in.size() / size);
        for (std::size_t i = 0; i < e.in.size(); ++i) bindings[i / size] += of(e.in[i]) + ";";
        return fmt::format("{}:{}", e.n, joined(op, std::move(bindings)));
      }
      default: break;
    }
    const bool compares = e.op >= Op::less && e.op <= Op::not_equal;
    std::string text;
    for (const int in : e.in) text += (text.empty() ? "" : ";") + (compares ? side(in) : of(in));
    return fmt::format("{}({})", op, text);
  }

  std::vector<std::string> parts(int id) const {  // of an AND or OR, those inside it too
    const Expr& e = base_.exprs[static_cast<std::size_t>(id)];
    std::vector<std::string> out;
    for (const int in : e.in) {
      const int part = single(in);
      if (base_.exprs[static_cast<std::size_t>(part)].op != e.op) out.push_back(of(part));
      else
        for (std::string& inner : parts(part)) out.push_back(std::move(inner));
    }
    return out;
  }

  std::vector<std::string> conjuncts(int id) const {
    const int one = single(id);
    if (base_.exprs[static_cast<std::size_t>(one)].op == Op::all) return parts(one);
    return {of(one)};
  }

  static std::string joined(int op, std::vector<std::string> members) {
    std::sort(members.begin(), members.end());
    std::string text;
    for (const std::string& m : members) text += (text.empty() ? "" : ",") + m;
    return fmt::format("{}[{}]", op, text);
  }

 private:
  // What stands for the variables that the named rule has, too.
  std::string same_things(const Expr& e) const {
    std::string text;
    const auto rule = std::find_if(base_.rules.begin(), base_.rules.end(), [&](const Rule& r) { return r.name == e.n; });
    if (e.binding < 0 || rule == base_.rules.end()) return text;
    for (const auto& [variable, thing] : base_.bindings[static_cast<std::size_t>(e.binding)])
      if (rule->binding.contains(variable)) text += fmt::format(";{}={}", variable, thing);
    return text;
  }
  int single(int id) const {
    while (true) {
      const Expr& e = base_.exprs[static_cast<std::size_t>(id)];
      if ((e.op != Op::all && e.op != Op::any) || e.in.size() != 1) return id;
      id = e.in[0];
    }
  }
  std::string side(int id) const {
    const Expr& e = base_.exprs[static_cast<std::size_t>(id)];
    return e.op == Op::literal ? figure_text(to_12_digits(e.figure)) : of(id);
  }

  const RuleBase& base_;
};

}  // namespace

std::string canonical(const RuleBase& base, const Rule& rule, bool denied) {
  const Canonical make(base);
  std::string text;
  const std::string no = fmt::format("{}({})", static_cast<int>(Op::negation), make.of(rule.condition));
  if (rule.scope < 0) {
    text = denied ? no : make.of(rule.condition);
  } else if (rule.condition < 0) {
    text = make.of(rule.scope);
  } else {
    std::vector<std::string> all = denied ? std::vector<std::string>{no} : make.conjuncts(rule.condition);
    for (std::string& s : make.conjuncts(rule.scope)) all.push_back(std::move(s));
    text = Canonical::joined(static_cast<int>(Op::all), std::move(all));
  }
  return rule.unless < 0 ? text : text + " unless " + make.of(rule.unless);
}

}  // namespace hence::verify
