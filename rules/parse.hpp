// Third step of reading: tokens → syntax tree, a statement at a time, by one Spirit X3 grammar.
// A line that cannot be read gives one error and is left out; the others are not touched.
#pragma once

#include "rules/ast.hpp"
#include "rules/diagnostic.hpp"

namespace hence {

// Cost: linear. Errors: H02, H06–H10, H13–H16, H20–H22, H25, H28; notes: H56.
ast::File parse(const Source& source, SourceId id, const Tokens& tokens, std::vector<Diagnostic>& diagnostics);

// A list of FACTs, as in a case's `given`, from all lines of the tokens.
struct ParsedFacts {
    ast::Tree tree;
    std::vector<ast::FactItem> facts;
};
ParsedFacts parse_facts(const Source& source, SourceId id, const Tokens& tokens, std::vector<Diagnostic>& diagnostics);

// A condition on each line of the tokens, as in cells; none for a line with an error.
struct ParsedConditions {
    ast::Tree tree;
    std::vector<ast::NodeId> conditions;
};
ParsedConditions parse_conditions(const Source& source, SourceId id, const Tokens& tokens, std::vector<Diagnostic>& diagnostics);

}  // namespace hence
