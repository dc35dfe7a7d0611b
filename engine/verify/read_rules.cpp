// Statements as rules: every name becomes a finding.
#include <algorithm>

#include "engine/verify/reader.hpp"

namespace hence::verify {

// ---- statements as rules ---------------------------------------------------------------------

void Reader::resolve_scope(int f) {
  std::vector<int> all;
  Place at;
  for (const Statement& s : statements_)
    if (s.is == Statement::Is::scope && s.line.file == f) {
      if (all.empty()) at = base_.place(f, s.line.tokens[0].begin);
      all.push_back(condition(s.condition, nullptr));
    }
  if (all.empty()) return;
  scopes_[static_cast<std::size_t>(f)] = all.size() == 1 ? all[0] : add(Op::all, at, all);
}

void Reader::resolve(const Statement& s) {
  const int f = s.line.file;
  switch (s.is) {
    case Statement::Is::rule: return resolve_rule(s.rule, f, nullptr);
    case Statement::Is::table: return resolve_table(s);
    case Statement::Is::first_of: return resolve_first_of(s);
    case Statement::Is::default_value: return resolve_default(s);
    case Statement::Is::score: return resolve_score(s);
    case Statement::Is::ask: return resolve_ask(s);
    case Statement::Is::names:
      for (const Words& name : s.names) mention(words_text(name, f, nullptr), base_.place(f, name[0].begin));
      for (const std::string& text : s.texts) mention_texts(text, base_.place(f, s.line.tokens[0].begin));
      for (const int when : s.conditions)
        if (bound_) condition(when, nullptr);
      return;
    case Statement::Is::facts: return resolve_facts(s);
    case Statement::Is::fact_table: return resolve_fact_table(s);
    case Statement::Is::kind:
      for (const Words& kind : s.names)
        base_.kinds.emplace_back(yes_no(words_text(kind, f, nullptr), base_.place(f, kind[0].begin)), yes_no(words_text(s.subject, f, nullptr), base_.place(f, s.subject[0].begin)));
      return;
    case Statement::Is::computed: {
      const int id = mention(words_text(s.subject, f, nullptr), base_.place(f, s.subject[0].begin));
      const Term value = term(s.condition, nullptr);
      if (!finding(id).unit && !value.unit.spelling.empty() && !value.unit.plain()) finding(id).unit = value.unit;
      const int made = in_unit(value, id);
      finding(id).computed = made;
      return;
    }
    default: return;
  }
}

void Reader::resolve_rule(const RuleText& r, int f, const Row* row) {
  if (r.causes) return resolve_causes(r, f, row);
  Rule out;
  out.at = r.at;
  out.scope = scopes_[static_cast<std::size_t>(f)];
  bool alternatives = false;
  for (const ConclusionText& c : r.conclusions) alternatives = alternatives || !c.alternatives.empty();
  out.stated = r.verb || r.has_figure ? r.strength : alternatives ? 0.6 : 1;
  if (out.stated == 0) out.stated = 0;
  out.strength = out.stated;
  out.otherwise = r.otherwise;
  if (!r.name.empty()) out.name = rule_name(r.name);
  out.group = r.group.empty() ? "" : key_of(r.group);
  std::vector<int> conditions;
  std::vector<Place> cells;
  const Node& when = node(r.condition);
  if (when.form == Form::each) {
    members(when, row, conditions);
    for (const int e : conditions) cells.push_back(row ? expr(e).at : Place{});
  } else {
    conditions.push_back(condition(r.condition, row));
    cells.push_back(row ? place_of(row->table->whole[row->index]) : Place{});
  }
  for (const ConclusionText& c : r.conclusions) conclude(c, f, row, out.conclusions);
  for (const std::string& name : r.overrides) out.overrides.push_back(rule_name(name));
  if (!r.because.empty() && bound_) mention_texts(r.because, r.at);
  if (r.unless >= 0) {
    ++crisp_;
    out.unless = condition(r.unless, row);
    --crisp_;
  }
  if (r.together >= 0) {
    out.cap = static_cast<int>(base_.caps.size());
    base_.caps.push_back(r.together);
  }
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    out.condition = conditions[i];
    out.cell = cells[i];
    base_.rules.push_back(out);
  }
}

