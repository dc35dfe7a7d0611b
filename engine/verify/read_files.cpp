// Files, and what they declare.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/verify/reader.hpp"

namespace hence::verify {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 10000;
constexpr std::uintmax_t largest_file = 64U << 20U;

bool is_plural(std::string_view key) {
  const std::size_t space = key.rfind(' ');
  const std::size_t word = space == std::string_view::npos ? 0 : space + 1;
  if (key.size() - word < 4 || key.back() != 's') return false;
  const char before = key[key.size() - 2];
  return before != 's' && before != 'u' && before != 'i' && before >= 'a' && before <= 'z';
}

std::string content_of(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) throw Unable{{}, shown(path.string()) + " is no file that can be read"};
  if (fs::file_size(path, error) > largest_file || error) throw Unable{{}, shown(path.string()) + " is too large"};
  std::ifstream in(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) throw Unable{{}, shown(path.string()) + " cannot be read"};
  return text;
}

// Would the grammar take the name apart?
bool is_special(std::string_view name, std::string_view key) {
  if (name.find_first_of("<>=") != std::string_view::npos || name.find("≥") != std::string_view::npos || name.find("≤") != std::string_view::npos) return false;
  if (key.empty()) return false;
  if (key.find_first_of("/+*^=(),:") != std::string_view::npos || name.find(" - ") != std::string_view::npos || key.starts_with("no evidence for ")) return true;
  constexpr std::array<std::string_view, 22> words{
      "and", "or", "not", "unless", "confirms", "suggests", "causes", "argues", "rules", "between", "because",
      "source", "overrides", "otherwise", "group", "together", "first", "when", "urgent", "of", "before", "after"};
  for (std::size_t at = 0; at < key.size();) {
    const std::size_t space = std::min(key.find(' ', at), key.size());
    if (std::find(words.begin(), words.end(), key.substr(at, space - at)) != words.end()) return true;
    at = space + 1;
  }
  return false;
}

}  // namespace

int RuleBase::find(std::string_view name) const {
  std::string key = key_of(name);
  if (const auto found = by_key.find(key); found != by_key.end()) return found->second;
  if (key.size() < 4 || read(name)) return -1;
  const bool plural = is_plural(key);
  std::string other = plural ? key.substr(0, key.size() - 1) : key + 's';
  const auto found = by_key.find(other);
  return found != by_key.end() && is_plural(plural ? key : other) ? found->second : -1;
}

Place RuleBase::place(int id, std::size_t offset) const {
  if (id < 0) return {};
  const File& f = files[static_cast<std::size_t>(id)];
  offset = std::min(offset, f.text.size());
  const auto after = std::upper_bound(f.lines.begin(), f.lines.end(), offset);
  Place place{id, static_cast<int>(after - f.lines.begin()), 1};
  for (std::size_t at = *(after - 1); at < offset; ++place.column) at += character_at(f.text, at).size;
  return place;
}

void Reader::take(const std::string& path, std::string text, char separator) {
  if (base_.files.size() >= most_files) throw Unable{{}, "there are too many files"};
  File f;
  f.path = path;
  f.sha256 = sha256(text);
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    if (c.code < 0) throw Unable{{}, shown(path) + " is not UTF-8"};
    at += c.size;
  }
  f.text = std::move(text);
  f.separator = separator;
  f.lines = {0};
  for (std::size_t at = f.text.find('\n'); at != std::string::npos; at = f.text.find('\n', at + 1)) f.lines.push_back(at + 1);
  base_.files.push_back(std::move(f));
}

