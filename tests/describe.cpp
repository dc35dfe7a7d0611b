#include "tests/describe.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rules/number.hpp"

namespace hence {
namespace {

class Teller {
public:
    explicit Teller(const Program& program) : p_(program) {}

    std::string name(FindingId id) const { return id ? p_.findings[id.index()].name : "?"; }

    std::string expr(ExprId id) const {
        if (!id) return "always";
        const Expr& e = p_.exprs[id.index()];
        const auto part = [&](std::size_t i) { return inner(p_.inputs(e)[i]); };
        switch (e.op) {
            case Op::finding: case Op::quantity: return name(e.finding);
            case Op::literal: return format_number(e.number);
            case Op::points: return "points of " + name(e.finding);
            case Op::certainty: return "certainty of " + name(e.finding);
            case Op::rule_applies: return fmt::format("rule {} applies", p_.rule_names[e.n]);
            case Op::no_evidence_for: return "no evidence for " + part(0);
            case Op::is_value: return fmt::format("{} is {}", name(e.finding), value(e.finding, e.n));
            case Op::negation: return "NOT " + part(0);
            case Op::is_known: return part(0) + " is known";
            case Op::is_unknown: return part(0) + " is unknown";
            case Op::minus: return "-" + part(0);
            case Op::at_least: case Op::at_most: case Op::exactly:
                return fmt::format("{} {} of ({})", e.op == Op::at_least ? "at least" : e.op == Op::at_most ? "at most" : "exactly", e.n, joined(e, ", "));
            default: break;
        }
        const std::string_view sign = infix(e.op);
        if (sign.empty()) return fmt::format("{}({})", function(e.op), joined(e, ", "));
        std::string out;
        for (std::size_t i = 0; i < e.inputs.size(); ++i) out += (i > 0 ? fmt::format(" {} ", sign) : "") + part(i);
        return out;
    }

    std::string fact(const Fact& f) const {
        const Finding& finding = p_.findings[f.finding.index()];
        std::string out = finding.name;
        if ((finding.kind == FindingKind::number || finding.kind == FindingKind::score || finding.kind == FindingKind::date) && f.certainty != 0) out += " = " + format_number(f.value);
        if (finding.kind == FindingKind::choice && f.certainty != 0) out += " is " + value(f.finding, static_cast<std::uint32_t>(f.value));
        return f.certainty == 1 ? out : fmt::format("{} ({})", out, format_number(f.certainty));
    }

    void rules() {
        for (const Rule& r : p_.rules) rule(r);
    }

    void all() {
        for (std::size_t i = 0; i < p_.findings.size(); ++i) finding(FindingId(i));
        for (const Citation& c : p_.citations) line("source {}: \"{}\"", c.name, c.text);
        rules();
        for (const Cause& c : p_.causes) line("{} causes {}{}{}", name(c.cause), name(c.effect), source(c.source), because(c.because));
        for (const Kind& k : p_.kinds) line("{} is a kind of {}", name(k.kind), name(k.broader));
        for (const WhichOf& w : p_.which_of) line("ask which of ({}): \"{}\"", names(w.findings), w.question);
        for (const Topic& t : p_.topics) line("topic \"{}\": {}", t.title, names(t.findings));
        for (const Advice& a : p_.advice) advice(a);
        for (const std::string& n : p_.notices) line("notice \"{}\"", n);
        for (const Case& c : p_.cases) test_case(c);
        const Options standard;
        if (p_.options.threshold != standard.threshold) line("option threshold {}", format_number(p_.options.threshold));
        if (p_.options.combine_strongest) line("option combine strongest");
        if (p_.options.strict) line("option strict");
    }

    std::string take() && { return std::move(out_); }

private:
    template <class... Parts>
    void line(fmt::format_string<Parts...> form, Parts&&... parts) {
        out_ += fmt::format(form, std::forward<Parts>(parts)...) + '\n';
    }

