#include "rules/unit_terms.hpp"

#include <cstdint>
#include <optional>

#include "rules/text.hpp"

namespace hence {

namespace {

// unit     = [ "1" ] [ "/" | "per " ] term { ( "/" | " per " | "·" ) term }
//            with no · behind a division, where readers disagree on what is divided
// term     = power [ [ " " ] factor ] | [ digits [ " " ] ] factor
//            digits only behind a division: mg/24 h, kcal/100 g
// power    = [ ( "x" | "×" ) [ " " ] ] "10" ( ( "^" | "*" | "e" ) digits | superscripts )
// factor   = atom [ digit | "^" [ "-" ] digit | superscripts ]

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Bytes of the character at `at` if atoms are made of it, else 0.
std::size_t atom_character(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  const auto [code, size] = code_point(text, at);
  if (code < 0x80) return code == '%' || (is_word_character(code) && !is_digit(text[at])) ? 1 : 0;
  constexpr std::u32string_view symbols = U"µμ°ºΩ\u2126℃℉‰";
  return symbols.find(static_cast<char32_t>(code)) == std::u32string_view::npos ? 0 : size;
}

// The end of a run of such characters, and of digits behind the first.
std::size_t run_end(std::string_view text, std::size_t at) {
  std::size_t size = atom_character(text, at);
  while (size > 0) {
    at += size;
    size = at < text.size() && is_digit(text[at]) ? 1 : atom_character(text, at);
  }
  return at;
}

// The value of a superscript digit, −1 for ⁻.
std::optional<int> superscript(std::int32_t code) {
  if (code == 0xB9) return 1;
  if (code == 0xB2 || code == 0xB3) return code - 0xB0;
  if (code == 0x2070 || (code >= 0x2074 && code <= 0x2079)) return code - 0x2070;
  if (code == 0x207B) return -1;
  return std::nullopt;
}

// Reads from the left; at_ is the next byte.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::size_t read(Terms& terms) {
    std::size_t end = 0, kept = 0;
    if (rest().starts_with("1/")) at_ = 1;
    int sign = take("/") || take("per ") ? -1 : 1;
    while (read_term(terms, sign) && !terms.overfull()) {
      if (complete_ && at_end_of_word()) {
        end = at_;
        kept = terms.count;
      }
      if (take("/") || take(" per ")) sign = -1;
      else if (sign < 0 || !(take("·") || take("⋅"))) break;
    }
    terms.count = kept;
    return end;
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }

  bool take(std::string_view token) {
    const bool taken = rest().starts_with(token);
    if (taken) at_ += token.size();
    return taken;
  }

  bool read_term(Terms& terms, int sign) {
    complete_ = true;
    if (rest().starts_with("1.73")) return read_surface(terms, sign);
    if (read_power(terms, sign)) {
      const std::size_t mark = at_;
      take(" ");
      if (read_factor(terms, sign)) return true;
      at_ = mark;
      complete_ = sign < 0;  // a mere 10^9 is no unit
      return true;
    }
    if (sign < 0 && read_multiple(terms)) take(" ");
    return read_factor(terms, sign);
  }

  bool read_surface(Terms& terms, int sign) {
    const std::size_t begin = at_;
    for (const char* spelling :
         {"1.73m2", "1.73m^2", "1.73m²", "1.73 m2", "1.73 m^2", "1.73 m²"}) {
      if (!take(spelling)) continue;
      terms.add({text_.substr(begin, at_ - begin), *find_atom(spelling), sign});
      return true;
    }
    return false;
  }

  bool read_power(Terms& terms, int sign) {
    const std::size_t begin = at_;
    if (take("x") || take("×")) take(" ");
    const std::size_t ten = at_;
    int exponent = 0;
    if (take("10"))
      exponent = take("^") || take("*") || take("e") || take("E") ? read_digits(2) : superscripts();
    if (exponent < 1 || exponent > 22) {
      at_ = begin;
      return false;
    }
    Term term{text_.substr(ten, at_ - ten), {}, sign};
    for (; exponent > 0; --exponent) term.measure.factor *= 10;
    terms.add(term);
    return true;
  }