// In the order of the call, then what they use, each once.
void Reader::load() {
  struct Wanted {
    fs::path path, root;
  };
  std::set<fs::path> seen;
  std::map<fs::path, int> rows;
  std::vector<Wanted> wanted;
  std::error_code error;
  const auto inside = [&](const fs::path& path, const fs::path& root) {
    const auto whole = [&](const fs::path& p) { return fs::weakly_canonical(fs::absolute(p, error), error); };
    const fs::path way = whole(path).lexically_relative(whole(root.empty() ? "." : root));
    return !way.empty() && *way.begin() != "..";
  };
  const auto scan_file = [&](const fs::path& root) {
    const int id = static_cast<int>(base_.files.size()) - 1;
    const fs::path here = fs::path(file(id).path).parent_path();
    std::vector<Line> lines = scan(base_, id);
    for (const Line& l : lines) {
      const auto path_at = [&](std::size_t at) {
        const std::string name = unquoted(text_of(file(id), l.tokens[at]));
        if (fs::path(name).is_absolute() || !inside(here / name, root)) fail(base_.place(id, l.tokens[at].begin), "this file lies outside the knowledge base's folder");
        return (here / name).lexically_normal();
      };
      if (l.arrow) {
        lines_.push_back(l);
        continue;
      }
      const bool facts = is_word(file(id), l, 0, "fact") && is_word(file(id), l, 1, "table");
      const bool reads = facts || is_word(file(id), l, 0, "table") || is_word(file(id), l, 0, "cases") || is_word(file(id), l, 0, "score") || is_word(file(id), l, 0, "choice");
      for (std::size_t i = 1; reads && i + 1 < l.tokens.size() && !l.tokens[i].opens; ++i) {
        if (!is_word(file(id), l, i, "from") || l.tokens[i + 1].kind != Tok::text) continue;
        char separator = unquoted(text_of(file(id), l.tokens[i + 1])).ends_with(".jsonl") ? json_lines : ',';
        if (is_word(file(id), l, i + 2, "separated") && is_word(file(id), l, i + 3, "by") && i + 4 < l.tokens.size()) {
          const std::string_view sign = text_of(file(id), l.tokens[i + 4]);
          separator = same_words(sign, "tab") ? '\t' : l.tokens[i + 4].kind == Tok::text && unquoted(sign).size() == 1 ? unquoted(sign)[0] : '\0';
          if (separator == 0) fail(base_.place(id, l.tokens[i + 4].begin), "this separator is not read");
        }
        const fs::path path = path_at(i + 1);
        const fs::path real = fs::canonical(path, error);
        if (!rows.contains(real)) {
          seen.insert(real);
          take(path.string(), content_of(path), separator);
          rows[real] = static_cast<int>(base_.files.size()) - 1;
        }
        csvs_[{id, l.tokens[i + 1].begin}] = rows[real];
        break;
      }
      if (l.tokens.size() == 2 && is_word(file(id), l, 0, "use") && l.tokens[1].kind == Tok::text) wanted.push_back({path_at(1), root});
      else lines_.push_back(l);
    }
  };
  const auto read = [&](const fs::path& path, const fs::path& root) {
    const fs::path real = fs::canonical(path, error);
    if (error) throw Unable{{}, shown(path.string()) + " cannot be read: " + error.message()};
    if (!seen.insert(real).second) return;
    take(path.string(), content_of(path), 0);
    scan_file(root);
  };
  const auto read_used = [&] {
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const Wanted next = wanted[i];
      read(next.path, next.root);
    }
    wanted.clear();
  };
  for (const std::string& path : input_.paths) {
    if (fs::is_directory(path, error)) {
      std::vector<std::string> found;
      for (const auto& entry : fs::directory_iterator(path, error))
        if (entry.path().extension() == ".hence") found.push_back(entry.path().string());
      std::sort(found.begin(), found.end());
      for (const std::string& f : found) read(f, path);
    } else {
      read(path, fs::path(path).parent_path());
    }
    read_used();
  }
  for (const auto& [path, text] : input_.texts) {
    take(path, text, 0);
    scan_file(fs::path(path).parent_path());
    read_used();
  }
}

// ---- names that are one token ----------------------------------------------------------------

