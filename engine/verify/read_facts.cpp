// Facts: of the knowledge base, in tables, and of its cases.
#include <algorithm>
#include <array>

#include "engine/verify/reader.hpp"

namespace hence::verify {

std::string expected_of(const std::string& heading) {
  const bool expects = heading.size() > 7 && same_words(std::string_view(heading).substr(0, 7), "expect ");
  return expects ? heading.substr(7) : "";
}

// ---- as trees --------------------------------------------------------------------------------

// `[NOT] NAME [= VALUE] [(CERTAINTY)]`.
FactText Reader::fact_text(const Syntax& s, const Line& l, std::size_t first, std::size_t last) const {
  FactText out;
  out.at = base_.place(l.file, l.tokens[first].begin);
  if (last > first + 3 && s.sign(last - 1, ')')) {
    std::size_t open = last - 2;
    while (open > first && !s.sign(open, '(')) --open;
    const std::string inside = file(l.file).text.substr(l.tokens[open].end, l.tokens[last - 1].begin - l.tokens[open].end);
    if (const auto figure = figure_of(trimmed(inside)); figure && open > first) out.certainty = *figure, last = open;
  }
  out.denied = s.word(first, "not");
  if (out.denied) ++first;
  std::size_t equal = first;
  while (equal < last && l.tokens[equal].kind != Tok::sign) ++equal;
  if (equal == first) s.fail(first, "a name is missing here");
  out.name = s.words(first, equal);
  if (equal + 1 < last) out.value = s.words(equal + 1, last);
  return out;
}

// `fact NAME, NAME = VALUE because "…"`, `fact table NAME`.
void Reader::fact_statement(std::size_t index, Statement& out) {
  const Line& l = lines_[index];
  const Syntax s(base_, nodes_, l);
  const std::size_t n = l.tokens.size();
  out.index = index;
  if (s.word(1, "table")) {
    out.is = Statement::Is::fact_table;
    std::size_t end = 2;
    while (end < n && !s.sign(end, ',') && !l.tokens[end].opens && !s.word(end, "source") && !(s.word(end, "from") && end + 1 < n && l.tokens[end + 1].kind == Tok::text)) ++end;
    if (end == 2) s.fail(1, "a name is missing here");
    out.columns = s.words(2, end);
    out.table = table_of(index);
    return;
  }
  out.is = Statement::Is::facts;
  std::size_t last = 2;
  const auto source = [&](std::size_t i) { return s.word(i, "source") && (l.tokens[i].opens || s.sign(i - 1, ',') || s.tail_at(i, n) > 0); };
  while (last < n && !(s.word(last, "because") && last + 1 < n && l.tokens[last + 1].kind == Tok::text) && !source(last)) ++last;
  for (std::size_t i = 1, from = 1; i <= last; ++i)
    if (i == last || s.sign(i, ',')) {
      if (from < i) out.facts.push_back(fact_text(s, l, from, i));
      from = i + 1;
    }
}

// `case "…"` and its lines.
void Reader::trial_statement(std::size_t index, Statement& out) {
  const Line& l = lines_[index];
  const Syntax s(base_, nodes_, l);
  out.is = Statement::Is::trial;
  bool given = false, expect = false;
  std::size_t from = 0;
  for (std::size_t i = 1; i <= l.tokens.size(); ++i) {
    const bool end = i == l.tokens.size();
    const bool begins = !end && l.tokens[i].opens && (s.word(i, "given") || s.word(i, "expect") || s.word(i, "because"));
    if (!end && !begins && !s.sign(i, ',')) continue;
    if ((given || expect) && from < i) {
      out.facts.push_back(fact_text(s, l, from, i));
      out.facts.back().given = given;
    }
    from = i + 1;
    if (begins) given = s.word(i, "given"), expect = s.word(i, "expect");
  }
}

// ---- what they say ---------------------------------------------------------------------------

int Reader::named_or_tuple(const std::string& name, Place at) {
  if (const int id = base_.find(name); id >= 0) return id;
  const auto tuple = base_.read(name);
  int id = -1;
  if (tuple && relation(tuple->relation).declared) quietly([&] { id = mention(name, at); });
  return id;
}

Reader::Given Reader::valued_fact(int id, const std::string& value, double certainty, Place at) {
  Given out{id, certainty, 0};
  if (finding(id).kind == Kind::choice) {
    out.value = value_index(id, value, at);
    return out;
  }
  const auto figure = literal(value, at);
  const bool date = finding(id).kind == Kind::date;
  if (!figure || figure->date != date || finding(id).kind == Kind::yes_no) fail(at, "this value does not fit");
  out.value = expr(figure->expr).figure;
  if (figure->unit.spelling.empty()) return out;
  const auto& unit = finding(id).unit;
  if (unit && same_dimension(figure->unit, *unit)) {
    out.value = converted(out.value, figure->unit, *unit);
    return out;
  }
  const auto factor = unit ? conversion_factor(finding(id).substance, figure->unit, *unit) : std::nullopt;
  if (!factor) fail(at, "the units do not convert into one another");
  out.value = to_12_digits(out.value * *factor);
  return out;
}

Reader::Given Reader::fact(const FactText& f, int file_id) {
  const std::string text = words_text(f.name, file_id, nullptr);
  if (!f.value.empty()) {
    const int id = named_or_tuple(text, f.at);
    if (id < 0) fail(f.at, "nothing declares this");
    return valued_fact(id, words_text(f.value, file_id, nullptr), f.certainty, f.at);
  }
  const double sign = f.denied ? -1 : 1;
  if (const int id = named_or_tuple(text, f.at); id >= 0 && finding(id).kind == Kind::yes_no) return {id, sign * f.certainty, 0};
  if (text.ends_with(" is unknown")) return {named_or_tuple(text.substr(0, text.size() - 11), f.at), 0, 0};
  for (std::size_t is = text.find(" is "); is != std::string::npos; is = text.find(" is ", is + 1))
    if (const int id = named_or_tuple(text.substr(0, is), f.at); id >= 0 && finding(id).kind == Kind::choice) return valued_fact(id, text.substr(is + 4), f.certainty, f.at);
  for (std::size_t t = 1; t < f.name.size(); ++t) {
    if (f.name[t].kind != Tok::number && f.name[t].kind != Tok::date) continue;
    std::string name = words_text(Words(f.name.begin(), f.name.begin() + static_cast<std::ptrdiff_t>(t)), file_id, nullptr);
    int id = named_or_tuple(name, f.at);
    if (id < 0 && name.ends_with(" is")) id = named_or_tuple(name.substr(0, name.size() - 3), f.at);
    if (id < 0 || (finding(id).kind != Kind::number && finding(id).kind != Kind::date && finding(id).kind != Kind::score)) continue;
    return valued_fact(id, words_text(Words(f.name.begin() + static_cast<std::ptrdiff_t>(t), f.name.end()), file_id, nullptr), f.certainty, f.at);
  }
  fail(f.at, "nothing declares this");
}

// The name of the tuple that a fact is about.
std::string Reader::fact_name(const FactText& f, int file_id) const {
  const std::string text = words_text(f.name, file_id, nullptr);
  const auto kind = [&](const TupleName& t) { return base_.findings[static_cast<std::size_t>(base_.relations[static_cast<std::size_t>(t.relation)].model)].kind; };
  if (const auto tuple = base_.read(text); tuple && kind(*tuple) == Kind::yes_no) return text;
  if (std::string name = pattern_text(f.name, file_id); name != text) return name;
  for (std::size_t t = 1; t < f.name.size(); ++t) {
    if (f.name[t].kind != Tok::number && f.name[t].kind != Tok::date) continue;
    std::string name = words_text(Words(f.name.begin(), f.name.begin() + static_cast<std::ptrdiff_t>(t)), file_id, nullptr);
    if (name.ends_with(" is")) name.resize(name.size() - 3);
    if (const auto tuple = base_.read(name); tuple && kind(*tuple) != Kind::yes_no) return name;
  }
  return text;
}

void Reader::give(int id, const Things& things, double certainty, Place at) {
  if (certainty == 0) return;
  add_tuple(id, things);
  given_.push_back({id, things, certainty, at});
}

void Reader::resolve_facts(const Statement& s) {
  for (const FactText& f : s.facts) {
    const std::string text = words_text(f.name, s.line.file, nullptr);
    const auto tuple = f.value.empty() ? base_.read(text) : std::nullopt;
    if (tuple && !holds_variable(text) && relation(tuple->relation).declared && finding(relation(tuple->relation).model).kind == Kind::yes_no) {
      if (tuple->twice) fail(f.at, "this can be read as two tuples");
      give(tuple->relation, things_of(*tuple, f.at), f.denied ? -f.certainty : f.certainty, f.at);
      continue;
    }
    const Given given = fact(f, s.line.file);
    if (given.certainty == 0) continue;
    Rule rule;
    rule.at = base_.place(s.line.file, s.line.tokens[0].begin);
    rule.cell = f.at;
    rule.stated = rule.strength = given.certainty;
    Conclusion c;
    c.finding = given.finding;
    const Kind kind = finding(given.finding).kind;
    if (kind == Kind::choice) c.choice = static_cast<int>(given.value);
    else if (kind != Kind::yes_no) c.value = figure(given.value, f.at);
    rule.conclusions.push_back(c);
    base_.rules.push_back(std::move(rule));
  }
}

// `fact table depletes`, `fact table [Drug] depletes [Nutrient]`: a tuple a row.
void Reader::resolve_fact_table(const Statement& s) {
  const int f = s.line.file;
  const Place at = base_.place(f, s.line.tokens[0].begin);
  std::vector<std::string> wanted;
  int id = -1;
  std::string pattern, words;
  for (const Token& t : s.columns) {
    const std::string word(text_of(file(f), t));
    words += (words.empty() ? "" : " ") + word;
    if (t.kind == Tok::column) wanted.push_back(word.substr(1, word.size() - 2));
    pattern += (pattern.empty() ? "" : " ") + (t.kind == Tok::column ? "?c" + std::to_string(wanted.size()) : word);
  }
  if (!wanted.empty()) {
    const auto tuple = base_.read(pattern);
    if (!tuple || tuple->twice || std::any_of(tuple->places.begin(), tuple->places.end(), [](const std::string& p) { return !is_variable(p); })) fail(at, "no relation reads like this");
    id = tuple->relation;
  } else {
    for (std::size_t r = 0; r < base_.relations.size(); ++r) {
      std::string all;
      for (const std::string& gap : base_.relations[r].words)
        if (!gap.empty()) all += (all.empty() ? "" : " ") + gap;
      if (key_of(all) != key_of(words) || !base_.relations[r].declared) continue;
      if (id >= 0) fail(at, "two relations have these words");
      id = static_cast<int>(r);
    }
    if (id < 0) fail(at, "no relation has these words");
    for (const Argument& a : relation(id).arguments) wanted.push_back(a.variable.substr(1));
  }
  std::vector<std::size_t> places;
  for (const std::string& heading : wanted) {
    const auto c = column(s.table, heading);
    if (!c) fail(at, "the table has no such column");
    places.push_back(*c);
  }
  const auto certain = column(s.table, "certainty");
  const bool has_certainty = certain && std::find(places.begin(), places.end(), *certain) == places.end();
  for (std::size_t r = 0; r < s.table.rows.size(); ++r) {
    const auto& row = s.table.rows[r];
    Things things;
    for (std::size_t i = 0; i < places.size(); ++i) {
      std::string text = cell_text(base_, row[places[i]]);
      if (is_blank(text)) fail(place_of(row[places[i]]), "this cell is blank");
      const Heading head = heading(s.table.headings[places[i]]);
      if (head.unit && text.find_first_not_of("0123456789.+-") == std::string::npos) text += " " + head.unit->spelling;
      things.push_back(thing_of(id, i, text, place_of(row[places[i]])));
    }
    const std::string text = has_certainty ? cell_text(base_, row[*certain]) : "";
    const auto certainty = text.empty() ? std::optional(1.0) : figure_of(text);
    if (!certainty) fail(place_of(row[*certain]), "a certainty is wanted here");
    give(id, things, *certainty, place_of(s.table.whole[r]));
  }
}

// What a case expects is named by it.
void Reader::mention_expected(std::string text, Place where) {
  const auto name = [&](std::string_view about) { named_or_tuple(std::string(about), where); };
  if (const int id = base_.find(text); id >= 0 && finding(id).kind == Kind::yes_no) return;
  for (std::size_t space = text.find(' '); space != std::string::npos; space = text.find(' ', space + 1)) {
    const int id = base_.find(text.substr(0, space));
    if (id >= 0 && finding(id).kind != Kind::yes_no && (text.substr(space + 1).starts_with("is ") || begins_figure(text.substr(space + 1)))) return;
  }
  for (const std::string_view form : {"nothing about ", "no question about ", "urgent advice about ", "urgent advice for ", "conflict about "})
    if (text.starts_with(form)) return name(std::string_view(text).substr(form.size()));
  for (const std::string_view form : {" first", " in conflict", " certain", " very likely", " likely", " possible", " open", " unlikely", " ruled out"}) {
    if (!text.ends_with(form) || (form == " likely" && text.ends_with(" very likely"))) continue;
    text.resize(text.size() - form.size());
    if (text.ends_with(" is") && base_.find(text) < 0) text.resize(text.size() - 3);
    return name(text);
  }
  for (const std::string_view form : {" at least ", " at most "})
    if (const std::size_t at = text.rfind(form); at != std::string::npos && base_.find(text.substr(0, at)) >= 0) return;
  if (const std::size_t above = text.find(" above "); above != std::string::npos) {
    name(std::string_view(text).substr(0, above));
    return name(std::string_view(text).substr(above + 7));
  }
  name(text);
}

// What cases and facts name; then `?` stands for all that fit, and the given tuples that something
// names are rules without a condition.
void Reader::put_tuples() {
  for (const Statement& s : statements_) {
    if (s.is != Statement::Is::trial) continue;
    const Place at = base_.place(s.line.file, s.line.tokens[0].begin);
    for (const FactText& f : s.facts)
      quietly([&] {
        const std::string name = words_text(f.name, s.line.file, nullptr);
        if (f.given) fact(f, s.line.file);
        else if (f.denied || !f.value.empty()) named_or_tuple(name, f.at);
        else mention_expected(name, f.at);
      });
    for (const std::string& heading : s.texts) {
      if (const std::string about = expected_of(heading); about.empty()) named_or_tuple(heading, at);
      else mention_expected(about, at);
    }
  }
  for (const std::string& name : input_.told)
    if (base_.read(name)) mention(name, {});
  const auto somes = somes_;
  for (const auto& [some, name] : somes) {
    const std::vector<Things> rows = extensions_[static_cast<std::size_t>(name.relation)].rows;
    for (const Things& things : rows)
      if (fits(name, things)) base_.kinds.emplace_back(mention(spelt(name.relation, things), base_.findings[static_cast<std::size_t>(some)].at), some);
  }
  for (const GivenTuple& g : given_) {
    const std::string name = spelt(g.relation, g.things);
    const bool some = std::any_of(somes.begin(), somes.end(), [&](const auto& s) { return s.second.relation == g.relation && fits(s.second, g.things); });
    const int id = some ? mention(name, g.at) : base_.find(name);
    if (id < 0) continue;
    Rule rule;
    rule.at = g.at;
    rule.stated = rule.strength = g.certainty;
    rule.conclusions.emplace_back().finding = id;
    base_.rules.push_back(std::move(rule));
  }
}

}  // namespace hence::verify