// It concludes nothing, but names findings.
void Reader::resolve_causes(const RuleText& r, int f, const Row* row) {
  std::vector<Conclusion> named;
  for (ConclusionText c : r.conclusions) conclude(c, f, row, named);
  const Node cause = node(r.condition);
  ConclusionText from;
  if (cause.form == Form::phrase) from.name = cause.words, conclude(from, cause.file, row, named);
  for (const int kid : cause.kids) from.name = node(kid).words, conclude(from, cause.file, row, named);
}

int Reader::rule_name(const std::string& name) {
  const auto [found, fresh] = rule_names_.try_emplace(key_of(name), static_cast<int>(base_.rule_names.size()));
  if (fresh) base_.rule_names.push_back(found->first);
  return found->second;
}

void Reader::conclude(const ConclusionText& c, int f, const Row* row, std::vector<Conclusion>& out) {
  const Place at = base_.place(f, c.name[0].begin);
  if (c.value >= 0) {
    const std::string name = words_text(c.name, f, row);
    int id = base_.find(name);
    if (id < 0) id = mention(name, at);
    out.push_back(concluded_value(id, c.value, row, at));
    return;
  }
  const auto yes = [&](const Words& name) {
    const bool column = row && name.size() == 1 && name[0].kind == Tok::column;
    if (!column) {
      Conclusion made;
      made.finding = yes_no(words_text(name, f, row), base_.place(f, name[0].begin));
      out.push_back(made);
      return;
    }
    const Span cell = row->table->rows[row->index][this->column(*row->table, name[0], f)];
    const std::vector<Span> all = members_of(file(cell.file), cell);
    if (all.empty()) fail(place_of(cell), "this cell is blank, and the rule concludes from it");
    for (const Span& member : all) {
      Conclusion made;
      made.finding = cell_name(cell_text(base_, member), place_of(member));
      if (finding(made.finding).kind != Kind::yes_no) fail(place_of(member), "a yes/no finding is wanted here");
      out.push_back(made);
    }
  };
  const bool column = row && c.name.size() == 1 && c.name[0].kind == Tok::column;
  const std::string text = column ? "" : words_text(c.name, f, row);
  if (text.find(" is ") != std::string::npos && base_.find(text) < 0)
    for (std::size_t is = text.find(" is "); is != std::string::npos; is = text.find(" is ", is + 1)) {
      const int id = valued(text.substr(0, is), at);
      if (id < 0 || finding(id).kind != Kind::choice) continue;
      out.push_back(choice_value(id, text.substr(is + 4), at));
      return;
    }
  yes(c.name);
  for (const Words& other : c.alternatives) yes(other);
}

Conclusion Reader::concluded_value(int id, int value, const Row* row, Place at) {
  Conclusion out;
  out.finding = id;
  const Node& n = node(value);
  if (finding(id).kind == Kind::text) {
    if (n.form != Form::phrase || n.words.size() != 1 || n.words[0].kind != Tok::text) fail(at, "a text is concluded in quotes");
    std::string text = unquoted(text_of(file(n.file), n.words[0]));
    text = row ? substituted(text, *row, at) : with_things(text);
    out.wording = wording(text, at);
    return out;
  }
  if (finding(id).kind != Kind::number && finding(id).kind != Kind::date) fail(at, "a number is wanted here");
  const Term made = term(value, row);
  out.value = in_unit(made, id);
  return out;
}

Conclusion Reader::choice_value(int id, const std::string& value, Place at) {
  Conclusion out;
  out.finding = id;
  if (!value.starts_with("value of ")) {
    out.choice = value_index(id, value, at);
    return out;
  }
  const int other = valued(value.substr(9), at);
  if (other < 0 || finding(other).kind != Kind::choice || finding(other).value_names != finding(id).value_names) fail(at, "two choices of the same values are wanted here");
  out.value = add(Op::quantity, at, {}, other);
  return out;
}

// Names in braces are findings.
void Reader::mention_texts(const std::string& text, Place at) { wording(with_things(text), at); }

