#include "rules/written.hpp"

#include <algorithm>
#include <utility>

#include "rules/calendar.hpp"
#include "rules/format_words.hpp"
#include "rules/resolver.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

bool is_cell(const Rule& rule) { return rule.cell.end > rule.cell.begin; }

// Takes the names of tuples apart, as they stand in rules.
class Reading {
public:
    Reading(Written& out, const Program& program) : out_(out) {
        for (const Relation& relation : program.relations) relations_.add(relation);
    }

    std::optional<WrittenTuple> tuple(std::string_view name) const {
        const auto reading = relations_.read(name);
        if (!reading || reading->twice) return std::nullopt;
        WrittenTuple tuple{reading->relation, {}};
        const Relation& relation = relations_[reading->relation];
        for (std::size_t i = 0; i < reading->places.size(); ++i) {
            auto place = this->place(relation.arguments[i], reading->places[i]);
            if (!place) return std::nullopt;
            tuple.places.push_back(*std::move(place));
        }
        return tuple;
    }

    void conditions() {
        const Program& program = out_.program;
        for (std::uint32_t row = 0; row < program.exprs.size(); ++row) {
            const Expr& e = program.exprs[row];
            if (!e.finding || !program.findings[e.finding.index()].relation) continue;
            if (auto read = tuple(words_under(e.span))) out_.read.emplace(row, *std::move(read));
        }
    }

    // Those of a statement's rules are its conclusions in text order.
    void conclusions(const ast::Rule& rule, Span span, const Tokens& tokens, SourceId id) {
        std::vector<ast::Phrase> names;
        for (const ast::Conclusion& c : rule.conclusions) {
            names.push_back(c.name);
            names.insert(names.end(), c.alternatives.begin(), c.alternatives.end());
        }
        const auto [first, last] = rules_at_.equal_range({static_cast<std::uint32_t>(id), span.begin});
        for (auto at = first; at != last; ++at) {
            const Range rows = out_.program.rules[at->second].conclusions;
            if (rows.size() != names.size()) continue;
            for (std::uint32_t i = 0; i < rows.size(); ++i) {
                const Span name{id, tokens.tokens[names[i].first].begin, tokens.tokens[names[i].last - 1].end};
                if (auto read = tuple(words_under(name))) out_.concluded.emplace(rows.first + i, *std::move(read));
            }
        }
    }

    void find_rules() {
        for (std::uint32_t r = 0; r < out_.program.rules.size(); ++r) {
            const Rule& rule = out_.program.rules[r];
            if (!is_cell(rule)) rules_at_.emplace(std::pair(static_cast<std::uint32_t>(rule.span.source), rule.span.begin), r);
        }
    }

private:
    static std::optional<WrittenPlace> place(const RelationArgument& argument, const std::string& text) {
        WrittenPlace out{argument.kind, text, 0};
        if (out.is_variable()) return out;
        if (argument.kind == FindingKind::number) {
            const std::size_t end = std::min(text.find(' '), text.size());
            const auto figure = read_number(std::string_view(text).substr(0, end));
            const std::string unit = end < text.size() ? text.substr(end + 1) : "";
            if (!figure || (!unit.empty() && (!argument.unit || argument.unit->spelling != unit))) return std::nullopt;
            out.figure = *figure;
        } else if (argument.kind == FindingKind::date) {
            const ReadDate date = read_date(text);
            if (!date.days) return std::nullopt;
            out.figure = *date.days;
        }
        return out;
    }

    std::string words_under(Span span) const {
        const std::string_view text = out_.program.text_of(span);
        if (text.size() > 1 && text.front() == '"' && text.back() == '"') return unquote(text);
        std::string out;
        for (const char c : text)
            if (c != ' ' && c != '\t' && c != '\n' && c != '\r') out += c;
            else if (!out.ends_with(' ')) out += ' ';
        return out;
    }

    Written& out_;
    Relations relations_;
    std::multimap<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> rules_at_;  // by source and offset
};

}  // namespace

std::optional<WrittenTuple> tuple_of(const Program& program, std::string_view name) {
    Written unused;
    return Reading(unused, program).tuple(name);
}

std::map<FindingId, WrittenTuple> tuples_of(const Program& program) {
    Written unused;
    const Reading reading(unused, program);
    std::map<FindingId, WrittenTuple> out;
    for (std::size_t row = 0; row < program.findings.size(); ++row)
        if (const Finding& f = program.findings[row]; f.relation && !holds_variable(f.name))
            if (auto tuple = reading.tuple(f.name)) out.emplace(FindingId{row}, *std::move(tuple));
    return out;
}

std::vector<WrittenFact> Resolver::given_facts() const {
    std::vector<WrittenFact> out;
    if (grounding_ == nullptr) return out;
    for (const GivenTuple& g : grounding_->given) {
        WrittenFact fact{{g.relation, {}}, g.certainty, g.span};
        for (const ThingId id : grounding_->matcher.things(g.relation, g.tuple)) {
            const Thing& thing = grounding_->relations.thing(id);
            fact.tuple.places.push_back({grounding_->relations[g.relation].arguments[fact.tuple.places.size()].kind, thing.text, thing.figure});
        }
        out.push_back(std::move(fact));
    }
    return out;
}

Written written(const Program& program) {
    Written out;
    Program again;
    again.sources = program.sources;
    std::vector<Diagnostic> known;  // told when the program was loaded
    std::vector<Tokens> scanned(again.sources.size());
    SpecialNames names;
    for (std::size_t i = 0; i < scanned.size(); ++i) {
        const Source& source = again.sources[i];
        if (source.separator == '\0') scanned[i] = scan(source, static_cast<SourceId>(i), regions_of(source, source.path.ends_with(".md")), known);
        collect_names(source, scanned[i], names);
    }
    std::vector<ReadSource> sources(scanned.size());
    for (std::size_t i = 0; i < sources.size(); ++i) {
        sources[i].tokens = classify(again.sources[i], scanned[i], names);
        sources[i].file = parse(again.sources[i], static_cast<SourceId>(i), sources[i].tokens, known);
    }
    Resolver resolver(again, known, &names);
    resolver.resolve(sources);
    out.given = resolver.given_facts();
    out.program = resolver.has_schema() ? resolver.schema() : again;
    out.program.relations = again.relations;
    Reading reading(out, again);
    reading.conditions();
    reading.find_rules();
    for (std::size_t i = 0; i < sources.size(); ++i)
        for (const ast::Statement& s : sources[i].file.statements)
            if (const auto* rule = std::get_if<ast::Rule>(&s.what)) reading.conclusions(*rule, s.span, sources[i].tokens, static_cast<SourceId>(i));
    for (const Rule& rule : again.rules) {  // facts about what is no declared relation
        if (!rule.fact) continue;
        const Finding& finding = again.findings[again.conclusions_of(rule)[0].finding.index()];
        if (!finding.relation || finding.kind != FindingKind::yes_no || again.relations[finding.relation.index()].declared) continue;
        if (auto read = reading.tuple(finding.name)) out.given.push_back({*std::move(read), rule.strength, rule.cell});
    }
    return out;
}

}  // namespace hence
