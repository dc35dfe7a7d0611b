// What a condition says, as 128 bits: made from finding keys and figures, never from ids, places or
// the order of statements. Equal conditions (AND, OR and lists sorted, nested ANDs and lists of
// one resolved) have equal contents; conditions that differ have different ones (two independent
// lanes of 64 bits: a coincidence is not expected in the life of the program).
#pragma once

#include <bit>
#include <compare>

#include "rules/program.hpp"

namespace hence {

struct Content {
  std::uint64_t a = 0, b = 0;
  friend auto operator<=>(const Content&, const Content&) = default;
};

struct ContentHash {
  using is_avalanching = void;
  std::size_t operator()(const Content& c) const noexcept { return c.a; }
};

// Steele, Lea, Flood 2014 (SplitMix64): the finishing step.
constexpr std::uint64_t scramble(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}
constexpr Content seal(std::uint64_t tag, Content c) {
  return {scramble(c.a + (tag + 1) * 0x9e3779b97f4a7c15U),
          scramble(c.b ^ (tag + 1) * 0xd1342543de82ef95U)};
}
// In this order; `sum` is for where the order says nothing.
constexpr Content join(Content l, Content r) {
  return {scramble(std::rotl(l.a, 23) * 0x9fb21c651e98df25U + r.a),
          scramble(std::rotl(l.b, 29) * 0xda942042e4dd58b5U + r.b)};
}
constexpr Content sum(Content l, Content r) { return {l.a + r.a, l.b + r.b}; }
constexpr Content content_of(double figure) {
  return seal(1, {std::bit_cast<std::uint64_t>(figure), std::bit_cast<std::uint64_t>(figure)});
}
Content content_of(std::string_view text);

// A list of one is its only member.
ExprId single(const Program& program, ExprId expr);
bool is_comparison(Op op);

// The contents of the findings and conditions of a program: of all of them at once (linear), or
// each made when it is asked for.
class Contents {
 public:
  enum class When : std::uint8_t { at_once, asked };
  explicit Contents(const Program& program, When when = When::at_once);
  Content of(FindingId finding) const {
    return findings_.empty() ? content_of(program_->findings[finding.row].key)
                             : findings_[finding.row];
  }
  Content of(ExprId expr) const;        // none: the content of «always»
  Content opposite(ExprId expr) const;  // of a NOT of it
  // Of a condition AND a file's scope, as if written so. deny: of its NOT AND the scope.
  Content scoped(ExprId expr, ExprId scope, bool deny) const;
  // Of a rule's condition and `unless`; otherwise: of what it says then.
  Content of(const Rule& rule, bool otherwise) const;

 private:
  Content row(ExprId expr) const {
    return exprs_.empty() ? made_of(program_->exprs[expr.row]) : exprs_[expr.row];
  }
  Content made_of(const Expr& expr) const;
  Content applied(const Expr& expr) const;
  Content side_of(ExprId expr) const;
  Content joined(const Expr& expr) const;
  Content bindings(const Expr& expr) const;
  Content part_of(ExprId expr, Op in) const;

  const Program* program_;
  std::vector<std::uint32_t> named_;  // by RuleNameId: a rule of the name, behind 0 for none
  std::vector<Content> findings_;
  std::vector<Content> exprs_;  // of AND and OR: the sum of its members, so that nested ones add up
};

}  // namespace hence
