// The rules of a knowledge base as written: a rule with variables stands once, not once an instance.
// For exports; a Program has only the instances.
// Invariant: `program` is the schema, in which one finding stands for all tuples of a relation; what
// stands in the places of each tuple that a rule names is beside it, by row.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rules/program.hpp"

namespace hence {

// What stands in a place: a variable (`?x`, `?`), a name, or a figure in the place's unit.
struct WrittenPlace {
    FindingKind kind = FindingKind::yes_no;  // yes_no: a name; number, date, choice
    std::string text;
    double figure = 0;  // number; date: days since 1970-01-01
    bool is_variable() const { return text.starts_with('?'); }
};

struct WrittenTuple {
    RelationId relation;
    std::vector<WrittenPlace> places;
};

struct WrittenFact {
    WrittenTuple tuple;
    double certainty = 1;
    Span span;
};

struct Written {
    Program program;  // of one without relations: itself
    std::map<std::uint32_t, WrittenTuple> read;       // by row of Program::exprs
    std::map<std::uint32_t, WrittenTuple> concluded;  // by row of Program::conclusions
    std::vector<WrittenFact> given;                   // yes/no, in text order
};

// Reads a program without errors once more, from its sources as they were. A tuple that cannot be
// read off the text, such as one in a table's row, is not beside its row. Cost: as loading.
Written written(const Program& program);

// A name taken apart, if it spells a tuple of one relation.
std::optional<WrittenTuple> tuple_of(const Program& program, std::string_view name);

// Of all findings that are tuples, by row. Cost: relations times words, for each.
std::map<FindingId, WrittenTuple> tuples_of(const Program& program);

}  // namespace hence
