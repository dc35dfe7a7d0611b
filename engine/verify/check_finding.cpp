// One finding of a proof: its arguments, its evidence, its value.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engine/verify/canonical.hpp"
#include "engine/verify/check.hpp"

namespace hence::verify {
namespace json = boost::json;
namespace {

constexpr double least_doubt = 1e-300;
constexpr double not_quite_one = 1 - 1e-12;

double joined(double product, double next) { return product == 0 || next == 0 ? 0 : std::max(product * next, least_doubt); }

// The certainty that two doubts leave; none: a conflict. Source: van Melle 1980.
std::optional<double> concluded(double doubt_for, double doubt_against) {
  if (doubt_for == 0) return doubt_against == 0 ? std::nullopt : std::optional(1.0);
  if (doubt_against == 0) return -1;
  const double c = doubt_for <= doubt_against ? 1 - doubt_for / doubt_against : doubt_against / doubt_for - 1;
  return std::clamp(to_12_decimals(c), -not_quite_one, not_quite_one);
}

// As far as certainties go: round a recursion their rounding may move the last bits of a product.
bool alike(double a, double b) { return (a == 0) == (b == 0) && std::abs(a - b) <= 1e-12; }

std::string told(std::optional<double> x) { return x ? figure_text(*x) : "none"; }

void want(double wanted, double found, const std::string& what) {
  if (wanted != found) throw Wrong{fmt::format("{} is {}, and should be {}", what, figure_text(found), figure_text(wanted))};
}

}  // namespace

// ---- one finding -----------------------------------------------------------------------------

bool Check::set_aside(int id, const Situation& now) const { return of(id).only_if >= 0 && now.test(of(id).only_if) < -base_.threshold; }

void Check::check(int id) {
  const Situation& now = *now_;
  Fields f(*entries_[static_cast<std::size_t>(id)].object, name(id));
  f.any("finding");
  f.any("state");
  for (const std::string_view key : {"certainty", "value"})
    if (f.has(key)) f.any(key);
  f.flag("default");
  constexpr std::string_view kinds[] = {"yes/no", "number", "choice", "date", "score", "text"};
  if (const std::string kind = f.text("kind"); kind != kinds[static_cast<std::size_t>(of(id).kind)]) throw Wrong{fmt::format("{}: its kind is not {}", name(id), kind)};
  check_given(id, f, now);
  check_kinds(id, f);
  const std::vector<Argument> own = arguments_of(id);
  const std::vector<Recorded> recorded = match(id, f, own, now);
  outcome_.arguments += recorded.size();
  if (of(id).kind == Kind::yes_no) {
    f.any("doubt_for");
    f.any("doubt_against");
    for (const std::string_view key : {"rank_for", "rank_against"})
      if (f.has(key)) f.any(key);
    check_same(recorded, now, name(id));
    check_evidence(id, recorded, now);
  } else {
    check_value(id, f, recorded, now);
  }
  f.end();
}

void Check::check_given(int id, Fields& f, const Situation& now) {
  const auto fact = facts_.find(id);
  if (f.has("given") != (fact != facts_.end())) throw Wrong{name(id) + (f.has("given") ? ": nobody gave it" : ": its fact is left out")};
  if (fact == facts_.end()) return;
  Fields g(f.any("given"), name(id) + ", given");
  want(fact->second.first, g.figure("certainty"), name(id) + ": the certainty of its fact");
  if (of(id).kind != Kind::yes_no && fact->second.first != 0) want(fact->second.second, value_of(id, g), name(id) + ": the value of its fact");
  if (g.flag("set_aside") != set_aside(id, now)) throw Wrong{name(id) + ": whether its fact is set aside is not so"};
  g.end();
}

// The findings whose evidence travels to it.
void Check::check_kinds(int id, Fields& f) const {
  for (const bool up : {true, false}) {
    const std::string key = up ? "kinds" : "broader";
    std::vector<int> wanted, found;
    for (const auto& [kind, broader] : base_.kinds)
      if ((up ? broader : kind) == id) wanted.push_back(up ? kind : broader);
    if (f.has(key))
      for (const json::value& other : f.list(key)) found.push_back(other.is_string() ? base_.find(std::string(other.as_string())) : -1);
    std::sort(wanted.begin(), wanted.end());
    std::sort(found.begin(), found.end());
    if (wanted != found) throw Wrong{fmt::format("{}: its {} are not those of the rules", name(id), up ? "kinds" : "broader findings")};
  }
}

// ---- its arguments ---------------------------------------------------------------------------

void Check::premises_of(int id, std::vector<int>& out) const {
  if (id < 0) return;
  const Expr& e = base_.exprs[static_cast<std::size_t>(id)];
  const bool one = (e.op == Op::all || e.op == Op::any) && e.in.size() == 1;
  if (e.op != Op::all && !one) return out.push_back(id);
  for (const int in : e.in) premises_of(in, out);
}

std::vector<Check::Argument> Check::arguments_of(int id) const {
  std::vector<Argument> out;
  for (const auto& [row, c] : concluding_[static_cast<std::size_t>(id)]) {
    const Rule& rule = base_.rules[row];
    Argument a;
    a.rule = &rule;
    a.row = row;
    a.conclusion = &rule.conclusions[c];
    premises_of(rule.condition, a.premises);
    out.push_back(a);
    const bool value = of(id).kind != Kind::yes_no;
    a.otherwise = true;
    if (rule.otherwise != 0 && rule.condition >= 0 && !value) out.push_back(a);
  }
  return out;
}

// Where it stands in the text: enough to tell it from any other but its equal.
std::string Check::identity(const Argument& a) const {
  std::string text = place_text(a.rule->at);
  if (a.rule->cell.file >= 0) text += "|" + place_text(a.rule->cell);
  if (a.otherwise) text += "|otherwise";
  for (const auto& [variable, thing] : a.rule->binding) text += "|" + variable + "=" + thing;
  for (const int p : a.premises) text += "|" + place_text(base_.exprs[static_cast<std::size_t>(p)].at);
  return text;
}

std::vector<Check::Recorded> Check::match(int id, Fields& f, const std::vector<Argument>& own, const Situation& now) {
  std::multimap<std::string, const Argument*> open;
  for (const Argument& a : own) open.emplace(identity(a), &a);
  std::vector<Recorded> out;
  static const json::array none;
  for (const json::value& value : f.has("arguments") ? f.list("arguments") : none) {
    Fields a(value, name(id) + ", an argument");
    std::string text = a.text("rule");
    const std::string rule = text;
    if (a.has("cell")) text += "|" + a.text("cell");
    if (a.flag("otherwise")) text += "|otherwise";
    if (a.has("binding")) {
      const json::value& binding = a.any("binding");
      if (!binding.is_object()) throw Wrong{fmt::format("{}: the binding at {} is no object", name(id), rule)};
      std::map<std::string, std::string> sorted;
      for (const auto& [variable, thing] : binding.as_object()) sorted.emplace(variable, thing.is_string() ? key_of(std::string(thing.as_string())) : "");
      for (const auto& [variable, thing] : sorted) text += "|" + variable + "=" + thing;
    }
    for (const json::value& premise : a.list("premises")) {
      Fields p(premise, name(id) + ", a premise at " + rule);
      text += "|" + p.text("at");
      p.figure("certainty");
      p.end();
    }
    auto [from, to] = open.equal_range(text);
    if (from == to) throw Wrong{fmt::format("{}: {} is no argument for it, or has other premises, or stands twice", name(id), rule)};
    std::string why;
    bool matched = false;
    for (; from != to && !matched; ++from) {
      try {
        Fields again(value, name(id) + " by " + rule);
        Recorded r;
        check_argument(*from->second, again, now, r);
        out.push_back(r);
        open.erase(from);
        matched = true;
        break;
      } catch (const Wrong& wrong) {
        why = wrong.why;
      }
    }
    if (!matched) throw Wrong{why};
  }
  if (!open.empty()) throw Wrong{fmt::format("{}: the argument at {} is left out", name(id), place_text(open.begin()->second->rule->at))};
  return out;
}

void Check::check_argument(const Argument& a, Fields& f, const Situation& now, Recorded& out) const {
  const Rule& rule = *a.rule;
  const std::string where = place_text(rule.at);
  f.any("rule");
  for (const std::string_view key : {"cell", "binding"})
    if (f.has(key)) f.any(key);
  f.flag("otherwise");
  want(a.strength() + 0.0, f.figure("strength"), where + ": its strength");
  const json::array& premises = f.list("premises");
  for (std::size_t i = 0; i < a.premises.size(); ++i) {
    Fields p(premises[i], where);
    want(now.test(a.premises[i]) + 0.0, p.figure("certainty"), p.text("at") + ": the certainty of this premise");
  }
  if (f.has("only_if") != (rule.scope >= 0)) throw Wrong{where + ": its `only if` is left out, or invented"};
  if (rule.scope >= 0) want(now.test(rule.scope) + 0.0, f.figure("only_if"), where + ": the certainty of its `only if`");
  if (f.has("unless") != (rule.unless >= 0)) throw Wrong{where + ": its `unless` is left out, or invented"};
  if (rule.unless >= 0) want(now.blocker(rule) + 0.0, f.figure("unless"), where + ": the certainty of its `unless`");
  out.argument = &a;
  out.contribution = f.figure("contribution");
  if (f.has("silent")) out.silent = f.text("silent");
  if ((out.contribution == 0) != !out.silent.empty()) throw Wrong{where + ": what says nothing has a reason, and what speaks has none"};
  const bool met = may_fire(a, now), blocked = now.fires(now.blocker(rule)), held = now.held_back(rule);
  if (f.has("by")) {
    const std::string by = f.text("by");
    const bool is = held && out.silent == "overridden" && std::any_of(base_.rules.begin(), base_.rules.end(), [&](const Rule& other) {
      const bool overrides = rule.name >= 0 && agree(rule.binding, other.binding) && std::find(other.overrides.begin(), other.overrides.end(), rule.name) != other.overrides.end();
      const bool earlier = rule.first >= 0 && other.first == rule.first && other.place < rule.place;
      return (overrides || earlier) && place_text(other.at) == by && now.applies(other);
    });
    if (!is) throw Wrong{fmt::format("{}: {} does not hold it back", where, by)};
  }
  const double speaks = met && !blocked && !held ? contribution(a, now) : 0;
  if (out.silent.empty()) {
    want(speaks, out.contribution, where + ": its contribution");
  } else {
    const bool so = out.silent == "premises" ? !met || (speaks == 0 && !blocked && !held)
                    : out.silent == "unless" ? met && blocked
                    : out.silent == "overridden" ? met && held
                    : out.silent == "same" && met && of(a.conclusion->finding).kind == Kind::yes_no;
    if (!so) throw Wrong{fmt::format("{}: it is said to be silent because of {}, and is not", where, out.silent)};
  }
  const bool value = of(a.conclusion->finding).kind != Kind::yes_no;
  if (f.has("value") != (value && out.silent.empty())) throw Wrong{where + ": the value that it concludes is left out, or invented"};
  if (f.has("value")) {
    out.value = value_of(a.conclusion->finding, f);
    double wanted = std::max(a.conclusion->choice, a.conclusion->wording);
    if (a.conclusion->value >= 0) wanted = to_12_digits(*now.compute(a.conclusion->value).value);
    want(wanted, *out.value, where + ": the value that it concludes");
  }
  f.end();
}

bool Check::may_fire(const Argument& a, const Situation& now) const {
  const Rule& rule = *a.rule;
  const double own = rule.condition >= 0 ? now.test(rule.condition) : 1;
  return now.fires(a.otherwise ? 0.0 - own : own) && (rule.scope < 0 || now.fires(now.test(rule.scope)));
}

// What it would contribute, signed, if nothing holds it back; of a value, its certainty.
double Check::contribution(const Argument& a, const Situation& now) const {
  const Rule& rule = *a.rule;
  const double own = rule.condition >= 0 ? now.test(rule.condition) : 1;
  const double c = std::min(a.otherwise ? 0.0 - own : own, rule.scope >= 0 ? now.test(rule.scope) : 1);
  if (!now.fires(c)) return 0;
  if (of(a.conclusion->finding).kind == Kind::yes_no) return c * a.strength() + 0.0;
  const Figure figure = a.conclusion->value >= 0 ? now.compute(a.conclusion->value) : Figure{0.0, 1};
  const double certainty = std::min(to_12_decimals(c * a.strength()), figure.certainty);
  return figure.value && now.fires(certainty) ? certainty : 0;
}

// Of arguments that say the same, the strongest that nothing overrides speaks, and no other.
void Check::check_same(const std::vector<Recorded>& recorded, const Situation& now, const std::string& where) {
  std::map<std::pair<std::string, bool>, std::vector<const Recorded*>> alike;
  for (const Recorded& r : recorded) alike[{canonical(base_, *r.argument->rule, r.argument->otherwise), r.argument->strength() < 0}].push_back(&r);
  const auto rank = [&](const Recorded* r) {
    const Rule& rule = *r->argument->rule;
    return std::tuple(-std::abs(r->argument->strength()), rule.cap < 0 ? -2.0 : -base_.caps[static_cast<std::size_t>(rule.cap)], std::string_view(rule.group));
  };
  for (const auto& [says, all] : alike) {
    const Recorded* best = nullptr;
    const Recorded* speaks = nullptr;
    for (const Recorded* r : all) {
      const bool able = may_fire(*r->argument, now) && !now.fires(now.blocker(*r->argument->rule)) && !now.held_back(*r->argument->rule) && contribution(*r->argument, now) != 0;
      if (able && (!best || rank(r) < rank(best))) best = r;
      if (r->silent.empty() && speaks) throw Wrong{fmt::format("{}: {} and {} say the same, and both are counted", where, place_text(speaks->argument->rule->at), place_text(r->argument->rule->at))};
      if (r->silent.empty()) speaks = r;
      if (r->silent == "same" && all.size() == 1) throw Wrong{fmt::format("{}: nothing says the same as {}", where, place_text(r->argument->rule->at))};
    }
    if (best && !speaks) throw Wrong{fmt::format("{}: the argument at {} speaks, and is said to be silent", where, place_text(best->argument->rule->at))};
    if (best && rank(speaks) != rank(best)) throw Wrong{fmt::format("{}: {} says the same as {}, more strongly", where, place_text(best->argument->rule->at), place_text(speaks->argument->rule->at))};
  }
}

// ---- its evidence ----------------------------------------------------------------------------

// While nothing of this rank or above counts: what the findings of its component then are.
Assumed Check::mask(int row, double rank) const {
  Assumed out;
  for (std::size_t f = 0; f < entries_.size(); ++f) {
    if (!entries_[f].object || of(static_cast<int>(f)).kind != Kind::yes_no) continue;
    bool hidden[2];
    for (const int sign : {0, 1}) hidden[sign] = graph_.together(2 * static_cast<int>(f) + sign, row) && !(entries_[f].rank[sign].value_or(rank) < rank);
    if (!hidden[0] && !hidden[1]) continue;
    const Standing& s = standings_[f];
    out[static_cast<int>(f)] = concluded(hidden[0] ? 1 : s.doubt_for, hidden[1] ? 1 : s.doubt_against).value_or(0);
  }
  return out;
}

// The product of doubts that its evidence of one sign leaves. Those arguments that read the component
// that they conclude into do not add up: the strongest counts, as it does of kinds.
double Check::doubt(int id, int sign, const std::vector<Recorded>& recorded, const Situation& now, bool masked) const {
  const int row = 2 * id + sign;
  const auto is_mine = [&](double x) { return sign == 0 ? x > 0 : x < 0; };
  double product = 1;
  double given = set_aside(id, now) ? of(id).if_not.value_or(0) : standings_[static_cast<std::size_t>(id)].given.value_or(0);
  if (is_mine(given)) product = joined(product, 1 - std::abs(given));
  struct Bundle {
    double doubt = 1, least = 0;
    bool strongest = false, inside = false;
  };
  std::vector<Bundle> bundles;
  std::map<std::pair<int, std::string>, std::size_t> known;
  const double rank = masked ? entries_[static_cast<std::size_t>(id)].rank[sign].value_or(0) : 0;
  const Assumed hidden = masked ? mask(row, rank) : Assumed{};
  for (const Recorded& r : recorded) {
    double x = r.contribution;
    if (!is_mine(x)) continue;
    const Rule& rule = *r.argument->rule;
    const bool inside = !r.argument->otherwise && graph_.inside(r.argument->row, row);
    if (masked && inside) x = now.assuming(hidden, [&] { return contribution(*r.argument, now); });
    if (!is_mine(x)) continue;
    const double least = rule.cap >= 0 ? 1 - base_.caps[static_cast<std::size_t>(rule.cap)] : 0;
    const double doubt = 1 - std::abs(x);
    if (inside || (rule.cap < 0 && rule.group.empty())) {
      bundles.push_back({std::max(doubt, least), 0, false, inside});
      continue;
    }
    const auto [at, fresh] = known.try_emplace({rule.cap, rule.group}, bundles.size());
    if (fresh) bundles.push_back({1, least, base_.strongest || rule.cap < 0, false});
    Bundle& b = bundles[at->second];
    b.doubt = b.strongest ? std::min(b.doubt, doubt) : joined(b.doubt, doubt);
  }
  double strongest = 1;
  for (const Bundle& b : bundles) {
    const double left = std::max(b.doubt, b.least);
    if (b.inside || base_.strongest) strongest = std::min(strongest, left);
    else product = joined(product, left);
  }
  product = std::min(product, strongest);
  for (const auto& [kind, broader] : base_.kinds) {
    const int from = sign == 0 && broader == id ? kind : sign == 1 && kind == id ? broader : -1;
    if (from < 0) continue;
    const Entry& entry = entries_[static_cast<std::size_t>(from)];
    if (masked && graph_.together(2 * from + sign, row) && !(entry.rank[sign].value_or(rank) < rank)) continue;
    product = std::min(product, sign == 0 ? standings_[static_cast<std::size_t>(from)].doubt_for : standings_[static_cast<std::size_t>(from)].doubt_against);
  }
  return product;
}

void Check::check_evidence(int id, const std::vector<Recorded>& recorded, const Situation& now) {
  const Standing& s = standings_[static_cast<std::size_t>(id)];
  const Entry& entry = entries_[static_cast<std::size_t>(id)];
  for (const int sign : {0, 1}) {
    const std::string side = sign == 0 ? ": the doubt that the evidence for it leaves" : ": the doubt that the evidence against it leaves";
    const double found = sign == 0 ? s.doubt_for : s.doubt_against;
    want(doubt(id, sign, recorded, now, false), found, name(id) + side);
    const bool recursive = graph_.in_recursion(2 * id + sign);
    if (recursive != entry.rank[sign].has_value()) throw Wrong{name(id) + (recursive ? ": it is recursive, and has no rank" : ": it has a rank, and is not recursive")};
    if (!recursive) continue;
    const double rank = *entry.rank[sign];
    if (!(rank >= 0) || rank != std::floor(rank)) throw Wrong{name(id) + ": its rank is no whole figure"};
    if (!alike(doubt(id, sign, recorded, now, true), found)) throw Wrong{fmt::format("{}: what it rests on has no lower rank than its own, {}", name(id), figure_text(rank))};
    if (rank > 0) {  // the least that will do, so that each figure is one that follows
      Entry& mutable_entry = entries_[static_cast<std::size_t>(id)];
      mutable_entry.rank[sign] = rank - 1;
      const double lower = doubt(id, sign, recorded, now, true);
      mutable_entry.rank[sign] = rank;
      if (alike(lower, found)) throw Wrong{fmt::format("{}: its rank is {}, and a lower one would do", name(id), figure_text(rank))};
    }
  }
  const auto c = concluded(s.doubt_for, s.doubt_against);
  if (c.has_value() == s.conflict) throw Wrong{name(id) + (s.conflict ? ": it is no conflict" : ": it is in conflict")};
  const bool open = c && std::abs(*c) <= base_.threshold;
  const bool by_default = of(id).by_default && open;
  if (by_default != entry.by_default) throw Wrong{name(id) + ": whether its default holds is not so"};
  if (c) want(by_default ? *of(id).by_default : *c, s.certainty, name(id) + ": its certainty");
}

// ---- values ----------------------------------------------------------------------------------

void Check::check_value(int id, Fields& f, const std::vector<Recorded>& recorded, const Situation& now) {
  const Standing& s = standings_[static_cast<std::size_t>(id)];
  Standing wanted;
  const auto agree = [&](double value, double certainty) {
    if (wanted.value && *wanted.value != value) wanted.conflict = true;
    wanted.value = value;
    wanted.certainty = std::max(wanted.certainty, certainty);
  };
  for (const Recorded& r : recorded)
    if (r.silent.empty()) agree(*r.value, r.contribution);
  if (of(id).computed >= 0) {
    const Figure x = now.compute(of(id).computed);
    if (x.value) agree(to_12_digits(*x.value), x.certainty);
    if (f.any("computed").is_null() == x.value.has_value()) throw Wrong{name(id) + ": whether its formula has a value is not so"};
    if (x.value) want(to_12_digits(*x.value), f.figure("computed"), name(id) + ": what its formula gives");
  }
  if (of(id).kind == Kind::score) {
    check_items(id, f, now);
    if (const Figure x = now.total(id); x.value) agree(*x.value, x.certainty);
  }
  if (s.given && *s.given > base_.threshold && !set_aside(id, now)) {
    wanted = {};
    wanted.value = s.given_value;
    wanted.certainty = *s.given;
  }
  const bool by_default = of(id).default_value >= 0 && !wanted.conflict && !wanted.value;
  if (by_default)
    if (const Figure x = now.compute(of(id).default_value); x.value) agree(to_12_digits(*x.value), x.certainty);
  if (by_default != entries_[static_cast<std::size_t>(id)].by_default) throw Wrong{name(id) + ": whether its default holds is not so"};
  if (wanted.conflict != s.conflict) throw Wrong{name(id) + (s.conflict ? ": it is no conflict" : ": it is in conflict")};
  if (s.conflict) return;
  if (wanted.value != s.value) throw Wrong{fmt::format("{}: its value is {}, and should be {}", name(id), told(s.value), told(wanted.value))};
  if (s.value) want(wanted.certainty, s.certainty, name(id) + ": its certainty");
}

void Check::check_items(int id, Fields& f, const Situation& now) {
  const json::array& items = f.list("items");
  if (items.size() != of(id).items.size()) throw Wrong{fmt::format("{}: the score has {} items, and the receipt {}", name(id), of(id).items.size(), items.size())};
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Item& item = of(id).items[i];
    Fields p(items[i], name(id) + ", an item");
    const std::string at = p.text("item");
    if (at != place_text(item.at)) throw Wrong{fmt::format("{}: {} is no item of it, or not in its place", name(id), at)};
    if (item.condition >= 0) {
      want(item.points, p.figure("points"), at + ": its points");
      want(now.test(item.condition) + 0.0, p.figure("certainty"), at + ": its certainty");
    } else {
      const Standing& choice = now.of(item.choice);
      if (p.has("value") != choice.value.has_value()) throw Wrong{at + ": its value is left out, or invented"};
      if (choice.value) want(*choice.value, value_of(item.choice, p), at + ": its value");
      want(choice.certainty, p.figure("certainty"), at + ": its certainty");
    }
    p.end();
  }
  const Standing& s = standings_[static_cast<std::size_t>(id)];
  std::set<double> ends = now.reachable(id);
  if (s.given && *s.given > base_.threshold) ends = {s.given_value};
  want(*ends.begin(), f.figure("lowest"), name(id) + ": the least total that it can reach");
  want(*ends.rbegin(), f.figure("highest"), name(id) + ": the greatest total that it can reach");
}

}  // namespace hence::verify
