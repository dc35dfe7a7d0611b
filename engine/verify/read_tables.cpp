// Cells of tables: what each says under its heading, and what it declares.
#include <algorithm>
#include <array>

#include "engine/verify/reader.hpp"

namespace hence::verify {
namespace {

const std::array<std::pair<std::string_view, Op>, 13> signs{{
    {"&lt;=", Op::less_equal}, {"&gt;=", Op::greater_equal}, {"&lt;", Op::less}, {"&gt;", Op::greater}, {"≥", Op::greater_equal},
    {"≤", Op::less_equal}, {"≠", Op::not_equal}, {"!=", Op::not_equal}, {">=", Op::greater_equal}, {"<=", Op::less_equal},
    {"<", Op::less}, {">", Op::greater}, {"=", Op::equal}}};

const std::pair<std::string_view, Op>* sign_of(std::string_view text) {
  const auto found = std::find_if(signs.begin(), signs.end(), [&](const auto& s) { return text.starts_with(s.first); });
  return found == signs.end() ? nullptr : &*found;
}

bool abbreviates(std::string_view words, std::string_view short_form) {
  std::string initials, lower;
  bool start = true;
  for (const char c : words) {
    if (start && c != ' ' && c != '-') initials += static_cast<char>(c | 32);
    start = c == ' ' || c == '-';
  }
  for (const char c : short_form) lower += static_cast<char>(c | 32);
  const auto capital = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  return lower == initials || (short_form.size() <= 6 && std::all_of(short_form.begin(), short_form.end(), capital));
}

}  // namespace

bool is_blank(std::string_view cell) { return cell.empty() || cell == "-" || cell == "–" || cell == "—" || cell == "−"; }

bool begins_figure(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  else if (text.starts_with("−")) text.remove_prefix(3);
  if (text.starts_with('.')) text.remove_prefix(1);
  return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

std::optional<std::pair<std::string, std::string>> parenthesis_of(std::string_view cell) {
  const std::size_t open = cell.ends_with(')') ? cell.rfind('(') : std::string_view::npos;
  if (open == std::string_view::npos || open == 0) return {};
  return std::pair(trimmed(cell.substr(0, open)), std::string(cell.substr(open + 1, cell.size() - open - 2)));
}

// ---- cells -----------------------------------------------------------------------------------

Reader::Heading Reader::heading(Span cell) const {
  Heading out;
  out.text = out.name = cell_text(base_, cell);
  if (const auto parenthesis = parenthesis_of(out.text))
    if (auto unit = unit_of(parenthesis->second)) return {out.text, parenthesis->first, std::move(unit)};
  if (const std::size_t in = out.text.rfind(" in "); in != std::string::npos)
    if (auto unit = unit_of(out.text.substr(in + 4))) return {out.text, out.text.substr(0, in), std::move(unit)};
  return out;
}

std::optional<std::size_t> Reader::column(const Table& table, const std::string& name) const {
  const std::string key = key_of(name);
  std::optional<std::size_t> by_name;
  for (std::size_t i = 0; i < table.headings.size(); ++i) {
    const Heading h = heading(table.headings[i]);
    if (key_of(h.text) == key) return i;
    if (key_of(h.name) == key) by_name = by_name ? table.headings.size() : i;
  }
  return by_name && *by_name < table.headings.size() ? by_name : std::nullopt;
}

std::size_t Reader::column(const Table& table, const Token& token, int f) const {
  const std::string_view text = text_of(file(f), token);
  if (token.kind == Tok::column)
    if (const auto found = column(table, std::string(text.substr(1, text.size() - 2)))) return *found;
  fail(base_.place(f, token.begin), "the table has no such column");
}

int Reader::member_condition(Span member, const Row& row, std::size_t c) {
  const std::string text = cell_text(base_, member);
  const Heading head = heading(row.table->headings[c]);
  const Place at = place_of(member);
  if (text.size() > 4 && same_words(std::string_view(text).substr(0, 4), "not ")) {
    member.begin += 4;
    const int inner = member_condition(member, row, c);
    return add(Op::negation, at, {inner});
  }
  const int id = base_.find(head.name);
  const Kind kind = id >= 0 ? finding(id).kind : Kind::yes_no;
  const bool declared = id >= 0 && finding(id).declared;
  if (same_words(text, "otherwise") && base_.find(text) < 0) {
    if (!row.others || row.others->empty()) fail(at, "`otherwise` says nothing here");
    return denied(*row.others, at);
  }
  if (const auto* sign = sign_of(text)) return cell_comparison(sign->second, trimmed(std::string_view(text).substr(sign->first.size())), at, head);
  if (declared && kind == Kind::choice) return is_value(id, text, at);
  if (const auto range = cell_range(text, at, head)) return *range;
  if (declared && kind == Kind::date) return cell_comparison(Op::equal, text, at, head);
  if (begins_figure(text) && literal(text, at)) return cell_comparison(Op::equal, text, at, head);
  if (declared && kind != Kind::yes_no) fail(at, "a comparison is wanted here");
  if (same_words(text, "yes") || same_words(text, "no")) {
    const int yes = add(Op::finding, at, {}, mention(head.name, at));
    return same_words(text, "yes") ? yes : add(Op::negation, at, {yes});
  }
  return add(Op::finding, at, {}, cell_name(text, at));
}

int Reader::cell_comparison(Op op, const std::string& text, Place at, const Heading& head) {
  int id = base_.find(head.name);
  const Kind kind = id >= 0 ? finding(id).kind : Kind::yes_no;
  if (kind == Kind::date) {
    const auto date = date_of(text);
    if (!date) fail(at, "a date is wanted here");
    const int left = add(Op::quantity, at, {}, id);
    const int right = figure(*date, at);
    return add(op, at, {left, right});
  }
  if (kind == Kind::choice) {
    if (op == Op::equal || op == Op::not_equal) {
      const int test = is_value(id, text, at);
      return op == Op::equal ? test : add(Op::negation, at, {test});
    }
    const auto plain = !finding(id).ordered && begins_figure(text) ? figure_of(text) : std::nullopt;
    const int left = scale(id, at);
    const int right = plain ? figure(*plain, at) : scale_figure(id, text, at);
    return add(op, at, {left, right});
  }
  auto right = literal(text, at);
  if (!right) fail(at, "a figure is wanted here");
  if (right->unit.spelling.empty() && head.unit) right->unit = *head.unit;
  const bool fresh = id < 0;
  id = mention(head.name, at);
  if (fresh) {
    finding(id).kind = Kind::number;
    if (!right->unit.spelling.empty()) finding(id).unit = right->unit;
  }
  const Term left = quantity(id, at);
  if (right->unit.spelling.empty()) right->unit = left.unit;
  return compare(op, left, *right, at);
}

namespace {

// `65–74`, `65-74`, `65 to 74`.
std::optional<std::pair<std::string, std::string>> range_of(const std::string& text, const std::function<bool(const std::string&)>& is_end) {
  if (!begins_figure(text)) return {};
  for (const std::string_view sign : {" to ", "–", "—", "-"})
    for (std::size_t at = text.find(sign, 1); at != std::string::npos; at = text.find(sign, at + 1)) {
      const std::string low = trimmed(std::string_view(text).substr(0, at)), high = trimmed(std::string_view(text).substr(at + sign.size()));
      if (begins_figure(high) && is_end(low) && is_end(high)) return std::pair(low, high);
    }
  return {};
}

}  // namespace

std::optional<int> Reader::cell_range(const std::string& text, Place at, const Heading& head) {
  const int id = base_.find(head.name);
  const bool date = id >= 0 && finding(id).kind == Kind::date;
  const auto ends = range_of(text, [&](const std::string& end) { return date ? date_of(end).has_value() : literal(end, at).has_value(); });
  if (!ends) return {};
  Heading with_unit = head;
  if (!date) {
    const Term low = *literal(ends->first, at), high = *literal(ends->second, at);
    if (low.unit.spelling.empty() && !high.unit.spelling.empty()) with_unit.unit = high.unit;
    if (high.unit.spelling.empty() && !low.unit.spelling.empty()) with_unit.unit = low.unit;
  }
  const int from = cell_comparison(Op::greater_equal, ends->first, at, with_unit);
  const int to = cell_comparison(Op::less_equal, ends->second, at, with_unit);
  return add(Op::all, at, {from, to});
}

int Reader::cell_name(const std::string& text, Place at) {
  const auto parenthesis = parenthesis_of(text);
  const int id = mention(parenthesis ? parenthesis->first : text, at);
  if (parenthesis && abbreviates(parenthesis->first, parenthesis->second)) base_.by_key.try_emplace(key_of(parenthesis->second), id);
  return id;
}

std::string Reader::substituted(const std::string& text, const Row& row, Place at) const {
  std::string out;
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t open = text.find('[', from);
    const std::size_t close = open == std::string::npos ? open : text.find(']', open);
    if (close == std::string::npos) break;
    const auto c = column(*row.table, text.substr(open + 1, close - open - 1));
    if (!c) fail(at, "the table has no such column");
    out += text.substr(from, open - from) + cell_text(base_, row.table->rows[row.index][*c]);
    from = close + 1;
  }
  return out + text.substr(std::min(from, text.size()));
}

// ---- what cells declare ----------------------------------------------------------------------

void Reader::imply_cells(const Statement& s) {
  if (s.is == Statement::Is::score && !s.columns.empty()) {
    const std::size_t criterion = column(s.table, s.columns[0], s.line.file);
    for (const auto& row : s.table.rows) {
      const Span cell = row[criterion];
      if (!holds_condition(cell_text(base_, cell))) {
        imply_cell(cell, {}, true);
        continue;
      }
      const std::size_t from = nodes_.size();
      cell_tree(cell);
      for (std::size_t i = from; i < nodes_.size(); ++i) {
        const Node copy = nodes_[i];
        imply_compared(copy);
      }
    }
    return;
  }
  for (const RuleText& reader : s.readers)
    for (std::size_t i = 0; i < reader.tokens.size(); ++i) {
      if (reader.tokens[i].kind != Tok::column) continue;
      const std::string_view text = text_of(file(s.line.file), reader.tokens[i]);
      const auto c = column(s.table, std::string(text.substr(1, text.size() - 2)));
      if (!c) continue;
      const auto wordy = [&](std::size_t at) { return at < reader.tokens.size() && reader.tokens[at].kind != Tok::sign && !grammar_word(reader.tokens, at, s.line.file); };
      const bool alone = !(i > 0 && wordy(i - 1)) && !wordy(i + 1);
      const Heading head = heading(s.table.headings[*c]);
      for (const auto& row : s.table.rows)
        for (const Span& member : members_of(file(row[*c].file), row[*c])) imply_cell(member, head, alone);
    }
}

// A word that the grammar reads: an operator, a verb, part of a list's head.
bool Reader::grammar_word(const Words& words, std::size_t at, int f) const {
  if (words[at].kind != Tok::word) return words[at].kind == Tok::number && at + 1 < words.size() && same_words(text_of(file(f), words[at + 1]), "of");
  constexpr std::array<std::string_view, 24> known{"and", "or", "not", "unless", "of", "confirms", "suggests", "strongly", "weakly", "argues", "against", "rules", "out", "causes", "because", "source", "overrides", "otherwise", "group", "together", "at", "most", "least", "each"};
  const std::string_view word = text_of(file(f), words[at]);
  return std::any_of(known.begin(), known.end(), [&](std::string_view k) { return same_words(word, k); });
}

void Reader::imply_cell(Span member, const Heading& head, bool alone) {
  std::string text = cell_text(base_, member);
  const Place at = place_of(member);
  if (text.size() > 4 && same_words(std::string_view(text).substr(0, 4), "not ")) text.erase(0, 4);
  const int id = head.name.empty() ? -1 : base_.find(head.name);
  if (id >= 0 && finding(id).declared && finding(id).kind != Kind::yes_no) return;
  const bool compared = sign_of(text) != nullptr;
  if (compared) text.erase(0, std::min(text.find_first_of("0123456789.+-"), text.size()));
  if (begins_figure(text)) {
    const auto ends = range_of(text, [&](const std::string& end) { return literal(end, at).has_value(); });
    auto value = literal(ends ? ends->second : text, at);
    if (ends && value->unit.spelling.empty()) value = literal(ends->first, at);
    if (value || compared) return imply_number(head.name, at, head.unit ? head.unit : value ? std::optional(value->unit) : std::nullopt);
  }
  if (compared) return imply_number(head.name, at, head.unit);
  const auto parenthesis = parenthesis_of(text);
  if (alone && parenthesis && abbreviates(parenthesis->first, parenthesis->second)) cell_name(text, at);
}

// ---- items of a score that is a table --------------------------------------------------------

bool Reader::holds_condition(const std::string& text) const {
  if (base_.find(text) >= 0) return false;
  for (const std::string_view sign : {"<", ">", "=", "≥", "≤", "≠", " is ", " AND ", " OR ", " between ", " before ", " after "})
    if (text.find(sign) != std::string::npos) return true;
  for (const std::string_view start : {"NOT ", "at least ", "at most ", "exactly ", "any of", "all of", "no evidence for "})
    if (text.starts_with(start)) return true;
  return false;
}

int Reader::cell_tree(Span cell) {
  Line line;
  line.file = cell.file;
  line.arrow = true;
  line.tokens = scan_part(base_, cell.file, cell.begin, cell.end);
  join_names(file(cell.file), line, names_);
  cell_lines_.push_back(line);
  Syntax s(base_, nodes_, cell_lines_.back());
  return s.whole(0, cell_lines_.back().tokens.size());
}

Item Reader::table_item(Span cell, const std::string& points) {
  const std::string text = cell_text(base_, cell);
  Item item;
  item.at = place_of(cell);
  const int known = base_.find(text);
  if (known >= 0 && finding(known).kind == Kind::choice) {
    if (!is_blank(points) || finding(known).points.empty()) fail(item.at, "the points of a choice stand behind its values");
    item.choice = known;
    return item;
  }
  const auto figure = figure_of(points);
  if (!figure) fail(item.at, "this item has no points");
  item.points = *figure == 0 ? 0 : *figure;
  if (holds_condition(text)) item.condition = condition(cell_tree(cell), nullptr);
  else item.condition = add(Op::finding, item.at, {}, cell_name(text, item.at));
  return item;
}

}  // namespace hence::verify
