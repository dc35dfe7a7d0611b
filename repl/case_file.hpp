// The facts of one case, from words of a call and from a file: lines of FACTs or a JSON object.
// Invariant: no finding twice; two values for one are an error that names both.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/knowledge.hpp"
#include "rules/loader.hpp"

namespace hence::repl {

/// errors: lines to print, each ended by \n; empty if the facts can be used.
struct CaseFacts {
  std::vector<Fact> facts;
  std::string errors;
  /// FACTs about tuples that the program has no finding for: it is read again for them (`known_by`).
  std::vector<std::string> unknown{};
};

/// Reads facts with `read`; if some are about unknown tuples, makes the knowledge know them, and
/// reads them again. What a relation's answers imply of its other tuples is added.
CaseFacts read_for(Knowledge& knowledge, const std::function<CaseFacts(const Program&)>& read);

/// `path`: how messages call it. JSON if the first character is {: true and false are yes and no, a
/// number on a yes/no finding is a certainty, null is not known.
CaseFacts read_case(const Program& program, std::string_view text, const std::string& path);

/// FACTs of a call, each read by itself.
CaseFacts read_words(const Program& program, const std::vector<std::string>& words);

/// Both together, and the check that no finding has two values.
CaseFacts merged(const Program& program, CaseFacts a, const CaseFacts& b);

/// With the day of the consultation first, if the program reads `today` and no fact gives it.
CaseFacts with_today(const Program& program, CaseFacts facts, double date);

/// The errors of read facts, with names near an unknown one.
std::string fact_errors(const Program& program, const ReadFacts& read);

/// FACT lines that read back the same.
std::string fact_lines(const Program& program, const std::vector<Fact>& facts);

}  // namespace hence::repl
