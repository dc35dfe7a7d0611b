#include "engine/arguments.hpp"

#include <utility>

namespace hence {

Arguments::Arguments(const Program& program, const Contents& contents, Conditions& conditions,
                     Draft& draft)
    : program_(&program), contents_(&contents), conditions_(&conditions), draft_(&draft) {
  shared_.reserve(program.rules.size());
  premises_.reserve(program.exprs.size());
  for (const Rule& rule : program.rules) {
    Shared shared;
    shared.premises.first = static_cast<std::uint32_t>(premises_.size());
    conditions.premises(rule.condition, premises_);
    shared.premises.last = static_cast<std::uint32_t>(premises_.size());
    if (rule.unless) shared.unless = conditions.unless(rule.unless);
    shared.content = with_unless(contents.of(rule.condition), rule);
    shared_.push_back(shared);
  }
  list_overriding();
  list_arguments();
}

namespace {

bool is_value(const Conclusion& c) { return bool{c.value} || c.choice >= 0; }

// What a rule says otherwise about this conclusion: nothing of a value, nor without a condition.
bool says_otherwise(const Rule& rule, const Conclusion& c) {
  return rule.otherwise != 0 && rule.condition && !is_value(c);
}

}  // namespace

// Counting sort by finding, so that rules stay in order.
void Arguments::list_arguments() {
  first_.assign(program_->findings.size() + 1, 0);
  std::uint32_t total = 0;
  for (const Rule& rule : program_->rules)
    for (const Conclusion& c : program_->conclusions_of(rule))
      first_[c.finding.row] += says_otherwise(rule, c) ? 2 : 1;
  for (std::uint32_t& first : first_) total += std::exchange(first, total);
  table_.resize(total);
  conclusions_.resize(total);
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (std::uint32_t r = 0; r < program_->rules.size(); ++r) {
    const Rule& rule = program_->rules[r];
    for (std::uint32_t row = rule.conclusions.first; row < rule.conclusions.last; ++row) {
      const Conclusion& c = program_->conclusions[row];
      const auto put = [&](bool otherwise) {
        const std::uint32_t at = next[c.finding.row]++;
        table_[at] = {RuleId{r}, c.finding, {}, {}, otherwise};
        conclusions_[at] = row;
      };
      put(false);
      if (says_otherwise(rule, c)) put(true);
    }
  }
}

void Arguments::list_overriding() {
  if (program_->overrides.empty()) return;
  overriding_.resize(program_->rule_names.size());
  overridden_.resize(program_->rule_names.size());
  for (std::uint32_t r = 0; r < program_->rules.size(); ++r) {
    const Range names = program_->rules[r].overrides;
    for (std::uint32_t i = names.first; i < names.last; ++i)
      overriding_[program_->overrides[i].row].push_back(RuleId{r});
  }
}

double Arguments::strength(std::uint32_t argument) const {
  const ArgumentOrigin& a = table_[argument];
  const Rule& rule = program_->rules[a.rule.row];
  return a.otherwise ? rule.otherwise : rule.strength;
}

Content Arguments::content(std::uint32_t argument) const {
  const ArgumentOrigin& a = table_[argument];
  if (!a.otherwise) return shared_[a.rule.row].content;
  const Rule& rule = program_->rules[a.rule.row];
  return with_unless(contents_->opposite(rule.condition), rule);
}

Content Arguments::with_unless(Content condition, const Rule& rule) const {
  return rule.unless ? join(condition, contents_->of(rule.unless)) : condition;
}

bool Arguments::overridable(std::uint32_t argument) const {
  const RuleNameId name = program_->rules[table_[argument].rule.row].name;
  return name && !overriding_.empty() && !overriding_[name.row].empty();
}

const Conclusion& Arguments::conclusion(std::uint32_t argument) const {
  return program_->conclusions[conclusions_[argument]];
}

NodeId Arguments::make(std::uint32_t argument, NodeId shadow) {
  ArgumentOrigin& a = table_[argument];
  a.node = draft_->add(NodeOp::argument, strength(argument), argument);
  connect(a.node, a.rule, a.otherwise, shadow);
  return a.node;
}

NodeId Arguments::make_value(std::uint32_t argument) {
  ArgumentOrigin& a = table_[argument];
  const Conclusion& c = conclusion(argument);
  leading_.assign(1, c.value ? conditions_->figure(c.value) : conditions_->literal(c.choice));
  a.node = draft_->add(NodeOp::value_argument, strength(argument), argument);
  connect(a.node, a.rule, a.otherwise, {});
  leading_.clear();
  return a.node;
}

// Inputs: what leads, the premises, then the blockers. All nodes are made before the first input
// is added, because a node's inputs lie together.
void Arguments::connect(NodeId node, RuleId rule, bool otherwise, NodeId shadow) {
  const Rule& r = program_->rules[rule.row];
  const NodeId opposite = otherwise ? conditions_->opposite(r.condition) : NodeId{};
  const NodeId over = overridden(r.name);
  draft_->open(node);
  for (const NodeId input : leading_) draft_->add_input(node, input);
  if (otherwise) {
    draft_->add_input(node, opposite);
  } else {
    const Range premises = shared_[rule.row].premises;
    for (std::uint32_t i = premises.first; i < premises.last; ++i)
      draft_->add_input(node, premises_[i]);
  }
  for (const NodeId blocker : {shared_[rule.row].unless, over, shadow}) {
    if (!blocker) continue;
    draft_->add_input(node, blocker);
    ++draft_->nodes[node.row].tail;
  }
}

NodeId Arguments::applies(RuleId rule) {
  const auto [at, is_new] = applies_.try_emplace(rule.row);
  if (is_new) {
    at->second = draft_->add(NodeOp::applies, 0, rule.row);
    pending_.push_back({rule, at->second});
  }
  return at->second;
}

NodeId Arguments::stands(RuleNameId name, NodeId before) {
  const NodeId over = overridden(name);
  const NodeId node = draft_->add(NodeOp::stands, 0, name.row);
  draft_->open(node);
  draft_->add_input(node, over);
  if (before) {
    draft_->add_input(node, before);
    draft_->nodes[node.row].tail = 1;
  }
  return node;
}

// Whether a rule applies that overrides this name; none if no rule does.
NodeId Arguments::overridden(RuleNameId name) {
  if (!name || overriding_.empty() || overriding_[name.row].empty()) return {};
  NodeId& node = overridden_[name.row];
  if (node) return node;
  std::vector<NodeId> rules;
  for (const RuleId rule : overriding_[name.row]) rules.push_back(applies(rule));
  if (rules.size() == 1) return node = rules.front();
  node = draft_->add(NodeOp::any_applies, 0, name.row);
  draft_->fill(node, rules);
  return node;
}

// By a list, not by recursion: rules may override one another in long chains.
void Arguments::finish() {
  while (!pending_.empty()) {
    const Pending next = pending_.back();
    pending_.pop_back();
    // A rule whose formula has no value overrides nothing.
    for (const Conclusion& c : program_->conclusions_of(program_->rules[next.rule.row]))
      if (c.value) leading_.push_back(conditions_->known(conditions_->figure(c.value)));
    connect(next.node, next.rule, false, {});
    leading_.clear();
  }
}

}  // namespace hence
