// `shared counts less`: what nearly all rows of a table name tells nearly nothing.
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "rules/resolver.hpp"

namespace hence {

// With N conclusions in the table, n of which have rows that name the finding or a kind of it, it
// counts (N − n)/(N − 1) of the strength. Source: language.md, Tables.
void Resolver::count_shared(Range rules) {
    using Findings = boost::unordered_flat_set<std::uint32_t>;
    boost::unordered_flat_map<std::uint32_t, Findings> conclusions_of;  // by finding named in a condition
    boost::unordered_flat_map<std::uint32_t, std::vector<std::uint32_t>> broader;
    for (const Kind& k : program_.kinds) broader[k.kind.row].push_back(k.broader.row);
    Findings all;
    const auto single = [&](const Rule& r) {
        return r.condition && program_.exprs[r.condition.index()].op == Op::finding ? program_.exprs[r.condition.index()].finding : FindingId{};
    };
    const auto name = [&](FindingId finding, std::uint32_t conclusion) {
        std::vector<std::uint32_t> open{finding.row};
        Findings seen{finding.row};
        while (!open.empty()) {
            const std::uint32_t at = open.back();
            open.pop_back();
            conclusions_of[at].insert(conclusion);
            for (const std::uint32_t up : broader[at])
                if (seen.insert(up).second) open.push_back(up);
        }
    };
    const auto every = [&](ExprId e, std::uint32_t conclusion, auto& self) -> void {
        const Expr& expr = program_.exprs[e.index()];
        if (expr.op == Op::finding) name(expr.finding, conclusion);
        for (const ExprId input : program_.inputs(expr)) self(input, conclusion, self);
    };
    for (std::size_t i = rules.first; i < rules.last; ++i)
        for (const Conclusion& c : program_.conclusions_of(program_.rules[i])) {
            all.insert(c.finding.row);
            if (program_.rules[i].condition) every(program_.rules[i].condition, c.finding.row, every);
        }
    if (all.size() < 2) return;
    for (std::size_t i = rules.first; i < rules.last; ++i) {
        Rule& rule = program_.rules[i];
        const FindingId finding = single(rule);
        if (!finding) continue;
        const auto n = static_cast<double>(conclusions_of[finding.row].size());
        const auto total = static_cast<double>(all.size());
        rule.shared = static_cast<std::uint32_t>(n);
        rule.shared_among = static_cast<std::uint32_t>(total);
        rule.strength = rule.stated * ((total - n) / (total - 1));
    }
}

}  // namespace hence