    std::string value(FindingId id, std::uint32_t n) const {
        const Detail* detail = p_.detail(id);
        return detail && n < detail->values.size() ? detail->values[n] : fmt::format("value {}", n);
    }

    // An input: in parentheses if it is made of several parts.
    std::string inner(ExprId id) const {
        const Expr& e = p_.exprs[id.index()];
        const bool compound = (!infix(e.op).empty() || e.op == Op::is_value || e.op == Op::is_known || e.op == Op::is_unknown || e.op == Op::negation);
        return compound && e.op != Op::is_value && e.op != Op::negation ? "(" + expr(id) + ")" : expr(id);
    }

    static std::string_view infix(Op op) {
        switch (op) {
            case Op::all: return "AND";
            case Op::any: return "OR";
            case Op::less: return "<";
            case Op::less_equal: return "<=";
            case Op::greater: return ">";
            case Op::greater_equal: return ">=";
            case Op::equal: return "=";
            case Op::not_equal: return "!=";
            case Op::add: return "+";
            case Op::subtract: return "-";
            case Op::multiply: return "*";
            case Op::divide: return "/";
            case Op::power: return "^";
            default: return {};
        }
    }

    static std::string_view function(Op op) {
        switch (op) {
            case Op::absolute: return "abs";
            case Op::minimum: return "min";
            case Op::maximum: return "max";
            case Op::round_to: return "round";
            case Op::floor: return "floor";
            case Op::ceiling: return "ceil";
            case Op::square_root: return "sqrt";
            case Op::logarithm: return "log";
            case Op::logarithm10: return "log10";
            case Op::exponential: return "exp";
            case Op::truncate: return "truncate";
            case Op::plus_months: return "plus_months";
            case Op::months_between: return "months_between";
            case Op::exact_years_between: return "exact_years_between";
            case Op::year_of: return "year_of";
            case Op::month_of: return "month_of";
            case Op::aggregate: return "aggregate";
            default: return "?";
        }
    }

    std::string joined(const Expr& e, std::string_view sign) const {
        std::string out;
        for (const ExprId input : p_.inputs(e)) out += (out.empty() ? "" : std::string(sign)) + expr(input);
        return out;
    }

    std::string names(const std::vector<FindingId>& list) const {
        std::string out;
        for (const FindingId id : list) out += (out.empty() ? "" : ", ") + name(id);
        return out;
    }

    std::string source(CitationId id) const { return id ? " source " + p_.citations[id.index()].name : ""; }
    std::string because(std::uint32_t row) const { return row ? fmt::format(" because \"{}\"", p_.texts[row]) : ""; }

    void rule(const Rule& r) {
        std::string out = r.name ? fmt::format("rule {}: ", p_.rule_names[r.name.index()]) : "";
        out += expr(r.condition) + " → ";
        bool first = true;
        for (const Conclusion& c : p_.conclusions_of(r)) {
            out += (first ? "" : r.alternatives ? " / " : ", ") + name(c.finding);
            const bool text = p_.findings[c.finding.index()].kind == FindingKind::text;
            if (c.choice >= 0 && text) out += fmt::format(" = \"{}\"", filled(p_.wordings[static_cast<std::size_t>(c.choice)]));
            else if (c.choice >= 0) out += " is " + value(c.finding, static_cast<std::uint32_t>(c.choice));
            if (c.value) out += " = " + expr(c.value);
            first = false;
        }
        if (r.stated != 1) out += fmt::format(" ({})", format_number(r.stated));
        if (r.shared > 0) out += fmt::format(" shared {} of {}: {}", r.shared, r.shared_among, format_number(r.strength));
        if (r.cap) out += fmt::format(", together at most {} [{}]", format_number(p_.caps[r.cap.index()]), r.cap.row);
        if (r.scope) out += " only if " + expr(r.scope);
        if (r.first) out += fmt::format(" [first {}.{}]", r.first.row, r.place);
        if (r.unless) out += " unless " + expr(r.unless);
        if (r.otherwise != 0) out += fmt::format(" otherwise ({})", format_number(r.otherwise));
        for (std::uint32_t i = r.overrides.first; i < r.overrides.last; ++i) out += " overrides " + p_.rule_names[p_.overrides[i].index()];
        if (r.group) out += " group " + p_.groups[r.group.index()];
        out += source(r.source) + because(r.because);
        const bool whole_row = r.cell != Span{} && (p_.text_of(r.cell).starts_with('|') || p_.sources[static_cast<std::size_t>(r.cell.source)].separator != '\0');
        if (r.cell != Span{} && !whole_row) out += fmt::format(" cell «{}»", p_.text_of(r.cell));
        out_ += out + '\n';
    }

