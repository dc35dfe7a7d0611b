// Variables, relations, facts and aggregates up to the syntax tree, and each error with its place.
#include "rules/parse.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "rules/lexer.hpp"
#include "rules/limits.hpp"
#include "rules/scan.hpp"
#include "tests/describe.hpp"

namespace hence {
namespace {

// Tells the statements of one text as the tree has them.
class Tree {
public:
    explicit Tree(const std::string& text, bool facts = false) : source_(make_source("t.hence", text)) {
        const Tokens scanned = scan(source_, SourceId{0}, {{0, static_cast<std::uint32_t>(source_.text.size()), false}}, diagnostics_);
        SpecialNames names;
        collect_names(source_, scanned, names);
        tokens_ = classify(source_, scanned, names, facts);
        if (facts) items_ = parse_facts(source_, SourceId{0}, tokens_, diagnostics_);
        else file_ = parse(source_, SourceId{0}, tokens_, diagnostics_);
    }

    std::string told() const {
        std::string out;
        for (const ast::Statement& statement : file_.statements) {
            out += out.empty() ? "" : "\n";
            out += std::visit([&](const auto& what) { return tell(what); }, statement.what) + (statement.variables ? " *" : "");
        }
        const std::string errors = this->errors();
        return errors.empty() ? out : out + (out.empty() ? "! " : "\n! ") + errors;
    }
    std::string errors() const { return describe(only(diagnostics_, Severity::error), {source_}); }
    const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

private:
    std::string token(std::uint32_t i) const { return source_.text.substr(tokens_.tokens[i].begin, tokens_.tokens[i].end - tokens_.tokens[i].begin); }
    std::string words(ast::Phrase p) const {
        return p.empty() ? "" : source_.text.substr(tokens_.tokens[p.first].begin, tokens_.tokens[p.last - 1].end - tokens_.tokens[p.first].begin);
    }
    std::string joined(const std::vector<ast::Phrase>& list) const {
        std::string out;
        for (const ast::Phrase& p : list) out += (out.empty() ? "" : ", ") + words(p);
        return out;
    }

    std::string expr(ast::NodeId id) const {
        static constexpr const char* signs[] = {"", "AND", "OR", "", "", "", "", "", "", "", "", "", "<", "<=", ">", ">=", "=", "!=", "", "+", "-", "*", "/", "^"};
        static constexpr const char* aggregates[] = {"count", "sum", "min", "max", "average", "latest"};
        const ast::Node& node = file_.tree.nodes[id.index()];
        std::vector<std::string> parts;
        for (std::uint32_t c = node.children.first; c < node.children.last; ++c) parts.push_back(expr(file_.tree.children[c]));
        switch (node.form) {
            case ast::Form::phrase: return words(node.tokens);
            case ast::Form::negation: return "NOT " + parts[0];
            case ast::Form::between: return fmt::format("({} between {} and {})", parts[0], parts[1], parts[2]);
            case ast::Form::elapsed: return fmt::format("elapsed{}({})", node.n, fmt::join(parts, ", "));
            case ast::Form::call: return fmt::format("call({})", fmt::join(parts, ", "));
            case ast::Form::aggregate: return fmt::format("{}[{}{} | {}]", aggregates[node.n], parts[0], node.tokens.empty() ? "" : " by " + words(node.tokens), parts[1]);
            default: break;
        }
        const std::string sign = signs[static_cast<std::size_t>(node.form)];
        return sign.empty() ? "?" : fmt::format("({})", fmt::join(parts, " " + sign + " "));
    }