void Reader::collect_names(const Line& l, std::size_t index, std::set<std::string, std::less<>>& names) {
  const File& f = file(l.file);
  const auto add = [&](const std::string& name) {
    const std::string key = key_of(name);
    if (is_special(name, key)) names.insert(key);
  };
  const auto word = [&](std::size_t i, std::string_view w) { return is_word(f, l, i, w); };
  const auto sign = [&](std::size_t i, char c) { return i < l.tokens.size() && l.tokens[i].kind == Tok::sign && l.tokens[i].sign == c; };
  const auto stretch = [&](std::size_t from, std::size_t to) {
    if (from >= to || std::any_of(l.tokens.begin() + static_cast<std::ptrdiff_t>(from), l.tokens.begin() + static_cast<std::ptrdiff_t>(to), [](const Token& t) { return t.kind == Tok::variable; })) return;
    if (to > from + 2 && l.tokens[from].kind == Tok::text && word(from + 1, "as")) from += 2;
    const std::string_view last = text_of(f, l.tokens[to - 1]);
    if (to > from + 1 && l.tokens[to - 1].kind == Tok::number && !(last[0] >= '0' && last[0] <= '9')) --to;
    if (to == from + 1 && l.tokens[from].kind == Tok::text) return add(unquoted(text_of(f, l.tokens[from])));
    add(f.text.substr(l.tokens[from].begin, l.tokens[to - 1].end - l.tokens[from].begin));
  };
  bool first_of = false;
  for (std::size_t i = 0; i + 3 < l.tokens.size(); ++i)
    first_of = first_of || ((word(i, "is") || sign(i, '=')) && word(i + 1, "first") && word(i + 2, "of") && sign(i + 3, ':'));
  const auto quoted = [&](bool behind_colon) {
    for (std::size_t i = 0; i < l.tokens.size(); ++i) {
      if (l.tokens[i].kind != Tok::text) continue;
      const bool last = i + 1 == l.tokens.size() || l.tokens[i + 1].opens || sign(i + 1, ',');
      if (i > 0 && sign(i - 1, '=') && last) continue;
      if (!last && !l.arrow && (word(i + 1, "as") || ((word(i + 1, "when") || word(i + 1, "otherwise")) && first_of))) continue;
      if (i > 0 && behind_colon && sign(i - 1, ':')) continue;
      bool told = false;
      for (const std::string_view w : {"because", "case", "topic", "from", "by"}) told = told || (i > 0 && word(i - 1, w));
      if (!told) add(unquoted(text_of(f, l.tokens[i])));
    }
  };
  const auto cells = [&](const Table& table, bool all, const std::vector<std::string>& read) {
    for (const auto& row : table.rows)
      for (std::size_t c = 0; c < row.size() && c < table.headings.size(); ++c) {
        const std::string heading = key_of(cell_text(base_, table.headings[c]));
        if (!all && std::find(read.begin(), read.end(), heading) == read.end()) continue;
        const bool whole = file(row[c].file).separator == json_lines;
        for (const Span& member : whole ? std::vector<Span>{row[c]} : members_of(file(row[c].file), row[c])) {
          std::string text = cell_text(base_, member);
          if (text.size() > 4 && same_words(std::string_view(text).substr(0, 4), "not ")) text.erase(0, 4);
          if (text.ends_with(')'))
            if (const std::size_t open = text.rfind('('); open != std::string::npos && open > 0) text.resize(open);
          const std::size_t end = std::min(text.find_first_not_of("0123456789.+-"), text.size());
          const bool is_figure = end > 0 && figure_of(text.substr(0, end)) && (end == text.size() || unit_of(text.substr(end)));
          if (!is_figure && !same_words(text, "otherwise")) add(text);
        }
      }
  };
  const auto table = [&] {
    quoted(true);
    std::vector<std::string> read;
    for (const Token& t : l.tokens)
      if (t.kind == Tok::column) read.push_back(key_of(text_of(f, t).substr(1, t.end - t.begin - 2)));
    const Table rows = table_of(index);
    cells(rows, (!rows.headings.empty() && file(rows.headings[0].file).separator != 0) || (read.empty() && word(0, "fact")), read);
  };
  const bool by_columns = l.tokens.back().kind == Tok::column;
  if (!l.arrow && first_of) return quoted(false);
  if (!l.arrow && (word(0, "choice") || word(0, "score")) && by_columns) {
    for (std::size_t i = 1, from = 1; i < l.tokens.size(); ++i) {
      const bool from_file = word(i, "from") && i + 1 < l.tokens.size() && l.tokens[i + 1].kind == Tok::text;
      if (!from_file && !sign(i, ',') && !sign(i, ':')) continue;
      stretch(from, i);
      if (from_file) break;
      from = i + 1;
    }
    return table();
  }
  bool declares = false;
  for (const std::string_view w : {"finding", "number", "choice", "date", "text"}) declares = declares || word(0, w);
  if (!l.arrow && declares) {
    std::size_t from = 1;
    for (std::size_t i = 1; i <= l.tokens.size(); ++i) {
      const bool end = i == l.tokens.size();
      const bool in = !end && word(0, "number") && i > from && from == 1 && word(i, "in");
      if (!end && !in && !sign(i, ',') && !sign(i, ':') && !sign(i, '=')) continue;
      stretch(from, i);
      if (!end && word(0, "number") && sign(i, '=')) return quoted(false);
      from = i + 1;
    }
    return;
  }
  if (!l.arrow && word(0, "score")) {
    std::size_t i = 1;
    for (std::size_t from = 1; i < l.tokens.size(); ++i) {
      if (!sign(i, ',') && !sign(i, ':')) continue;
      const bool also = sign(i, ':') && i == from + 1 && word(from, "also");
      if (!also) stretch(from, i);
      from = i + 1;
      if (sign(i, ':') && !also) break;
    }
    for (; i + 2 < l.tokens.size(); ++i) {
      if (l.tokens[i].kind != Tok::text || !word(i + 1, "as")) continue;
      std::size_t to = i + 2;
      while (to < l.tokens.size() && !sign(to, ',') && !l.tokens[to].opens) ++to;
      stretch(i + 2, to);
    }
    return quoted(false);
  }
  if (word(0, "table") || (!l.arrow && word(0, "fact") && word(1, "table"))) return table();
  bool other = false;
  for (const std::string_view w : {"source", "notice", "use", "option", "convert", "cases", "relation", "rule"}) other = other || word(0, w);
  const bool titled = word(0, "ask") || word(0, "advise") || word(0, "describe");
  if (l.arrow || !other) quoted(!l.arrow && titled);
}