int Reader::wording(const std::string& text, Place at) {
  std::vector<TextPart> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t open = text.find('{', from);
    const std::size_t close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos) {
      parts.push_back({text.substr(from), -1});
      break;
    }
    parts.push_back({text.substr(from, open - from), mention(text.substr(open + 1, close - open - 1), at)});
    from = close + 1;
  }
  const auto found = std::find(base_.wordings.begin(), base_.wordings.end(), parts);
  if (found != base_.wordings.end()) return static_cast<int>(found - base_.wordings.begin());
  base_.wordings.push_back(std::move(parts));
  return static_cast<int>(base_.wordings.size()) - 1;
}

void Reader::resolve_table(const Statement& s) {
  const std::size_t first_rule = base_.rules.size();
  const int first_first = base_.firsts;
  if (s.first) base_.firsts += static_cast<int>(s.readers.size());
  std::vector<std::vector<int>> conditions(s.readers.size());
  std::optional<std::size_t> otherwise;
  const auto says_otherwise = [&](std::size_t r) {
    return std::any_of(s.table.rows[r].begin(), s.table.rows[r].end(), [&](const Span& cell) { return same_words(cell_text(base_, cell), "otherwise") && base_.find("otherwise") < 0; });
  };
  const auto read = [&](std::size_t r, bool other) {
    for (std::size_t i = 0; i < s.readers.size(); ++i) {
      const Row row{&s.table, r, other ? &conditions[i] : nullptr};
      const std::size_t from = base_.rules.size();
      resolve_rule(s.readers[i], s.line.file, &row);
      for (std::size_t rule = from; rule < base_.rules.size(); ++rule) {
        if (base_.rules[rule].condition >= 0) conditions[i].push_back(base_.rules[rule].condition);
        if (other || !s.first) continue;
        base_.rules[rule].first = first_first + static_cast<int>(i);
        base_.rules[rule].place = static_cast<int>(r);
      }
    }
  };
  for (std::size_t r = 0; r < s.table.rows.size(); ++r) {
    if (!says_otherwise(r)) read(r, false);
    else if (otherwise) fail(place_of(s.table.whole[r]), "a second row says `otherwise`");
    else otherwise = r;
  }
  if (otherwise) read(*otherwise, true);
  if (s.shared) shared_.emplace_back(first_rule, base_.rules.size());
}

// What n of the table's N conclusions name counts (N − n)/(N − 1) of its strength.
void Reader::count_shared(std::size_t from, std::size_t to) {
  std::map<int, std::set<int>> named;  // finding -> conclusions of rows that name it or a kind of it
  std::set<int> conclusions;
  const std::function<void(int, int)> name = [&](int f, int conclusion) {
    if (!named[f].insert(conclusion).second) return;
    for (const auto& [kind, broader] : base_.kinds)
      if (kind == f) name(broader, conclusion);
  };
  const std::function<void(int, int)> all = [&](int e, int conclusion) {
    if (expr(e).op == Op::finding) name(expr(e).finding, conclusion);
    for (const int in : expr(e).in) all(in, conclusion);
  };
  for (std::size_t i = from; i < to; ++i)
    for (const Conclusion& c : base_.rules[i].conclusions) {
      conclusions.insert(c.finding);
      if (base_.rules[i].condition >= 0) all(base_.rules[i].condition, c.finding);
    }
  if (conclusions.size() < 2) return;
  const auto total = static_cast<double>(conclusions.size());
  for (std::size_t i = from; i < to; ++i) {
    Rule& r = base_.rules[i];
    if (r.condition < 0 || expr(r.condition).op != Op::finding) continue;
    const auto n = static_cast<double>(named[expr(r.condition).finding].size());
    r.strength = r.stated * ((total - n) / (total - 1));
  }
}

