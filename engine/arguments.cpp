#include "engine/arguments.hpp"

#include <algorithm>
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
    if (rule.scope) shared.scope = conditions.condition(rule.scope);
    shared.content = contents.of(rule, false);
    shared_.push_back(shared);
  }
  list_overriding();
  list_firsts();
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
  table_.reserve(room_for(total));
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
  std::vector<std::vector<RuleId>> rules(program_->rule_names.size());
  for (std::uint32_t r = 0; r < program_->rules.size(); ++r) {
    const Range names = program_->rules[r].overrides;
    for (std::uint32_t i = names.first; i < names.last; ++i)
      rules[program_->overrides[i].row].push_back(RuleId{r});
  }
  for (std::vector<RuleId>& of : rules) overriding_.emplace_back(*program_, std::move(of));
}

void Arguments::list_firsts() {
  first_rules_.resize(program_->firsts);
  preceded_.resize(program_->firsts);
  for (std::uint32_t r = 0; r < program_->rules.size(); ++r)
    if (const FirstId first = program_->rules[r].first)
      first_rules_[first.row].push_back(RuleId{r});
  const auto place = [&](RuleId r) { return program_->rules[r.row].place; };
  for (auto& rules : first_rules_)
    std::stable_sort(rules.begin(), rules.end(),
                     [&](RuleId a, RuleId b) { return place(a) < place(b); });
}

std::vector<Range> Arguments::rows() const {
  std::vector<Range> rows;
  rows.reserve(room_for(first_.size() - 1));
  for (std::size_t f = 0; f + 1 < first_.size(); ++f) rows.push_back({first_[f], first_[f + 1]});
  return rows;
}

double Arguments::strength(std::uint32_t argument) const {
  const ArgumentOrigin& a = table_[argument];
  const Rule& rule = program_->rules[a.rule.row];
  return a.otherwise ? rule.otherwise : rule.strength;
}

Content Arguments::content(std::uint32_t argument) const {
  const ArgumentOrigin& a = table_[argument];
  if (!a.otherwise) return shared_[a.rule.row].content;
  return contents_->of(program_->rules[a.rule.row], true);
}

NodeId Arguments::blocker(std::uint32_t argument) {
  return blocker(program_->rules[table_[argument].rule.row]);
}

NodeId Arguments::blocker(const Rule& rule) {
  const NodeId over = overridden(rule);
  const NodeId before = rule.first ? preceded(rule.first, rule.place) : NodeId{};
  if (!over || !before) return over ? over : before;
  NodeId& both = blockers_[std::uint64_t{over.row} << 32U | before.row];
  if (!both) both = any_of({over, before});
  return both;
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
  const NodeId over = blocker(r);
  draft_->open(node);
  for (const NodeId input : leading_) draft_->add_input(node, input);
  if (otherwise) {
    draft_->add_input(node, opposite);
  } else {
    const Range premises = shared_[rule.row].premises;
    for (std::uint32_t i = premises.first; i < premises.last; ++i)
      draft_->add_input(node, premises_[i]);
  }
  if (shared_[rule.row].scope) draft_->add_input(node, shared_[rule.row].scope);
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

NodeId Arguments::stands(NodeId blocker, NodeId before) {
  const NodeId node = draft_->add(NodeOp::stands);
  draft_->open(node);
  draft_->add_input(node, blocker);
  if (before) {
    draft_->add_input(node, before);
    draft_->nodes[node.row].tail = 1;
  }
  return node;
}

// Whether a rule applies that overrides this one; none if no rule does.
NodeId Arguments::overridden(const Rule& rule) {
  if (!rule.name || overriding_.empty()) return {};
  Agreeing::Set& set = overriding_[rule.name.row].with(rule.instance);
  if (set.node || set.rules.empty()) return set.node;
  std::vector<NodeId> rules;
  for (const RuleId over : set.rules) rules.push_back(applies(over));
  return set.node = any_of(std::move(rules));
}

NodeId Arguments::any_of(std::vector<NodeId> rules) {
  if (rules.size() == 1) return rules.front();
  const NodeId node = draft_->add(NodeOp::any_applies);
  draft_->fill(node, rules);
  return node;
}

// Whether a rule of an earlier place applies; none at the first. Each reads the one before it.
NodeId Arguments::preceded(FirstId first, std::uint32_t place) {
  const auto& rules = first_rules_[first.row];
  auto& nodes = preceded_[first.row];
  if (nodes.empty()) nodes.resize(1);
  std::size_t at = 0;
  while (nodes.size() <= place) {
    std::vector<NodeId> earlier;
    if (nodes.back()) earlier.push_back(nodes.back());
    const auto last = static_cast<std::uint32_t>(nodes.size() - 1);
    for (; at < rules.size() && program_->rules[rules[at].row].place <= last; ++at)
      if (program_->rules[rules[at].row].place == last) earlier.push_back(applies(rules[at]));
    nodes.push_back(earlier.empty() ? NodeId{} : any_of(std::move(earlier)));
  }
  return nodes[place];
}

// `rule NAME applies`: one of that name does.
void Arguments::fill_applied() {
  if (conditions_->applied().empty()) return;
  std::vector<std::vector<RuleId>> rules(program_->rule_names.size());
  for (std::uint32_t r = 0; r < program_->rules.size(); ++r)
    if (const RuleNameId name = program_->rules[r].name) rules[name.row].push_back(RuleId{r});
  std::vector<Agreeing> named;
  for (std::vector<RuleId>& of : rules) named.emplace_back(*program_, std::move(of));
  for (const auto& [node, name, instance] : conditions_->applied()) {
    std::vector<NodeId> inputs;
    for (const RuleId rule : named[name.row].with(instance).rules) inputs.push_back(applies(rule));
    draft_->fill(node, inputs);
  }
}

// By a list, not by recursion: rules may override one another in long chains.
void Arguments::finish() {
  fill_applied();
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