// ---- declarations ----------------------------------------------------------------------------

int Reader::declare_name(const std::string& name, Kind kind, Place at) {
  const std::string key = key_of(name);
  if (key.empty() || base_.by_key.contains(key)) fail(at, "this name is declared already");
  Finding f;
  f.name = name;
  f.key = key;
  f.kind = kind;
  f.declared = true;
  f.at = at;
  base_.findings.push_back(std::move(f));
  const int id = base_.by_key[key] = static_cast<int>(base_.findings.size()) - 1;
  if (!holds_variable(name)) return id;
  Relation relation = relation_of(name);
  relation.declared = true;
  relation.model = finding(id).model = id;
  base_.relations.push_back(std::move(relation));
  return id;
}

void Reader::alias(int id, const std::string& name, Place at) {
  const auto [found, fresh] = base_.by_key.try_emplace(key_of(name), id);
  if (!fresh && found->second != id) fail(at, "this name is declared already");
}

void Reader::declare(std::size_t index) {
  const Line& l = lines_[index];
  if (l.arrow || l.tokens[0].kind == Tok::row) return;
  const Syntax s(base_, nodes_, l);
  for (std::size_t i = 0; i + 3 < l.tokens.size(); ++i)
    if ((s.word(i, "is") || s.sign(i, '=')) && s.word(i + 1, "first") && s.word(i + 2, "of") && s.sign(i + 3, ':')) return;
  if (s.word(0, "number")) return declare_number(l);
  if (s.word(0, "choice")) return declare_choice(l, index);
  if (s.word(0, "option")) return option(l);
  if (s.word(0, "relation")) return declare_relation(l);
  const bool lists = s.word(0, "finding") || s.word(0, "date") || s.word(0, "text");
  const bool score = s.word(0, "score");
  if ((!lists && !score) || l.tokens.size() < 2) return;
  const Kind kind = s.word(0, "date") ? Kind::date : s.word(0, "text") ? Kind::text : score ? Kind::score : Kind::yes_no;
  int id = -1;
  bool also = false;
  for (std::size_t i = 1, from = 1; i <= l.tokens.size(); ++i) {
    const bool end = i == l.tokens.size();
    if (!end && !s.sign(i, ',') && !s.sign(i, ':') && !(score && s.word(i, "from") && i + 1 < l.tokens.size() && l.tokens[i + 1].kind == Tok::text)) continue;
    if (!end && s.sign(i, ':') && i == from + 1 && s.word(from, "also")) {
      also = true;
      from = i + 1;
      continue;
    }
    if (from < i && l.tokens[from].kind == Tok::text && s.word(from + 1, "as") && from + 2 < i) from += 2;
    if (from >= i) s.fail(i, "a name is missing here");
    const Place at = base_.place(l.file, l.tokens[from].begin);
    const std::string name = s.text(from, i);
    if (also) alias(id, name, at);
    else id = declare_name(name, kind, at);
    from = i + 1;
    if (score && !end && !s.sign(i, ',')) break;
  }
}