    std::string tell(const ast::Rule& rule) const {
        std::string out = expr(rule.condition) + " →";
        for (const ast::Conclusion& c : rule.conclusions) {
            out += (&c == rule.conclusions.data() ? " " : ", ") + words(c.name) + (c.value ? " = " + expr(c.value) : "");
            for (const ast::Phrase& alternative : c.alternatives) out += " / " + words(alternative);
        }
        return out + (rule.unless ? " unless " + expr(rule.unless) : "");
    }
    std::string tell(const ast::NumberDeclaration& d) const {
        return "number " + words(d.name) + (d.unit == Id<void>::no_row ? "" : " [" + token(d.unit) + "]") + (d.computed ? " = " + expr(d.computed) : "");
    }
    std::string tell(const ast::ChoiceDeclaration& d) const {
        std::string out = "choice " + words(d.name) + ":";
        for (const ast::ChoiceValue& value : d.values) out += " <" + words(value.name) + ">";
        return out;
    }
    std::string tell(const ast::DateDeclaration& d) const { return "date " + joined(d.names); }
    std::string tell(const ast::FindingDeclaration& d) const { return "finding " + joined(d.names); }
    std::string tell(const ast::KindDeclaration& d) const { return joined(d.kinds) + " is a kind of " + words(d.broader); }
    std::string tell(const ast::Default& d) const { return fmt::format("default {}{}{}", d.denied ? "NOT " : "", words(d.name), d.value ? " = " + expr(d.value) : ""); }
    std::string tell(const ast::Ask& d) const { return "ask " + joined(d.names) + (d.only_if ? " only if " + expr(d.only_if) : ""); }
    std::string tell(const ast::Advise& d) const { return "advise " + words(d.name) + (d.when ? " when " + expr(d.when) : ""); }
    std::string tell(const ast::Topic& d) const { return "topic " + joined(d.names); }
    std::string tell(const ast::Describe& d) const { return "describe " + words(d.name); }
    std::string tell(const ast::Goal& d) const { return "goal " + joined(d.names); }
    std::string tell(const ast::Case& d) const {
        std::string out = "case";
        for (const ast::CaseLine& line : d.lines) out += ": " + tell(line.items);
        return out;
    }
    std::string tell(const ast::RelationDeclaration& d) const {
        std::string out = "relation " + words(d.name);
        for (const ast::RelationArgument& a : d.arguments) {
            out += fmt::format(", {} {}", a.kind == FindingKind::number ? "number" : a.kind == FindingKind::date ? "date" : "choice", words(a.variable));
            if (a.unit != Id<void>::no_row) out += " [" + token(a.unit) + "]";
            for (const ast::Phrase& value : a.values) out += " <" + words(value) + ">";
        }
        return out;
    }
    std::string tell(const std::vector<ast::FactItem>& items) const {
        std::string out;
        for (const ast::FactItem& item : items) out += (out.empty() ? "" : ", ") + expr(item.expr) + (item.certainty ? fmt::format(" ({})", *item.certainty) : "");
        return out;
    }
    std::string tell(const ast::FactStatement& d) const {
        return "fact " + tell(d.items) + (d.source.empty() ? "" : " source " + words(d.source)) + (d.because == Id<void>::no_row ? "" : " because " + token(d.because));
    }
    std::string tell(const ast::FactTable& d) const {
        return fmt::format("fact table {}{} {} rows{}", words(d.name), d.rows.from == Id<void>::no_row ? "" : " from " + token(d.rows.from), d.rows.rows.size(), d.source.empty() ? "" : " source " + words(d.source));
    }
    template <class Other>
    std::string tell(const Other&) const { return "other"; }