  bool read_multiple(Terms& terms) {
    const std::size_t begin = at_;
    const int multiple = read_digits(4);
    if (multiple == 0) return false;
    Term term{text_.substr(begin, at_ - begin), {}, -1};
    term.measure.factor = multiple;
    terms.add(term);
    return true;
  }

  // An atom, spaces and slashes inside it included (mm Hg, K/µL), and its exponent.
  bool read_factor(Terms& terms, int sign) {
    const std::size_t begin = at_, end = run_end(text_, begin);
    if (end == begin) return false;
    const auto find_to = [&](std::size_t to) {
      at_ = to;
      return find_atom(text_.substr(begin, to - begin));
    };
    const bool joined = end < text_.size() && (text_[end] == ' ' || text_[end] == '/');
    const Measure* atom = joined ? find_to(run_end(text_, end + 1)) : nullptr;
    if (atom == nullptr) atom = find_to(end);
    if (atom == nullptr && is_digit(text_[end - 1])) atom = find_to(end - 1);
    if (atom == nullptr) return false;
    const std::string_view text = text_.substr(begin, at_ - begin);
    const int exponent = read_exponent();
    terms.add({text, *atom, sign * exponent});
    return exponent != 0;
  }

  // 1 if none is written, 0 if it is none.
  int read_exponent() {
    const std::size_t begin = at_;
    if (take("^")) return take("-") ? -read_digits(1) : read_digits(1);
    if (at_ < text_.size() && is_digit(text_[at_])) return read_digits(1);
    const int exponent = superscripts();
    return at_ == begin ? 1 : exponent;
  }

  int read_digits(int most) {
    int value = 0;
    for (; most > 0 && at_ < text_.size() && is_digit(text_[at_]); --most)
      value = 10 * value + (text_[at_++] - '0');
    return value;
  }

  // At most two digits behind an optional ⁻; 0 if there are none.
  int superscripts() {
    int value = 0, sign = 1;
    for (int i = 0; i < 3 && at_ < text_.size(); ++i) {
      const CodePoint point = code_point(text_, at_);
      const std::optional<int> digit = superscript(point.code);
      if (!digit || (*digit < 0 && i > 0)) break;
      if (*digit < 0) sign = -1;
      else value = 10 * value + *digit;
      at_ += point.size;
    }
    return sign * value;
  }

  bool at_end_of_word() const {
    if (at_ == text_.size()) return true;
    const auto [code, size] = code_point(text_, at_);
    if (is_word_character(code) || code == '_' || code == '\'' || code == 0x2019 || code == '^')
      return false;
    constexpr std::u32string_view joints = U"-‐‑./·⋅";
    if (joints.find(static_cast<char32_t>(code)) == std::u32string_view::npos) return true;
    if (at_ + size == text_.size()) return true;
    const std::int32_t next = code_point(text_, at_ + size).code;
    const bool letter = is_word_character(next) && !(next >= '0' && next <= '9');
    return !letter && !(is_word_character(next) && (code == '/' || code == 0xB7 || code == 0x22C5));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool complete_ = true;  // the last term can end a unit
};

void append_term(std::string& out, const Term& term, int exponent) {
  // What holds spaces and the like takes no exponent, and if it is not ours, no neighbour.
  const bool joined = term.text.find_first_of(" /.*-") != std::string_view::npos;
  const bool ours = is_digit(term.text.front()) || find_atom(term.text) != nullptr;
  const bool loose = joined && (exponent != 1 || !ours);
  out.append(loose ? "(" : "").append(term.text).append(loose ? ")" : "");
  if (exponent != 1) out.append("^").append(std::to_string(exponent));
}

}  // namespace

std::size_t read_terms(std::string_view text, Terms& terms) { return Reader(text).read(terms); }

std::string spell(const Terms& terms) {
  std::string out;
  for (const Term& term : terms) {
    if (term.exponent <= 0) continue;
    if (!out.empty()) out += "·";
    append_term(out, term, term.exponent);
  }
  bool after_number = false;  // "/24 h": both are divisors
  for (const Term& term : terms) {
    if (term.exponent >= 0) continue;
    if (out.empty()) out = "1";
    out += after_number ? " " : "/";
    append_term(out, term, -term.exponent);
    after_number = is_digit(term.text.front()) && !term.text.starts_with("1.73");
  }
  return out;
}

}  // namespace hence