void Reader::declare_number(const Line& l) {
  const Syntax s(base_, nodes_, l);
  std::size_t equal = 1;
  while (equal < l.tokens.size() && !s.sign(equal, '=')) ++equal;
  std::size_t from = 1;
  if (l.tokens.size() > 3 && l.tokens[1].kind == Tok::text && s.word(2, "as")) from = 3;
  int id = -1;
  bool also = false;
  for (std::size_t i = from; i <= equal; ++i) {
    if (i < equal && !s.sign(i, ',') && !s.sign(i, ':')) continue;
    if (s.sign(i, ':') && i == from + 1 && s.word(from, "also")) {
      also = true;
      from = i + 1;
      continue;
    }
    if (from >= i) s.fail(i, "something is missing here");
    const Place at = base_.place(l.file, l.tokens[from].begin);
    if (id < 0) {
      // The unit stands behind an `in` before a known one; a later one is preferred.
      std::size_t in = 0;
      for (std::size_t j = from + 1; j + 1 < i; ++j)
        if (s.word(j, "in") && (l.tokens[j + 1].kind == Tok::text || unit_of(s.text(j + 1, i)))) in = j;
      id = declare_name(s.text(from, in > 0 ? in : i), Kind::number, at);
      if (in > 0 && l.tokens[in + 1].kind == Tok::text) {
        Unit things;
        things.spelling = s.text(in + 1, i);
        finding(id).unit = things;
      } else if (in > 0) {
        finding(id).unit = unit_of(s.text(in + 1, i));
      }
    } else if (also) {
      alias(id, s.text(from, i), at);
    } else {
      number_option(id, s.text(from, i), at);
    }
    from = i + 1;
  }
}

void Reader::number_option(int id, const std::string& words, Place at) {
  if (words.starts_with("of ")) {
    finding(id).substance = key_of(words.substr(3));
    return;
  }
  if (words == "fixed" || words.ends_with(" decimals") || words.ends_with(" decimal") || words.starts_with("usual ")) return;
  const std::size_t to = words.find(" to ");
  const auto low = to == std::string::npos ? std::nullopt : literal(words.substr(0, to), at);
  const auto high = to == std::string::npos ? std::nullopt : literal(words.substr(to + 4), at);
  if (!low || !high) fail(at, "this says nothing about a number");
  Finding& f = finding(id);
  const auto declared = [&](Term t, const Unit& other) {
    const double value = expr(t.expr).figure;
    if (t.unit.spelling.empty()) t.unit = other;
    if (t.unit.spelling.empty()) return value;
    if (!f.unit) fail(at, "this range has a unit, and the number has none");
    if (same_dimension(t.unit, *f.unit)) return converted(value, t.unit, *f.unit);
    const auto factor = conversion_factor(f.substance, t.unit, *f.unit);
    if (!factor) fail(at, "this range does not fit the unit");
    return to_12_digits(value * *factor);
  };
  f.lowest = declared(*low, high->unit);
  f.highest = declared(*high, Unit{});
}

