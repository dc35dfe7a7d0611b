// What is kept so that a program can grow, and lines of facts on their way. Private to rules/.
#pragma once

#include "rules/growable.hpp"
#include "rules/resolver.hpp"

namespace hence {

// A line of facts, read with the names of its knowledge base.
struct FactText {
    Source source;
    Tokens tokens;
    ParsedFacts parsed;
};
FactText parsed_facts(const Program& program, std::string_view text, std::string path, const SpecialNames& names, std::vector<Diagnostic>& diagnostics);

// Facts that will be told. What is wrong with them is told when they are.
class ToldTexts {
public:
    ToldTexts(const Program& program, const std::vector<std::string>& facts, const SpecialNames& names);
    std::vector<ToldFacts> facts() const;  // valid as long as this

private:
    SourceId id_;
    std::vector<FactText> texts_;
};

// The resolver writes to `program` here; in between, its tables are elsewhere, for they move.
struct Growable::Parts {
    Program program;
    std::vector<Diagnostic> diagnostics;
    SpecialNames names;
    std::vector<ReadSource> sources;
    Resolver resolver;

    Parts(Program of, std::vector<Diagnostic> told, Progress* progress) : program(std::move(of)), diagnostics(std::move(told)), resolver(program, diagnostics, &names, progress) {}
};

}  // namespace hence
