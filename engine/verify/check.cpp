#include "engine/verify/check.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>


namespace hence::verify {
namespace json = boost::json;
namespace {

constexpr std::size_t most_reasons = 10;

}  // namespace

void Check::fail(const std::string& where, const std::string& why) {
  whole_ = false;
  outcome_.verdict = Verdict::rejected;
  if (outcome_.reasons.size() < most_reasons) outcome_.reasons.push_back(shown(where.empty() ? why : where + ": " + why));
  else ++outcome_.more;
}

void Check::guarded(const std::function<void()>& step) {
  try {
    step();
  } catch (const Wrong& wrong) {
    fail("", wrong.why);
  }
}

std::string Check::place_text(Place at) const {
  return fmt::format("{}:{}:{}", paths_[static_cast<std::size_t>(at.file)], at.line, at.column);
}

// ---- reading the receipt ---------------------------------------------------------------------

void Check::receipt(Fields& root) {
  read_files(root);
  concluding_.resize(base_.findings.size());
  for (std::size_t r = 0; r < base_.rules.size(); ++r)
    for (std::size_t c = 0; c < base_.rules[r].conclusions.size(); ++c) concluding_[static_cast<std::size_t>(base_.rules[r].conclusions[c].finding)].emplace_back(r, c);
  read_facts(root);
  read_standings(root);
  root.list("conclusions");
  if (!whole_) return;  // a step cannot be recomputed from what is not there
  now_.emplace(base_, standings_);
  for (std::size_t f = 0; f < base_.findings.size(); ++f)
    if (entries_[f].object)
      guarded([&] { check(static_cast<int>(f)); });
  guarded([&] { read_conclusions(root); });
}

void Check::read_files(Fields& root) {
  const json::array& files = root.list("knowledge");
  for (const json::value& file : files) {
    Fields f(file, "knowledge");
    paths_.push_back(f.text("file"));
    const std::string hash = f.text("sha256");
    f.end();
    const std::size_t i = paths_.size() - 1;
    if (i >= base_.files.size()) throw Wrong{fmt::format("{} is no file of the knowledge base", paths_[i])};
    if (base_.files[i].sha256 != hash) throw Wrong{fmt::format("{} has changed: its SHA-256 is {}, and was {}", base_.files[i].path, base_.files[i].sha256, hash)};
  }
  if (paths_.size() != base_.files.size()) throw Wrong{fmt::format("the receipt names {} files, and the knowledge base has {}", paths_.size(), base_.files.size())};
  outcome_.files = paths_.size();
}

int Check::finding(Fields& f) const {
  const std::string name = f.text("finding");
  const int id = base_.find(name);
  if (id < 0) throw Wrong{fmt::format("{}: the knowledge base knows no such finding", name)};
  return id;
}

// A number, a choice's value by name, a date, a text with the names that it fills in.
double Check::value_of(int id, Fields& f) const {
  const Finding& finding = of(id);
  if (finding.kind == Kind::number || finding.kind == Kind::score) return f.figure("value");
  const std::string text = f.text("value");
  if (finding.kind == Kind::date) {
    const auto date = date_of(text);
    if (!date) throw Wrong{fmt::format("{}: {} is no date", name(id), text)};
    return *date;
  }
  if (finding.kind == Kind::choice) {
    const auto found = std::find(finding.values.begin(), finding.values.end(), key_of(text));
    if (found == finding.values.end()) throw Wrong{fmt::format("{}: {} is no value of it", name(id), text)};
    return static_cast<double>(found - finding.values.begin());
  }
  std::vector<TextPart> parts;
  std::size_t from = 0;
  while (true) {
    const std::size_t open = text.find('{', from), close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos) break;
    parts.push_back({text.substr(from, open - from), base_.find(text.substr(open + 1, close - open - 1))});
    from = close + 1;
  }
  parts.push_back({text.substr(from), -1});
  const auto found = std::find(base_.wordings.begin(), base_.wordings.end(), parts);
  if (found == base_.wordings.end()) throw Wrong{fmt::format("{}: no rule has the text {}", name(id), text)};
  return static_cast<double>(found - base_.wordings.begin());
}