void Reader::declare_choice(const Line& l, std::size_t index) {
  const Syntax s(base_, nodes_, l);
  const File& f = file(l.file);
  const std::size_t n = l.tokens.size();
  const bool by_columns = l.tokens.back().kind == Tok::column;
  int id = -1;
  bool also = false, values = false;
  std::size_t from = n > 3 && l.tokens[1].kind == Tok::text && s.word(2, "as") ? 3 : 1;
  const std::size_t last = by_columns ? n - (n > 1 && l.tokens[n - 2].kind == Tok::column ? 2U : 1U) : n;
  const auto has_points = [&](std::size_t i) {
    const std::string_view t = text_of(f, l.tokens[i]);
    return l.tokens[i].kind == Tok::number && !(t[0] >= '0' && t[0] <= '9');
  };
  for (std::size_t i = from; i <= last; ++i) {
    const bool file_ahead = by_columns && s.word(i, "from") && i + 1 < n && l.tokens[i + 1].kind == Tok::text;
    if (i < last && !s.sign(i, ',') && !s.sign(i, ':') && !file_ahead) continue;
    if (i < last && s.sign(i, ':') && i == from + 1 && s.word(from, "also") && !values) {
      also = true;
      from = i + 1;
      continue;
    }
    if (from < i) {
      const Place at = base_.place(l.file, l.tokens[from].begin);
      const bool points = values && i > from + 1 && has_points(i - 1);
      const std::string name = s.text(from, points ? i - 1 : i);
      if (id < 0) id = declare_name(name, Kind::choice, at);
      else if (values) {
        finding(id).values.push_back(key_of(name));
        finding(id).value_names.push_back(name);
        if (points) {
          finding(id).points.resize(finding(id).values.size() - 1);
          finding(id).points.push_back(*figure_of(text_of(f, l.tokens[i - 1])) + 0.0);
        }
      } else if (same_words(name, "ordered")) finding(id).ordered = true;
      else if (also) alias(id, name, at);
      else fail(at, "this says nothing about a choice");
    }
    if (file_ahead) break;
    if (i < last && s.sign(i, ':')) values = true;
    from = i + 1;
  }
  if (by_columns) {
    const Table table = table_of(index);
    const bool points = last == n - 2;
    const std::size_t name = column(table, l.tokens[last], l.file), figures = points ? column(table, l.tokens[last + 1], l.file) : 0;
    for (const auto& row : table.rows) {
      const std::string value = cell_text(base_, row[name]);
      finding(id).values.push_back(key_of(value));
      finding(id).value_names.push_back(value);
      if (!points) continue;
      const auto given = figure_of(cell_text(base_, row[figures]));
      if (!given) fail(place_of(row[figures]), "points are wanted here");
      finding(id).points.push_back(*given + 0.0);
    }
  }
  if (!finding(id).points.empty() && finding(id).points.size() != finding(id).values.size()) s.fail(1, "some values have points and some have none");
}

void Reader::option(const Line& l) {
  const Syntax s(base_, nodes_, l);
  if (s.word(1, "threshold") && l.tokens.size() == 3) {
    const auto figure = figure_of(s.text(2, 3));
    if (!figure || *figure < 0 || *figure >= 1) s.fail(2, "a threshold is wanted here");
    base_.threshold = *figure;
  } else if (s.word(1, "combine") && s.word(2, "strongest") && l.tokens.size() == 3) {
    base_.strongest = true;
  } else if (!(s.word(1, "strict") && l.tokens.size() == 2)) {
    s.fail(1, "this option is not known");
  }
}

void Reader::conversion(const Line& l) {
  const Syntax s(base_, nodes_, l);
  std::size_t colon = 1, equal = 1, last = 1;
  while (colon < l.tokens.size() && !s.sign(colon, ':')) ++colon;
  for (equal = colon; equal < l.tokens.size() && !s.sign(equal, '='); ++equal) {}
  for (last = equal; last < l.tokens.size() && !s.word(last, "source"); ++last) {}
  if (equal + 1 >= last || colon + 1 >= equal) s.fail(colon, "a conversion wants a figure and its unit on each side");
  const Place at = base_.place(l.file, l.tokens[0].begin);
  const auto from = literal(s.text(colon + 1, equal), at), to = literal(s.text(equal + 1, last), at);
  if (!from || !to || from->unit.spelling.empty() || to->unit.spelling.empty()) fail(at, "a conversion wants a figure and its unit on each side");
  conversions_.push_back({key_of(s.text(1, colon)), from->unit, to->unit, expr(from->expr).figure, expr(to->expr).figure});
}

}  // namespace hence::verify