void Reader::resolve_first_of(const Statement& s) {
  const Place at = base_.place(s.line.file, s.line.tokens[0].begin);
  const int id = base_.find(words_text(s.subject, s.line.file, nullptr));
  if (id < 0 || finding(id).kind == Kind::yes_no || finding(id).kind == Kind::score) fail(at, "a choice, number, date or text is wanted here");
  const int first = base_.firsts++;
  std::vector<int> conditions;
  for (const Branch& b : s.branches) {
    Rule r;
    r.at = b.at;
    r.scope = scopes_[static_cast<std::size_t>(s.line.file)];
    if (b.condition >= 0) {
      r.first = first;
      r.place = static_cast<int>(conditions.size());
      r.condition = condition(b.condition, nullptr);
      conditions.push_back(r.condition);
    } else {
      if (conditions.empty()) fail(b.at, "`otherwise` stands alone here");
      r.condition = denied(conditions, b.at);
    }
    const Node& value = node(b.value);
    r.conclusions.push_back(finding(id).kind == Kind::choice ? choice_value(id, words_text(value.words, value.file, nullptr), b.at) : concluded_value(id, b.value, nullptr, b.at));
    base_.rules.push_back(r);
  }
}

void Reader::resolve_default(const Statement& s) {
  const int f = s.line.file;
  const Place at = base_.place(f, s.line.tokens[0].begin);
  const std::string text = words_text(s.subject, f, nullptr);
  const auto set = [&](int id, int value) {
    if (finding(id).default_value >= 0) fail(at, "there is a default already");
    finding(id).default_value = value;
  };
  const auto choice = [&](int id, const std::string& value) {
    const Conclusion c = choice_value(id, value, at);
    set(id, c.value >= 0 ? c.value : figure(c.choice, at));
  };
  if (s.condition >= 0) {
    const int id = valued(text, at);
    if (id < 0) fail(at, "nothing declares this");
    const Node n = node(s.condition);
    if (finding(id).kind == Kind::choice && n.form == Form::phrase) return choice(id, words_text(n.words, f, nullptr));
    const Term value = term(s.condition, nullptr);
    return set(id, in_unit(value, id));
  }
  for (std::size_t is = base_.find(text) >= 0 ? std::string::npos : text.find(" is "); is != std::string::npos; is = text.find(" is ", is + 1)) {
    const int id = valued(text.substr(0, is), at);
    if (id < 0) continue;
    if (finding(id).kind == Kind::choice) return choice(id, text.substr(is + 4));
    if (finding(id).kind != Kind::date) continue;
    const auto date = date_of(text.substr(is + 4));
    return set(id, date ? figure(*date, at) : quantity(mention(text.substr(is + 4), at), at).expr);
  }
  const int id = yes_no(text, at);
  if (finding(id).by_default) fail(at, "there is a default already");
  finding(id).by_default = s.denied ? -1 : 1;
}

void Reader::resolve_ask(const Statement& s) {
  const int id = mention(words_text(s.subject, s.line.file, nullptr), base_.place(s.line.file, s.subject[0].begin));
  if (s.condition < 0) return;
  const int only_if = condition(s.condition, nullptr);
  if (finding(id).only_if >= 0) fail(base_.place(s.line.file, s.line.tokens[0].begin), "when this is asked is written already");
  finding(id).only_if = only_if;
  finding(id).if_not = s.if_not;
}

void Reader::resolve_score(const Statement& s) {
  const int f = s.line.file;
  const int id = base_.find(words_text(s.subject, f, nullptr));
  if (id < 0 || finding(id).kind != Kind::score) fail(base_.place(f, s.line.tokens[0].begin), "the score is not found");
  std::vector<Item> items;
  for (const ItemText& i : s.items) {
    const Node& n = node(i.condition);
    Item item;
    item.at = place_of(n);
    item.points = i.points;
    const int choice = n.form == Form::phrase ? base_.find(words_text(n.words, n.file, nullptr)) : -1;
    if (choice >= 0 && finding(choice).kind == Kind::choice) {
      if (i.has_points || finding(choice).points.empty()) fail(item.at, "the points of a choice stand behind its values");
      item.choice = choice;
    } else {
      if (!i.has_points) fail(item.at, "this item has no points");
      item.condition = condition(i.condition, nullptr);
    }
    items.push_back(item);
  }
  if (!s.columns.empty()) {
    const std::size_t criterion = column(s.table, s.columns[0], f), points = column(s.table, s.columns[1], f);
    for (const auto& row : s.table.rows) items.push_back(table_item(row[criterion], cell_text(base_, row[points])));
  }
  finding(id).items = std::move(items);
}

}  // namespace hence::verify