void Check::read_facts(Fields& root) {
  for (const json::value& fact : root.list("facts")) {
    guarded([&] {
      Fields f(fact, "a fact");
      const int id = finding(f);
      const double certainty = f.figure("certainty");
      if (!(certainty >= -1 && certainty <= 1)) throw Wrong{name(id) + ": its fact has a certainty beyond 1"};
      double value = 0;
      if (of(id).kind == Kind::text) throw Wrong{name(id) + " is a text, and is given by nobody"};
      if (of(id).kind != Kind::yes_no) {
        if (certainty < 0) throw Wrong{name(id) + ": its fact has a certainty below 0"};
        if (certainty != 0) value = value_of(id, f);
        const std::string unit = of(id).unit ? of(id).unit->spelling : "";
        if (certainty != 0 && !unit.empty() && f.text("unit") != unit) throw Wrong{fmt::format("{}: its fact is in another unit than {}", name(id), unit)};
      }
      f.end();
      if (!facts_.try_emplace(id, certainty, value).second) throw Wrong{name(id) + ": two facts are given"};
    });
  }
}

void Check::read_standing(Fields& f, int id, Standing& s) {
  const std::string state = f.text("state");
  s.conflict = state == "conflict";
  if (of(id).kind == Kind::yes_no) {
    if (!s.conflict) s.certainty = f.figure("certainty");
    else if (!f.any("certainty").is_null()) throw Wrong{name(id) + ": a conflict has no certainty"};
    const std::string wanted = s.conflict ? "conflict" : s.certainty > base_.threshold ? "yes" : s.certainty < -base_.threshold ? "no" : "unknown";
    if (state != wanted) throw Wrong{fmt::format("{}: its state is {}, and with certainty {} should be {}", name(id), state, figure_text(s.certainty), wanted)};
    return;
  }
  if (state == "known") {
    s.value = value_of(id, f);
    s.certainty = f.figure("certainty");
  } else if (!s.conflict && state != "unknown") {
    throw Wrong{fmt::format("{}: {} is no state", name(id), state)};
  }
}

void Check::read_standings(Fields& root) {
  for (const json::value& value : root.list("proof")) {
    guarded([&] {
      Fields f(value, "the proof");
      const int id = finding(f);
      Entry& entry = entries_[static_cast<std::size_t>(id)];
      if (entry.object) throw Wrong{name(id) + ": it stands twice in the proof"};
      entry.object = &value;
      Standing& s = standings_[static_cast<std::size_t>(id)];
      read_standing(f, id, s);
      if (of(id).kind == Kind::yes_no) {
        s.doubt_for = f.figure("doubt_for");
        s.doubt_against = f.figure("doubt_against");
      }
      if (f.has("rank_for")) entry.rank[0] = f.figure("rank_for");
      if (f.has("rank_against")) entry.rank[1] = f.figure("rank_against");
      entry.by_default = f.flag("default");
      if (const auto fact = facts_.find(id); fact != facts_.end()) {
        s.given = fact->second.first;
        s.given_value = fact->second.second;
      }
      ++outcome_.findings;
    });
  }
  std::vector<bool> derived;
  const std::vector<bool> wanted = required(derived);
  for (std::size_t f = 0; f < wanted.size(); ++f) {
    if (wanted[f] && !entries_[f].object) fail(base_.findings[f].name, "the proof leaves it out");
    if (!wanted[f] && entries_[f].object) fail(base_.findings[f].name, "nothing reads it, and the proof has it");
  }
}

