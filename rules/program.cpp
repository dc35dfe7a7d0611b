#include "rules/program.hpp"

#include "rules/text.hpp"

namespace hence {

const Detail* Program::detail(FindingId id) const {
    const DetailId row = findings[id.index()].detail;
    return row ? &details[row.index()] : nullptr;
}

Detail& Program::detail_of(FindingId id) {
    DetailId& row = findings[id.index()].detail;
    if (!row) {
        row = DetailId(details.size());
        details.emplace_back();
    }
    return details[row.index()];
}

std::span<const ExprId> Program::inputs(const Expr& e) const {
    return {expr_inputs.data() + e.inputs.first, e.inputs.size()};
}

std::span<const Conclusion> Program::conclusions_of(const Rule& r) const {
    return {conclusions.data() + r.conclusions.first, r.conclusions.size()};
}

FindingId Program::find(std::string_view name) const {
    const auto found = by_key.find(key_of(name));
    return found == by_key.end() ? FindingId{} : found->second;
}

std::string_view Program::text_of(Span span) const {
    const auto index = static_cast<std::size_t>(span.source);
    return index < sources.size() ? span_text(sources[index], span) : std::string_view{};
}

std::string Program::text_of(Span span, std::uint32_t instance) const {
    const std::string_view text = text_of(span);
    const Range range = instances[instance];
    std::string out;
    bool quoted = false;
    for (std::size_t at = 0; at < text.size();) {
        quoted ^= text[at] == '"';
        std::uint32_t row = text[at] == '?' && !quoted ? range.first : range.last;
        std::size_t to = at + 1;
        while (row < range.last && to < text.size() && is_variable_byte(text[to])) ++to;
        while (row < range.last && terms[bindings[row].variable] != text.substr(at, to - at)) ++row;
        if (row < range.last) out += terms[bindings[row].thing];
        else out += text.substr(at, to - at);
        at = to;
    }
    return out;
}

ProgramRows rows_of(const Program& p) {
    return {p.findings.size(), p.details.size(), p.exprs.size(), p.expr_inputs.size(), p.rules.size(), p.conclusions.size(), p.bindings.size(), p.instances.size(), p.kinds.size(), p.causes.size()};
}

void cut_to(Program& program, const ProgramRows& rows) {
    if (program.findings.size() > rows.findings)
        boost::unordered::erase_if(program.by_key, [&](const auto& name) { return name.second.index() >= rows.findings; });
    program.findings.resize(rows.findings);
    program.details.resize(rows.details);
    program.exprs.resize(rows.exprs);
    program.expr_inputs.resize(rows.expr_inputs);
    program.rules.resize(rows.rules);
    program.conclusions.resize(rows.conclusions);
    program.bindings.resize(rows.bindings);
    program.instances.resize(rows.instances);
    program.kinds.resize(rows.kinds);
    program.causes.resize(rows.causes);
}

std::vector<bool> concluded_findings(const Program& program) {
    std::vector<bool> concluded(program.findings.size());
    for (const Conclusion& c : program.conclusions) concluded[c.finding.index()] = true;
    for (const Kind& k : program.kinds) concluded[k.broader.index()] = true;
    for (std::size_t i = 0; i < program.findings.size(); ++i) {
        const Detail* detail = program.detail(FindingId(i));
        if (program.findings[i].closed || (detail && detail->computed) || program.findings[i].kind == FindingKind::score) concluded[i] = true;
    }
    return concluded;
}

}  // namespace hence