    void finding(FindingId id) {
        const Finding& f = p_.findings[id.index()];
        const Detail* d = p_.detail(id);
        if (f.goal) line("goal {}", f.name);
        std::string out = f.name;
        if (d && d->unit) out += " in " + d->unit->spelling;
        if (d && !d->substance.empty()) out += ", of " + d->substance;
        if (d && d->lowest) out += fmt::format(", {} to {}", format_number(*d->lowest), format_number(*d->highest));
        if (d && d->usual_lowest) out += fmt::format(", usual {} to {}", format_number(*d->usual_lowest), format_number(*d->usual_highest));
        if (d && d->fixed) out += ", fixed";
        if (d && d->decimals) out += fmt::format(", {} decimals", *d->decimals);
        for (std::size_t i = 0; d && i < d->aliases.size(); ++i) out += (i == 0 ? ", also: " : ", ") + d->aliases[i];
        if (d && d->ordered) out += ", ordered";
        for (std::size_t i = 0; d && i < d->values.size(); ++i)
            out += (i == 0 ? ": " : ", ") + d->values[i] + (d->points.empty() ? "" : " " + signed_figure(d->points[i]));
        for (std::uint32_t i = d ? d->items.first : 0; d && i < d->items.last; ++i) out += (i == d->items.first ? ": " : ", ") + item(p_.items[i]);
        if (d && d->computed) out += " = " + expr(d->computed);
        static constexpr std::string_view kinds[] = {"finding", "number", "choice", "date", "score", "text"};
        if (f.declared || f.kind != FindingKind::yes_no || out != f.name) line("{} {}", kinds[static_cast<std::size_t>(f.kind)], out);
        if (d) question(f, *d);
        if (d && d->by_default) line("default {}{}", *d->by_default < 0 ? "NOT " : "", f.name);
        if (d && d->default_value) line("default {} = {}", f.name, expr(d->default_value));
    }

    static std::string signed_figure(double x) { return (x < 0 ? "" : "+") + format_number(x); }

    std::string item(const Item& i) const {
        return i.choice ? expr(i.choice) : fmt::format("{} {}", expr(i.condition), signed_figure(i.points));
    }

    std::string filled(const std::vector<TextPart>& parts) const {
        std::string out;
        for (const TextPart& part : parts) out += part.before + (part.finding ? "{" + name(part.finding) + "}" : "");
        return out;
    }

    void question(const Finding& f, const Detail& d) {
        const bool plain = !d.question.empty() || d.ask_first || d.only_if;
        if (plain)
            line("ask {}{}{}{}{}", f.name, d.ask_first ? " first" : "", d.only_if ? " only if " + expr(d.only_if) : "",
                 !d.if_not ? "" : *d.if_not > 0 ? ", else yes" : ", else no", d.question.empty() ? "" : ": \"" + d.question + '"');
        if (!d.description.empty()) line("describe {}: \"{}\"", f.name, d.description);
    }

    void advice(const Advice& a) {
        const std::string text = filled(a.text);
        line("advise {}{}{}{}: \"{}\"", name(a.finding), a.urgent ? ", urgent" : "", a.when ? " when " + expr(a.when) : "",
             a.unless ? " unless " + expr(a.unless) : "", text);
    }