    Source source_;
    std::vector<Diagnostic> diagnostics_;
    Tokens tokens_;
    ast::File file_;
    ParsedFacts items_;
};

struct Row {
    const char* text;
    const char* tree;
};

// What follows `! ` are the errors: code, line, column.
void expect_trees(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(Tree(row.text).told(), row.tree) << row.text;
}
void expect_errors(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(Tree(row.text).errors(), row.tree) << row.text;
}

TEST(ParseRelations, VariablesStandInRulesAndDeclaredNames) {
    expect_trees({
        {"patient takes ?drug AND ?drug depletes ?nutrient → ?nutrient deficiency", "(patient takes ?drug AND ?drug depletes ?nutrient) → ?nutrient deficiency *"},
        {"NOT patient takes ? → untreated", "NOT patient takes ? → untreated"},
        {"acme supplies ? to bolt works AND a → b", "(acme supplies ? to bolt works AND a) → b"},
        {"(patient takes ?) → b", "patient takes ? → b"},
        {"a → ?x is due, ?x reaches ?z in ?e unless ?x rests", "a → ?x is due, ?x reaches ?z in ?e unless ?x rests *"},
        {"p of ?x AND ?e = ?d + ?w → q", "(p of ?x AND (?e = (?d + ?w))) → q *"},
        {"?x != ?y AND ?x = ?z AND NOT ?x = ?w → q", "((?x != ?y) AND (?x = ?z) AND NOT (?x = ?w)) → q *"},
        {"?level > 7 mm/s AND ?level between 3 and 5 → q", "((?level > 7 mm/s) AND (?level between 3 and 5)) → q *"},
        {"?level between ?low and ?high OR x → q", "((?level between ?low and ?high) OR x) → q *"},
        {"?day >= 2026-01-01 AND ?day <= today - 7 days → q", "((?day >= 2026-01-01) AND (?day <= (today - 7 days))) → q *"},
        {"?day before 2026-01-01 AND ?day is after today → q", "((?day < 2026-01-01) AND (?day > today)) → q *"},
        {"days between ?a and ?b > 3 → q", "(elapsed0(?a, ?b) > 3) → q *"},
        {"year of ?day = 2026 → q", "(elapsed5(?day) = 2026) → q *"},
        {"?x before ?y → q", "?x before ?y → q *"},  // a relation; of dates one writes <
        {"a → dose of ?drug = 2 * weight", "a → dose of ?drug = (2 * weight) *"},
        {"goal ?nutrient deficiency, magnesium deficiency", "goal ?nutrient deficiency, magnesium deficiency *"},
        {"ask patient takes ?drug: \"Which?\"", "ask patient takes ?drug *"},
        {"ask vibration of ?pump only if ?pump runs: \"How much?\"", "ask vibration of ?pump only if ?pump runs *"},
        {"describe ?x deficiency: \"too little\"", "describe ?x deficiency *"},
        {"advise ?x deficiency when certainty of ?x deficiency > 0.5: \"Eat.\"", "advise ?x deficiency when (certainty of ?x deficiency > 0.5) *"},
        {"topic \"Pumps\": vibration of ?pump, noise of ?pump", "topic vibration of ?pump, noise of ?pump *"},
        {"finding noise of ?pump", "finding noise of ?pump *"},
        {"number vibration of ?component in mm/s", "number vibration of ?component [in mm/s] *"},
        {"number level in ?tank in m", "number level in ?tank [in m] *"},
        {"number level in ?tank, 0 to 5", "number level in ?tank *"},
        {"number power of ?p in kW = flow of ?p * head of ?p", "number power of ?p [in kW] = (flow of ?p * head of ?p) *"},
        {"choice class of ?pump: I, II", "choice class of ?pump: <I> <II> *"},
        {"date last service of ?pump", "date last service of ?pump *"},
        {"noise of ?pump is a kind of wear of ?pump", "noise of ?pump is a kind of wear of ?pump *"},
        {"default level of ?tank = 0 m", "default level of ?tank = 0 m *"},
        {"case \"a\"\n  given NOT patient takes ?\n  expect NOT patient takes ?", "case: NOT patient takes ?: NOT patient takes ?"},
    });
}

TEST(ParseRelations, DeclaredPatternsTakeTheOperatorsOfTheirKind) {
    const std::string date = "date last service of ?pump\n", number = "number vibration of ?component in mm/s\n";
    const auto second = [](const std::string& text) { return Tree(text).told().substr(Tree(text).told().find('\n') + 1); };
    EXPECT_EQ(second(date + "last service of ?p before 2026-01-01 → q"), "(last service of ?p < 2026-01-01) → q *");
    EXPECT_EQ(second(date + "last service of P-101 is not after today → q"), "(last service of P-101 <= today) → q");
    EXPECT_EQ(second(date + "?day before last service of ?p → q"), "(?day < last service of ?p) → q *");
    EXPECT_EQ(second(date + "years between last service of P-101 and today > 2 → q"), "(elapsed3(last service of P-101, today) > 2) → q");
    EXPECT_EQ(second("date service of ?p of ?q\nservice of a of b before today → q"), "(service of a of b < today) → q");
    EXPECT_EQ(second("date service of ?p\nthe service of a before today → q"), "the service of a before today → q");
    EXPECT_EQ(second(date + "service of ?p before 2026-01-01 → q"), "service of ?p before 2026-01-01 → q *");  // no such date
    EXPECT_EQ(second(number + "vibration of ?c in mm/s * 2 > 3 → q"), "((vibration of ?c in mm/s * 2) > 3) → q *");
    EXPECT_EQ(second(number + "2 * ?v in mm/s > 3 → q"), "((2 * ?v in mm/s) > 3) → q *");
    EXPECT_EQ(second(number + "number load = log10(vibration of P-101 in mm/s)"), "number load = call(vibration of P-101 in mm/s)");
    EXPECT_EQ(second(number + "?part in A → q"), "?part in A → q *");
}

TEST(ParseRelations, VariablesElsewhereAreErrors) {
    expect_errors({
        {"a ?x ?y → b", "H28 1:6"},
        {"relation ?x ?y depletes", "H28 1:13"},
        {"score s: a of ?x +1", "H28 1:15"},
        {"a is first of:\n  b when ?x", "H28 2:10"},
        {"choice c of ?x: a, ?y", "H28 1:20"},
        {"convert vitamin ?x: 40 IU = 1 µg", "H28 1:17"},
        {"option ?x", "H28 1:8"},
        {"source ?x: \"a\"", "H28 1:8"},
        {"use ?x", "H28 1:5"},
        {"notice ?x", "H28 1:8"},
        {"text summary of ?x", "H28 1:17"},
        {"only if ?x rests", "H28 1:9"},
        {"rule r of ?x: a → b", "H28 1:11"},
        {"a → b\n  group ?g", "H28 2:9"},
        {"a → b\n  source ?g", "H28 2:10"},
        {"a → b overrides r, ?x", "H28 1:20"},
        {"finding a of ?x, also: b of ?x", "H28 1:29"},
        {"number a of ?x in m, of ?x", "H28 1:25"},
        {"number a of ? in m", "H28 1:13"},
        {"a → b of ?", "H28 1:10"},
        {"case \"a\"\n  given patient takes ?drug", "H28 2:23"},
        {"case \"a\"\n  because of ?", "H28 2:14"},
        {"table\n  [A] of ?x suggests b\n  [A] suggests c\n|A|\n|-|\n|x|", "H28 2:10"},
        {"fact a of ?x", "H28 1:11"},
        {"fact table ?x depletes ?y\n|A|B|\n|-|-|\n|x|y|", "H28 1:12"},
    });
    EXPECT_EQ(Tree("NOT patient takes ?, ?x rests", true).errors(), "H28 1:22");
    EXPECT_EQ(Tree("NOT patient takes ?", true).errors(), "");
}

TEST(ParseRelations, ARelationTypesItsPlaces) {
    expect_trees({
        {"relation ?drug depletes ?nutrient", "relation ?drug depletes ?nutrient *"},
        {"Relation patient takes ?drug", "relation patient takes ?drug *"},
        {"relation ?x lives in ?city", "relation ?x lives in ?city *"},
        {"relation ?pump vibrates at ?level on ?day, number ?level in mm/s, date ?day", "relation ?pump vibrates at ?level on ?day, number ?level [in mm/s], date ?day *"},
        {"relation ?machine is of ?class, choice ?class: small, medium, \"very large\", date ?machine", "relation ?machine is of ?class, choice ?class <small> <medium> <\"very large\">, date ?machine *"},
        {"relation ?a at ?b,\n  number ?b,\n  choice ?a: number, date of birth", "relation ?a at ?b, number ?b, choice ?a <number> <date of birth> *"},
        {"relation ?a 1 ?b 2 ?c 3 ?d 4 ?e 5 ?f 6 ?g 7 ?h", "relation ?a 1 ?b 2 ?c 3 ?d 4 ?e 5 ?f 6 ?g 7 ?h *"},
        {"relation of the day → b", "relation of the day → b"},
    });
    static_assert(relation_arguments_limit == 8);
    expect_errors({
        {"relation ?a 1 ?b 2 ?c 3 ?d 4 ?e 5 ?f 6 ?g 7 ?h 8 ?i", "H20 1:50"},
        {"relation", "H02 1:1"},
        {"relation drug depletes nutrient", "H28 1:10"},
        {"relation ?drug", "H28 1:10"},
        {"relation ? depletes ?b", "H28 1:10"},
        {"relation ?a meets ?b near ?A", "H28 1:27"},
        {"relation ?a meets ?b, number ?c", "H28 1:30"},
        {"relation ?a meets ?b, number ?b, date ?b", "H28 1:39"},
        {"relation ?a meets ?b, weight ?b", "H28 1:23"},
        {"relation ?a meets ?b, number b", "H28 1:23"},
        {"relation ?a meets ?b, number ?b kg", "H02 1:33"},
        {"relation ?a meets ?b, choice ?b", "H02 1:32"},
        {"relation ?a meets ?b, choice ?b small", "H02 1:33"},
        {"relation ?a meets ?b, choice ?b: small, ?a", "H28 1:41"},
        {"relation ?a meets ?b,, number ?b", "H02 1:22"},
        {"relation ?a causes ?b", "H02 1:13"},
        {"relation ?a and ?b meet", "H02 1:13"},
    });
}

TEST(ParseRelations, FactsInTheKnowledgeBase) {
    expect_trees({
        {"fact furosemide depletes magnesium", "fact furosemide depletes magnesium"},
        {"fact furosemide depletes magnesium, spironolactone depletes potassium (0.7), vibration of P-101 = 7.1 mm/s, pain side is left, NOT a",
         "fact furosemide depletes magnesium, spironolactone depletes potassium (0.7), (vibration of P-101 = 7.1 mm/s), pain side is left, NOT a"},
        {"fact a,\n  b\n  source BNF 2026\n  because \"x\"", "fact a, b source BNF 2026 because \"x\""},
        {"fact a, b source BNF because \"x\"", "fact a, b source BNF because \"x\""},
        {"fact a, source BNF", "fact a source BNF"},
        {"fact a depletes source of all", "fact a depletes source of all"},
        {"fact NOT patient takes ?", "fact NOT patient takes ?"},
        {"fact of life → b", "fact of life → b"},
        {"fact table depletes\n| Drug | Nutrient |\n|---|---|\n| a | b |", "fact table depletes 3 rows"},
        {"fact table depletes, source BNF 2026\n\n| Drug | Nutrient |\n|---|---|\n| a | b |", "fact table depletes 3 rows source BNF 2026"},
        {"fact table depletes from \"x.csv\" separated by \";\", source S", "fact table depletes from \"x.csv\" 0 rows source S"},
        {"fact table [Drug] depletes [Nutrient] from \"x.csv\"", "fact table [Drug] depletes [Nutrient] from \"x.csv\" 0 rows"},
        {"fact table [Drug] is source of [Nutrient] source S\n|A|\n|-|", "fact table [Drug] is source of [Nutrient] 2 rows source S"},
        {"fact table [Drug] depletes [Nutrient]\n    source S\n| Drug | Nutrient |\n|---|---|", "fact table [Drug] depletes [Nutrient] 2 rows source S"},
    });
    expect_errors({
        {"fact", "H02 1:1"},
        {"fact a,", "H06 1:7"},
        {"fact a b (60%)", "H10 1:10"},
        {"fact a because \"x\" because \"y\"", "H02 1:20"},
        {"fact table", "H28 1:1"},
        {"fact table from \"x.csv\"", "H28 1:1"},
        {"fact table depletes", "H16 1:1"},
        {"fact table depletes, first\n|A|\n|-|", "H16 1:22"},
        {"fact table depletes AND x\n|A|\n|-|", "H02 1:21"},
        {"fact table depletes from \"x.csv\"\n|A|\n|-|", "H16 1:1"},
    });
}

TEST(ParseRelations, Aggregates) {
    expect_trees({
        {"count of ?drug where (patient takes ?drug) >= 5 → x", "(count[?drug | patient takes ?drug] >= 5) → x *"},
        {"Sum of ?w * price of ?part where (?x needs ?w of ?part AND NOT ?x rests) > 3 → x", "(sum[(?w * price of ?part) | (?x needs ?w of ?part AND NOT ?x rests)] > 3) → x *"},
        {"latest ?v by ?day where (?p had ?v on ?day) > 2 * average of ?v where (?p had ?v on ?day) → x",
         "(latest[?v by ?day | ?p had ?v on ?day] > (2 * average[?v | ?p had ?v on ?day])) → x *"},
        {"number first = min of ?d where (p at ?d) + max of (?d - ?e) where (p at ?d to ?e)", "number first = (min[?d | p at ?d] + max[(?d - ?e) | p at ?d to ?e]) *"},
        {"a AND NOT count of ?x where (count of ?y where (?x has ?y) > 2) = 1 → x", "(a AND NOT (count[?x | (count[?y | ?x has ?y] > 2)] = 1)) → x *"},
        {"sum of (count of ?y where (?x has ?y)) where (?x rests) > 1 → x", "(sum[count[?y | ?x has ?y] | ?x rests] > 1) → x *"},
        {"a → b unless count of ?x where (p has ?x) > 3", "a → b unless (count[?x | p has ?x] > 3) *"},
        {"default n = count of ?x where (p has ?x)", "default n = count[?x | p has ?x] *"},
        {"count of stools > 3 → x", "(count of stools > 3) → x"},
        {"count of stools > count of ?d where (p has ?d) → x", "(count of stools > count[?d | p has ?d]) → x *"},
        {"latest reading > 3 AND count of ?d where (p has ?d) > 1 → x", "((latest reading > 3) AND (count[?d | p has ?d] > 1)) → x *"},
        {"min(a, b) > 3 → x", "(call(a, b) > 3) → x"},
        {"places where it hurts → x", "places where it hurts → x"},
        {"finding count of days\ncount of days AND a → x", "finding count of days\n(count of days AND a) → x"},
    });
    expect_errors({
        {"count of ?x where (p has ?x) → y", "H25 1:1"},
        {"count of ?x where p has ?x > 1 → y", "H02 1:13"},
        {"count of ?x where (p has ?x > 1 → y", "H06 1:19"},
        {"count of x where (p has ?x) > 1 → y", "H28 1:10"},
        {"count of ? where (p has ?) > 1 → y", "H28 1:10"},
        {"count of 2 * ?x where (p has ?x) > 1 → y", "H28 1:10"},
        {"latest ?v where (p has ?v) > 1 → y", "H02 1:1"},
        {"latest ?v by where (p has ?v) > 1 → y", "H02 1:14"},
        {"sum of ?v by ?day where (p has ?v) > 1 → y", "H02 1:11"},
        {"sum of NOT ?v where (p has ?v) > 1 → y", "H25 1:8"},
        {"sum of ?v where (?v + 1) > 1 → y", "H25 1:18"},
        {"sum of ?v where () > 1 → y", "H02 1:18"},
        {"a count of ?v where (p has ?v) > 1 → y", "H02 1:21"},
        {"latest ?v by ?day of ?x where p has ?v > 1 → y", "H02 1:25"},
    });
}

TEST(ParseRelations, ErrorsSayHowItIsWritten) {
    const auto told = [](const char* text) {
        const Tree tree(text);
        return tree.diagnostics().empty() ? "" : tree.diagnostics().front().message + " | " + tree.diagnostics().front().advice;
    };
    EXPECT_EQ(told("a ?x ?y → b"), "two variables want a word between them | Write what joins them: ?x depletes ?y.");
    EXPECT_EQ(told("latest ?v where (p has ?v) > 1 → y"), "the latest by which date? `by` is missing | Write latest ?v by ?day where (CONDITION).");
    EXPECT_EQ(told("count of ?x where p has ?x > 1 → y"), "a parenthesis is missing behind `where` | Write where (CONDITION).");
    EXPECT_EQ(told("relation ?a meets ?b, number ?c"), "`?c` stands in no place of this relation | Write a variable of the relation's name.");
    EXPECT_EQ(told("relation ?a causes ?b"), "`causes` makes this line a rule, and a relation is declared | Say the relation in other words: relation ?drug leads to ?effect.");
}

}  // namespace
}  // namespace hence
