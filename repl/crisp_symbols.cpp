#include "repl/crisp_symbols.hpp"

#include <fmt/format.h>

#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

// ASCII letters and digits, all else an underline; begins with a letter.
std::string word_of(std::string_view name, std::string_view otherwise) {
  std::string out;
  for (const char c : name) {
    const bool lower = c >= 'a' && c <= 'z', upper = c >= 'A' && c <= 'Z',
               digit = c >= '0' && c <= '9';
    if (upper) out += static_cast<char>(c - 'A' + 'a');
    else if (lower || digit) out += c;
    else if (!out.empty() && !out.ends_with('_')) out += '_';
  }
  while (out.ends_with('_')) out.pop_back();
  if (out.empty()) return std::string(otherwise);
  return out.front() >= '0' && out.front() <= '9' ? fmt::format("{}_{}", otherwise, out) : out;
}

std::string unique(const std::string& word, std::set<std::string>& taken) {
  std::string out = word;
  for (int n = 2; !taken.insert(out).second; ++n) out = fmt::format("{}_{}", word, n);
  return out;
}

// The words of a name without its variables.
std::string without_variables(const CrispPredicate& predicate) {
  if (predicate.places == 0) return predicate.name;
  std::string out;
  for (std::size_t at = 0; at < predicate.name.size(); ++at) {
    if (predicate.name[at] == '?')
      while (at + 1 < predicate.name.size() && is_variable_byte(predicate.name[at + 1])) ++at;
    else out += predicate.name[at];
  }
  return out;
}

}  // namespace

CrispSymbols::CrispSymbols(const Crisp& crisp) {
  // Words that mean something to one of the engines.
  std::set<std::string> words{"not",    "and",     "or",     "test",   "exists",
                              "forall", "logical", "object", "declare"};
  for (const CrispPredicate& predicate : crisp.predicates) {
    const std::string word = word_of(without_variables(predicate), "relation");
    predicates_.push_back(unique(predicate.denied ? "denied_" + word : word, words));
  }
  for (const bool facts : {true, false})  // facts have the spelling that is printed
    for (const CrispClause& clause : crisp.clauses) {
      if (clause.body.empty() != facts) continue;
      add_things(clause.head);
      for (const CrispLiteral& literal : clause.body) add_things(literal);
    }
}

void CrispSymbols::add_things(const CrispLiteral& literal) {
  for (const CrispTerm& term : literal.terms) add_things(term);
}

void CrispSymbols::add_things(const CrispTerm& term) {
  if (term.kind == CrispTerm::Kind::name) add_thing(term.text);
  for (const CrispTerm& input : term.inputs) add_things(input);
  for (const Conjunction& way : term.ways)
    for (const CrispLiteral& literal : way) add_things(literal);
}

void CrispSymbols::add_thing(const std::string& name) {
  const auto [at, fresh] = things_.try_emplace(key_of(name));
  if (!fresh) return;
  for (const char c : unique(printable(name), taken_)) {
    if (c == '"' || c == '\\') at->second += '\\';
    at->second += c;
  }
  at->second = '"' + at->second + '"';
}

const std::string& CrispSymbols::thing(std::string_view name) const {
  return things_.find(key_of(name))->second;
}

const std::string& CrispVariables::operator[](const std::string& variable) {
  const auto [at, fresh] = words_.try_emplace(variable);
  if (fresh) {
    std::string word = word_of(variable, "v");
    if (capital_) word.front() = static_cast<char>(word.front() - 'a' + 'A');
    at->second = unique(word, taken_);
  }
  return at->second;
}

std::string CrispVariables::fresh() { return unique(capital_ ? "Figure" : "figure", taken_); }

std::string crisp_place(const Program& program, Span span) {
  return printable(place_text(program, span));
}

std::string crisp_column(const Program& program, Span span) {
  const std::string line = crisp_place(program, span);
  if (line.empty()) return line;
  const Source& source = program.sources[static_cast<std::size_t>(span.source)];
  return fmt::format("{}:{}", line, place(source, span.begin).column);
}

std::string crisp_comments(const Program& program, const Crisp& crisp, const CrispSymbols& symbols,
                           std::string_view mark, std::string_view first) {
  std::string out = fmt::format("{} {}\n", mark, first);
  for (std::size_t row = 0; row < crisp.predicates.size(); ++row) {
    const CrispPredicate& predicate = crisp.predicates[row];
    out += fmt::format("{} {}/{}: {}{}\n", mark, symbols.predicate(row), predicate.places,
                       predicate.denied ? "NOT " : "", printable(predicate.name));
  }
  for (const LeftOut& left : crisp.left_out)
    out += fmt::format("{} left out, {}: {}\n", mark, crisp_column(program, left.span),
                       printable(left.why));
  return out;
}

}  // namespace hence::repl