    std::string expectation(const Expectation& e) const {
        const std::string about = e.finding ? " " + name(e.finding) : "";
        switch (e.expect) {
            case Expect::certainty: return fmt::format("{} from {} to {}", name(e.finding), format_number(round12(e.low)), format_number(round12(e.high)));
            case Expect::band: return name(e.finding) + " " + e.band;
            case Expect::yes: return name(e.finding);
            case Expect::no: return "NOT" + about;
            case Expect::first: return name(e.finding) + " first";
            case Expect::above: return name(e.finding) + " above " + name(e.other);
            case Expect::nothing: return "nothing about" + about;
            case Expect::value:
                return e.choice >= 0 ? fmt::format("{} is {}", name(e.finding), value(e.finding, static_cast<std::uint32_t>(e.choice)))
                                     : fmt::format("{} = {} to {}", name(e.finding), format_number(round12(e.low)), format_number(round12(e.high)));
            case Expect::text: return fmt::format("{} = \"{}\"", name(e.finding), e.text);
            case Expect::urgent_advice: return "urgent advice" + (e.finding ? " about" + about : "");
            case Expect::no_question: return "no question about" + about;
            case Expect::conflict: return "conflict about" + about;
        }
        return "?";
    }

    void test_case(const Case& c) {
        std::string out = fmt::format("case \"{}\"", c.name);
        const auto more = [&, first = true](std::string_view head, const std::string& text) mutable {
            out += fmt::format("{} {}", first ? head : ",", text);
            first = false;
        };
        auto given = more, expect = more, because = more;
        for (const Fact& f : c.given) given(" given", fact(f));
        for (const Expectation& e : c.expect) expect("; expect", expectation(e));
        for (const RuleNameId id : c.because) because("; because of", p_.rule_names[id.index()]);
        out_ += out + '\n';
    }

    const Program& p_;
    std::string out_;
};

std::string with_errors(std::string text, const Loaded& loaded) {
    const std::string errors = describe(only(loaded.diagnostics, Severity::error), loaded.program.sources);
    return errors.empty() ? text : text + "! " + errors + '\n';
}

}  // namespace

std::string describe(const Program& program) {
    Teller teller(program);
    teller.all();
    return std::move(teller).take();
}

std::string describe_rules(const Program& program) {
    Teller teller(program);
    teller.rules();
    return std::move(teller).take();
}

std::string describe(const Program& program, ExprId expr) { return Teller(program).expr(expr); }

std::string describe(const Program& program, const Fact& fact) { return Teller(program).fact(fact); }

std::string describe(const std::vector<Diagnostic>& diagnostics, const std::vector<Source>& sources) {
    std::string out;
    for (const Diagnostic& d : diagnostics) {
        if (!out.empty()) out += ", ";
        out += entry(d.code).text;
        const auto source = static_cast<std::size_t>(d.span.source);
        if (source >= sources.size()) continue;
        const Place at = place(sources[source], d.span.begin);
        out += fmt::format(" {}{}:{}", source > 0 ? sources[source].path + ":" : "", at.line, at.column);
    }
    return out;
}

Loaded load_text(std::string text, std::string path) { return load({}, {{std::move(path), std::move(text)}}); }

std::vector<Diagnostic> only(std::vector<Diagnostic> diagnostics, Severity severity) {
    std::erase_if(diagnostics, [&](const Diagnostic& d) { return d.severity != severity; });
    return diagnostics;
}

std::string read_rules(std::string text) {
    const Loaded loaded = load_text(std::move(text));
    return with_errors(describe_rules(loaded.program), loaded);
}

std::string read_all(std::string text) {
    const Loaded loaded = load_text(std::move(text));
    return with_errors(describe(loaded.program), loaded);
}

std::string read_errors(std::string text) {
    const Loaded loaded = load_text(std::move(text));
    return describe(only(loaded.diagnostics, Severity::error), loaded.program.sources);
}

}  // namespace hence