// What is derived, read or given.
std::vector<bool> Check::required(std::vector<bool>& derived) const {
  std::vector<bool> any(base_.findings.size());
  derived.assign(any.size(), false);
  const std::function<void(int)> read = [&](int e) {
    if (e < 0) return;
    const Expr& x = base_.exprs[static_cast<std::size_t>(e)];
    if (x.finding >= 0) any[static_cast<std::size_t>(x.finding)] = true;
    for (const int in : x.in) read(in);
  };
  for (const Rule& r : base_.rules) {
    for (const int e : {r.condition, r.scope, r.unless}) read(e);
    for (const Conclusion& c : r.conclusions) {
      derived[static_cast<std::size_t>(c.finding)] = true;
      read(c.value);
      if (c.wording >= 0)
        for (const TextPart& part : base_.wordings[static_cast<std::size_t>(c.wording)])
          if (part.finding >= 0) any[static_cast<std::size_t>(part.finding)] = true;
    }
  }
  for (const auto& [kind, broader] : base_.kinds) derived[static_cast<std::size_t>(kind)] = derived[static_cast<std::size_t>(broader)] = true;
  for (std::size_t f = 0; f < any.size(); ++f) {
    const Finding& finding = base_.findings[f];
    if (finding.kind == Kind::score || finding.computed >= 0) derived[f] = true;
    for (const int e : {finding.computed, finding.default_value, finding.only_if}) read(e);
    for (const Item& item : finding.items) {
      read(item.condition);
      if (item.choice >= 0) any[static_cast<std::size_t>(item.choice)] = true;
    }
    if (finding.only_if >= 0 || finding.default_value >= 0 || finding.by_default) any[f] = true;
  }
  for (const auto& [id, fact] : facts_) any[static_cast<std::size_t>(id)] = true;
  for (std::size_t f = 0; f < any.size(); ++f) {
    if (base_.findings[f].model == static_cast<int>(f)) any[f] = derived[f] = false;
    any[f] = any[f] || derived[f];
  }
  return any;
}

void Check::read_conclusions(Fields& root) {
  std::vector<bool> derived;
  required(derived);
  std::set<int> seen;
  for (const json::value& value : root.list("conclusions")) {
    Fields f(value, "a conclusion");
    const int id = finding(f);
    Standing s;
    read_standing(f, id, s);
    f.end();
    const Standing& proved = standings_[static_cast<std::size_t>(id)];
    if (s.conflict != proved.conflict || s.certainty != proved.certainty || s.value != proved.value) throw Wrong{name(id) + ": the conclusion is not what the proof gives"};
    if (!seen.insert(id).second) throw Wrong{name(id) + ": it is concluded twice"};
  }
  for (std::size_t f = 0; f < derived.size(); ++f) {
    const Standing& s = standings_[f];
    const bool told = s.conflict || (of(static_cast<int>(f)).kind == Kind::yes_no ? std::abs(s.certainty) > base_.threshold : s.value.has_value());
    const bool is = seen.contains(static_cast<int>(f));
    if (derived[f] && told && !is) throw Wrong{name(static_cast<int>(f)) + ": it follows, and is no conclusion of the receipt"};
    if (is && !(derived[f] && told)) throw Wrong{name(static_cast<int>(f)) + ": it is a conclusion of the receipt, and does not follow"};
  }
  outcome_.conclusions = seen.size();
}

// ---- all of it -------------------------------------------------------------------------------

Outcome verify(std::string_view receipt, const Input& knowledge) {
  Outcome out;
  RuleBase base;
  try {
    const ReceiptText text = parse_receipt(receipt);
    Fields root(text.root, "the receipt");
    if (!root.has("receipt")) throw Unable{{}, "this is no receipt"};
    if (root.figure("receipt") != 1) throw Unable{{}, "this is a receipt of a version that is not known here"};
    Input with_facts = knowledge;
    if (root.has("facts"))
      for (const json::value& fact : root.list("facts")) with_facts.told.push_back(Fields(fact, "a fact").text("finding"));
    base = read_rules(with_facts);
    const Graph graph = graph_of(base);
    out.verdict = Verdict::verified;
    Check check(base, graph, out);
    root.text("engine");
    root.text("digest");
    if (!text.digest_fits) {
      out.verdict = Verdict::rejected;
      out.reasons.emplace_back("the receipt was changed after it was written: its digest does not fit");
    }
    check.receipt(root);
    root.end();
  } catch (const Wrong& wrong) {
    out.verdict = Verdict::rejected;
    out.reasons.push_back(shown(wrong.why));
  } catch (const Unable& unable) {
    out.verdict = Verdict::unusable;
    out.more = 0;
    const bool placed = unable.at.file >= 0 && static_cast<std::size_t>(unable.at.file) < base.files.size();
    const std::string path = placed ? base.files[static_cast<std::size_t>(unable.at.file)].path : unable.path;
    const std::string where = path.empty() ? "" : fmt::format("{}:{}:{}: ", path, unable.at.line, unable.at.column);
    out.reasons = {shown(where + unable.why)};
  }
  return out;
}

}  // namespace hence::verify
