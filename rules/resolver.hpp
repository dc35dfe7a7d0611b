// Last step of reading: syntax trees → Program. Private to rules/. First every declaration of every
// file, then all that refers to names; so the order of statements and files changes nothing.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "rules/ast.hpp"
#include "rules/diagnostic.hpp"
#include "rules/ground.hpp"
#include "rules/lexer.hpp"
#include "rules/limits.hpp"
#include "rules/parse.hpp"
#include "rules/progress.hpp"
#include "rules/substance.hpp"
#include "rules/written.hpp"

namespace hence {

// One source on its way: its tokens and its tree.
struct ReadSource {
    Tokens tokens;
    ast::File file;
};

// Facts that are to be told of a knowledge base that is read for them.
struct ToldFacts {
    const Source* source = nullptr;
    SourceId id{};
    const Tokens* tokens = nullptr;
    const ParsedFacts* parsed = nullptr;
};

// How a name was used, for lint. `by_cell`: a table's cell declares it.
struct Mention {
    std::uint32_t count = 0;
    bool premise = false, conclusion = false, quoted = false, by_cell = false;
};

// A heading: what it names, and the unit that it gives: `Urea (mmol/L)`, `Urea in mmol/L`.
struct Heading {
    std::string text, key;  // as printed
    std::string name, name_key;
    std::optional<Unit> unit;
    Span span;
};

// A table as it stands. Every row has a cell under each heading.
struct Grid {
    struct Row {
        std::vector<Span> cells;
        Span row;
    };
    std::vector<Heading> headings;
    std::vector<Row> rows;
};

// One row of a table, while its readers are applied: the cell under each heading.
struct RowContext {
    const Grid* grid = nullptr;
    std::size_t index = 0;  // of Grid::rows
    const std::vector<ExprId>* others = nullptr;  // an `otherwise` row: the conditions of all other rows
    const std::vector<Span>& cells() const { return grid->rows[index].cells; }
    Span row() const { return grid->rows[index].row; }
};

// Arithmetic on its way: the node, and the unit that its figure is in.
struct Term {
    ExprId expr;
    Unit unit;             // the unit of `expr`'s figure, or (based) of the same dimension
    bool based = false;    // the figure is in base units
    bool literal = false;  // a figure as written
    bool difference = false;  // of temperatures: converts without offset
    FindingId quantity;    // a number or date just as it is
    Span span;
    bool date = false;     // days since 1970-01-01
    bool elapsed = false;  // between two dates, in `unit`: a bare figure beside it is in that too
    bool mixed = false;    // a sum of calendar steps and days: moves no date
    std::string_view substance{};  // key
};

// What stands for a variable while a statement is resolved. In the schema: the variable itself.
struct BoundVariable {
    std::string name, text;  // `?drug`; `furosemide`, `7.1 mm/s`
    FindingKind kind = FindingKind::yes_no;
    std::optional<Unit> unit;
    double figure = 0;        // of a number or a date
    std::uint32_t thing = 0;  // its row
    std::uint32_t slot = 0;
    bool untyped = false;     // in the schema: no place of a relation says what it stands for
    const std::vector<std::string>* values = nullptr;  // of a choice, in the schema
};

// Years or months, in which a date moves by the calendar.
bool steps_months(const Unit& unit);

class Resolver {
public:
    // `names`: those that the plain grammar would take apart, for conditions in cells.
    Resolver(Program& program, std::vector<Diagnostic>& diagnostics, const SpecialNames* names = nullptr, Progress* progress = nullptr)
        : program_(program), diagnostics_(diagnostics), names_(names), progress_(progress) {}

    // `told`: what they are about is there, tuples that nothing else names too.
    void resolve(const std::vector<ReadSource>& sources, const std::vector<ToldFacts>& told = {});
    // The schema of a knowledge base with relations, once it is resolved.
    bool has_schema() const { return own_grounding_.has_value(); }
    const Program& schema() const { return own_grounding_->schema; }
    // Facts of tuples that nothing named, to a program that was resolved here; see Growable::grow.
    bool grow(const std::vector<ReadSource>& sources, const std::vector<ToldFacts>& told);
    // What it last changed of findings that were there.
    struct Remark { bool unmatched = false, goal = false; };
    const std::vector<std::pair<FindingId, Remark>>& remarked() const { return remarked_; }
    std::vector<WrittenFact> given_facts() const;  // written.cpp: all tuples that are given
    const std::vector<Mention>& mentions() const { return mentions_; }

    // Facts against a finished program: no new names. Source `id` is not in the program.
    std::vector<Fact> read_facts(const Source& source, SourceId id, const Tokens& tokens, const ParsedFacts& parsed);

private:
    enum class Use : std::uint8_t { premise, conclusion, other };
    struct Bad { Diagnostic diagnostic; };

    // resolve.cpp: the passes, and declarations
    void begin_relations(const std::vector<ReadSource>& sources);
    template <class F>
    void told_once(const ast::Statement& s, F f);
    void with_variables(const ast::Statement& s, std::size_t source);
    void enter(std::size_t index, const std::vector<ReadSource>& sources);
    void declare(const ast::Statement& statement);
    void declare_finding(const ast::FindingDeclaration& d, Span span);
    Unit declared_unit(std::uint32_t token);
    void declare_number(const ast::NumberDeclaration& d, Span span);
    void number_option(Detail& detail, ast::Phrase phrase);
    void check_usual(const Detail& detail, const ast::NumberDeclaration& d, Span span);
    void declare_date(const ast::DateDeclaration& d, Span span);
    void declare_conversion(const ast::Convert& d, Span span);
    void declare_choice(const ast::ChoiceDeclaration& d, Span span);
    void declare_score(const ast::ScoreDeclaration& d, Span span);
    void declare_text(const ast::TextDeclaration& d, Span span);
    void declare_source(const ast::Cite& cite);
    void declare_implied_numbers(const ast::File& file);
    void imply_numbers(const ast::Node& node);
    void imply_number(ast::Phrase phrase, const ast::Node* figure);
    void imply_number(std::string_view name, Span span, const Unit& unit);
    void option(const ast::Option& o);
    void once(const std::string& what, Span span, std::string message);
    bool declared_in_schema(ast::Phrase name);
    FindingId declare_name(ast::Phrase name, FindingKind kind, Span span);
    void add_aliases(FindingId id, const std::vector<ast::Phrase>& aliases);
    void statement(const ast::Statement& statement);
    void other(const ast::KindDeclaration& d, Span span);
    void other(const ast::NumberDeclaration& d, Span span);
    void other(const ast::ScoreDeclaration& d, Span span);
    void other(const ast::Default& d, Span span);
    void other(const ast::FirstOf& d, Span span);
    void other(const ast::Ask& d, Span span);
    void other(const ast::Topic& d, Span span);
    void other(const ast::Describe& d, Span span);
    void other(const ast::Goal& d, Span span);
    void other(const ast::Advise& d, Span span) { advise(d, span, nullptr); }
    void other(const ast::Notice& d, Span span);
    void other(const ast::Convert& d, Span span);
    void other(const ast::Rule& d, Span span) { rule(d, span, nullptr, false); }
    void other(const ast::Table& d, Span span);
    void other(const ast::Case& d, Span span);
    void other(const ast::CaseTable& d, Span span);
    void other(const ast::FactStatement& d, Span span);
    void other(const ast::FactTable& d, Span span);
    template <class Other>
    void other(const Other&, Span) {}
    void finish();
    void settle_key(Finding& finding);

    // resolve_name.cpp: words → names
    std::string_view words_text(ast::Phrase phrase, const RowContext* row);  // valid until the next call
    Span words_span(ast::Phrase phrase) const;
    std::string text_of(std::uint32_t token) const;  // of a quoted token
    Span token_span(std::uint32_t token) const;
    FindingId lookup(std::string_view name);
    std::vector<std::pair<std::string, Span>> names_of(ast::Phrase phrase, const RowContext* row);
    FindingId mention(std::string_view name, Span span, Use use, bool quoted = false);
    FindingId mention(ast::Phrase phrase, Use use, const RowContext* row = nullptr);
    void check_no_figure(ast::Phrase phrase);
    FindingId yes_no(ast::Phrase phrase, Use use, const RowContext* row = nullptr);
    FindingId add_finding(std::string_view name, std::string key, Span span);
    void note_spelling(FindingId id, std::string_view name);
    std::string nearest(std::string_view name);
    [[noreturn]] void fail_unknown(std::string_view name, Span span);
    bool suggests() { return ++suggestions_ <= diagnostics_shown_limit; }
    std::vector<TextPart> filled(std::string_view text, Span span, const RowContext* row);
    [[noreturn]] void fail(Code code, Span span, std::string message, std::string advice) const;
    [[noreturn]] void fail_kind(FindingId id, Span span, std::string_view wanted) const;
    template <class F>
    void guarded(F f);
    template <class F>
    static void quietly(F f);  // for a first pass, whose errors the next tells

    // resolve_expr.cpp: conditions and arithmetic
    ExprId condition(ast::NodeId node, const RowContext* row = nullptr);
    ExprId condition_phrase(const ast::Node& node, const RowContext* row);
    ExprId told_or_not(ExprId tuple, Span span);
    bool is_true(ast::NodeId id);
    ExprId compare(const ast::Node& node, const RowContext* row);
    ExprId compare(Op op, Term left, Term right, Span span);
    ExprId counted(const ast::Node& node, const RowContext* row);
    void members(const ast::Node& node, const RowContext* row, std::vector<ExprId>& out);
    std::optional<ExprId> choice_test(std::string_view text, Span span, bool of_variable);
    std::optional<ExprId> known_test(std::string_view text, Span span);
    ExprId is_value(FindingId choice, std::string_view value, Span span, bool of_variable = false);
    std::int32_t value_index(FindingId choice, std::string_view value, Span span) const;
    Term term(ast::NodeId node, const RowContext* row);
    Term term_phrase(const ast::Node& node, const RowContext* row);
    Term quantity(FindingId id, Span span);
    Term call(const ast::Node& node, const RowContext* row);
    Term sum(Op op, Term a, Term b, Span span);
    Term product(Op op, Term a, Term b, Span span);
    Term raised(Term a, Term b, Span span);
    std::optional<Term> literal(ast::Phrase phrase);
    std::optional<Term> literal(std::string_view text, Span span);
    ExprId in_base(const Term& term, bool difference);
    ExprId in_unit(const Term& term, FindingId number);
    ExprId figure_in(const Term& term, const Unit& unit);
    ExprId add(Expr expr, std::initializer_list<ExprId> inputs);
    ExprId add(Expr expr, const std::vector<ExprId>& inputs);
    ExprId figure(double value, Span span);
    void check_number_name(std::string_view name, Span span);
    std::string_view reserved_number(std::string_view name);
    [[noreturn]] void fail_units(const Term& a, const Term& b, Span span) const;

    // resolve_relation.cpp: relations, names that spell tuples, bound variables
    void declare_relations(const std::vector<ReadSource>& sources);
    void declare_relation(const ast::RelationDeclaration& d);
    void declare_pattern(ast::Phrase name, FindingKind kind);
    RelationId add_relation(Relation relation);
    void imply_relation(ast::Phrase phrase);
    std::vector<ast::Phrase> phrases_of(const ast::Statement& s) const;
    std::string pattern_text(ast::Phrase phrase);
    bool has_relations() const;
    void check_reading(const TupleReading& reading, std::string_view name, Span span) const;
    ThingId thing_of(const Relation& relation, std::size_t place, std::string_view text, Span span);
    std::vector<ThingId> things_of(const TupleReading& reading, Span span);
    FindingId tuple(std::string_view name, Span span);
    FindingId add_tuple(RelationId relation, std::span<const ThingId> things, std::string_view name, std::string key, Span span);
    FindingId known_tuple(std::string_view name);
    FindingId lookup_held(std::string_view name);
    void adopt(FindingId id, RelationId relation);
    FindingId schema_finding(RelationId relation);
    const BoundVariable* bound(std::string_view variable) const;
    const BoundVariable* lone_variable(ast::Phrase phrase) const;
    void check_value(const std::vector<std::string>& values, std::string_view variable, std::string_view text, Span span) const;
    std::optional<Term> variable_term(ast::Phrase phrase);
    std::optional<ExprId> compare_things(const ast::Node& node);
    std::string with_things(std::string_view text, Span span) const;

    // resolve_plan.cpp: how statements with variables bind them
    struct Planning {
        StatementPlan plan;
        std::vector<ast::NodeId> aggregates;
        const ast::Statement* statement;
    };
    // A conjunction on its way to rules of the matcher.
    struct Joint {
        const std::vector<Variable>* variables = nullptr;
        std::uint32_t anonymous = 0;  // slots taken, with those of `?`
        std::vector<bool> bound;
        std::vector<Pattern> body;
        std::vector<Guard> guards;
        std::vector<ast::NodeId> reckoned;
    };
    void plan(const ast::Statement& s, std::size_t source);
    std::vector<BoundVariable> schema_variables(const std::vector<Variable>& variables) const;
    void type_variables(Planning& planning);
    void type_variable(std::vector<Variable>& variables, std::string_view name, const RelationArgument& argument, Span span) const;
    void reckon_types(Planning& planning);
    [[noreturn]] void fail_no_relation(std::string_view text, Span span) const;
    [[noreturn]] void fail_places(std::string_view text, RelationId meant, Span span) const;
    void check_implied();
    bool tests_choice(std::string_view text) const;
    void check_choice_variables(const Planning& planning, ast::Phrase phrase);
    std::optional<std::uint32_t> variable_at(const std::vector<Variable>& variables, ast::NodeId id) const;
    bool is_static(ast::NodeId id, const std::vector<Variable>& variables);
    void conjuncts(ast::NodeId id, std::vector<ast::NodeId>& out) const;
    void variables_under(ast::NodeId id, const std::vector<Variable>& variables, bool aggregates, std::vector<std::uint32_t>& out) const;
    void variables_in(ast::Phrase phrase, const std::vector<Variable>& variables, std::vector<std::uint32_t>& out) const;
    void variables_outside(const Planning& planning, std::vector<std::uint32_t>& out);
    std::optional<Pattern> pattern_of(ast::Phrase phrase, const std::vector<Variable>& variables, std::uint32_t& anonymous);
    bool tests_value(ast::NodeId part);
    void phrases_under(ast::NodeId id, std::vector<ast::Phrase>& out) const;
    void bind_parts(const std::vector<ast::NodeId>& parts, Joint& joint, bool last);
    void bind_parts_again(const std::vector<ast::NodeId>& parts, Joint& joint);
    void bind_ways(const std::vector<ast::NodeId>& parts, Joint joint, const std::vector<std::uint32_t>& wanted, std::vector<Joint>& out);
    void bind_subject(const ast::Statement& s, Joint& joint);
    void reckon(const std::vector<ast::NodeId>& parts, Joint& joint);
    std::optional<ast::NodeId> assigned_value(ast::NodeId part, const std::vector<Variable>& variables, const std::vector<std::uint32_t>& open) const;
    ExprId variable_figure(ast::NodeId value, const Variable& variable);
    void add_match_rule(const Joint& joint, std::vector<Pattern> heads, BindingPlan& plan);
    std::function<Checked(std::span<ThingId>)> checker(std::vector<Guard> guards, const std::vector<Variable>& variables) const;
    std::vector<Pattern> spelt_patterns(const Planning& planning, const Joint& joint);
    void add_spelt(ast::Phrase phrase, const Joint& joint, bool concluded, std::vector<Pattern>& heads);
    static bool is_conclusion(const ast::Statement& s, ast::Phrase phrase);
    void spell_computed(Planning& planning, const ast::NumberDeclaration& d);
    void note_patterns(Planning& planning);
    void note_flow(Planning& planning, const Joint& joint);
    void plan_statement(Planning& planning);
    void plan_aggregate(Planning& planning, ast::NodeId id);

    // resolve_ground.cpp: instances
    void read_schema(const std::vector<ReadSource>& sources);
    void warn_of_growth();
    void take_models();
    void ground(const std::vector<ReadSource>& sources);
    bool feeds(RelationId from, RelationId to) const;
    bool may_grow(const StatementPlan& plan) const;
    const StatementPlan& stopped(const MatchStop& stop) const;
    void tell_stopped(const MatchStop& stop);
    void name_tuples(const std::vector<ReadSource>& sources);
    struct NamedTuple {
        RelationId relation;
        TupleId tuple;
        friend auto operator<=>(const NamedTuple&, const NamedTuple&) = default;
    };
    std::optional<NamedTuple> name_tuple(const std::string& name, Span span);
    void name_concluded(const StatementPlan& plan, const std::vector<ReadSource>& sources);
    void name_given(const ast::CaseTable& d);
    std::string fact_name(const ast::FactItem& item);
    void know_relations();
    std::vector<BoundVariable> bound_variables(const std::vector<Variable>& variables, const std::vector<ThingId>& binding) const;
    using InstanceRows = std::map<std::uint32_t, std::vector<std::size_t>>;  // by rule of the matcher
    struct InstancesOf {
        std::set<std::vector<ThingId>> seen;  // of several ways, or of what `?` stands for, only one counts
        bool failed = false;
    };
    void instances_of(StatementPlan& plan, const InstanceRows& instances);
    void instances_of(const StatementPlan& plan, MatchRuleId rule, const std::vector<std::size_t>& rows, InstancesOf& under_way);
    void instance(const ast::Statement& s);
    std::uint32_t instance_row();
    std::uint32_t add_instance(std::size_t first);
    std::uint32_t term_row(const std::string& term, std::string key);
    std::uint32_t thing_term(FindingKind kind, const std::optional<Unit>& unit, ThingId thing);
    // Binds variables while it lives.
    class Bound {
    public:
        Bound(Resolver& resolver, const std::vector<BoundVariable>* bound)
            : resolver_(resolver), before_(std::exchange(resolver.bound_, bound)), instance_of_(std::exchange(resolver.instance_of_, nullptr)), instance_(resolver.instance_) {}
        ~Bound() {
            resolver_.bound_ = before_;
            resolver_.instance_of_ = instance_of_;
            resolver_.instance_ = instance_;
        }
        Bound(const Bound&) = delete;
        Bound& operator=(const Bound&) = delete;

    private:
        Resolver& resolver_;
        const std::vector<BoundVariable>* before_;
        const std::vector<BoundVariable>* instance_of_;
        std::uint32_t instance_;
    };
    bool asks_which(const ast::Ask& d) const;
    void ask_tuples(const ast::Ask& d, Span span);

    // resolve_others.cpp: what a list of tuples does not hold
    bool binds(const StatementPlan& plan, RelationId relation) const;
    bool new_tuples_matter(RelationId relation);
    std::string others_name(ast::Phrase phrase);
    void join_others();
    std::vector<FindingId> tuples_named(ast::Phrase phrase);
    bool fits(const TupleReading& reading, std::span<const ThingId> things);

    // resolve_aggregate.cpp: figures made of all bindings inside
    void find_bindings(const StatementPlan& plan, AggregatePlan& aggregate, const InstanceRows& instances);
    Term aggregate(const ast::Node& node, ast::NodeId id, const RowContext* row);
    template <class F>
    void each_binding(ast::NodeId id, F f);
    ExprId always(Span span);

    // resolve_template.cpp: instances as copies
    RuleTemplate rows_here() const;
    bool take_template(const StatementPlan& plan, MatchRuleId match, const std::vector<ThingId>& binding, RuleTemplate& out);
    bool take_conclusions(const ast::Rule& rule, const StatementPlan& plan, MatchRuleId match, const std::vector<ThingId>& binding, RuleTemplate& out);
    bool has_variable_token(ast::Phrase phrase) const;
    bool add_template_name(const StatementPlan& plan, MatchRuleId match, const std::vector<ThingId>& binding, ast::Phrase phrase, RuleTemplate& out, std::uint32_t& row);
    static void fill(const Pattern& pattern, const std::vector<ThingId>& binding, std::vector<ThingId>& things);
    bool copy_template(RuleTemplate& from, const StatementPlan& plan, std::size_t row, const std::vector<ThingId>& binding);
    std::uint32_t copy_of(RuleTemplate& from, std::uint32_t e, std::uint32_t instance);
    ExprId copied(const RuleTemplate& from, ExprId id) const;
    void put_copy(RuleTemplate& from, std::uint32_t instance);
    void make_room_for(RuleTemplate& from, std::size_t copies);
    void make_room_for_concluded();
    FindingId finding_of(RelationId relation, TupleId tuple, Span span);
    FindingId finding_of(RelationId relation, std::span<const ThingId> things, Span span);

    // resolve_growth.cpp: facts told to a finished program
    using TuplesBefore = std::vector<std::size_t>;  // by relation: how many there were
    void list_fixed(const std::vector<ReadSource>& sources);
    std::vector<NamedTuple> name_told(const std::vector<ToldFacts>& told);
    bool add_instances(const std::vector<ReadSource>& sources, std::size_t found);
    Finding& remark(FindingId finding);
    void match_findings(const TuplesBefore& before);
    void set_goals(ast::Phrase name, const TuplesBefore& before);
    void give_findings();

    // resolve_given.cpp: facts, tables of facts
    struct FactHeadings { RelationId relation; std::vector<std::string> headings; };
    struct TupleColumns { std::vector<std::size_t> places; std::optional<std::size_t> certainty; };
    void give(RelationId relation, const std::vector<ThingId>& things, double certainty, const Rule& tails_of, Span span);
    FactHeadings fact_headings(const ast::FactTable& d);
    void check_no_slip_of(const Grid& table, std::string_view heading, Span span) const;
    TupleColumns tuple_columns(const FactHeadings& wanted, const Grid& table, Span span) const;
    ThingId cell_thing(const Relation& relation, std::size_t place, const Grid::Row& row, const Heading& heading, Span cell);
    void put_given();
    void give_finding(const GivenTuple& given, FindingId finding);
    void put_somes();

    // resolve_score.cpp: choices whose values compare, scores
    double points(std::uint32_t token);
    void long_text(const ast::LongText& t);
    Item score_item(const ast::ScoreItem& s);
    void add_item(std::vector<Item>& items, const Item& item) const;
    void add_items(FindingId score, const std::vector<Item>& items);  // all of the score's at once
    [[noreturn]] void fail_without_points(ast::Phrase phrase, std::string_view why);
    [[noreturn]] void fail_item(const ast::Node& node);
    ExprId points_of(FindingId choice, Span span);
    ExprId scale_of(FindingId choice, Span span);
    ExprId scale_figure(FindingId choice, std::string_view value, Span span);
    FindingId choice_in(ast::NodeId id, const RowContext* row);
    bool names_value(ast::NodeId id, FindingId choice, const RowContext* row);
    std::optional<ExprId> compare_values(const ast::Node& node, Op op, const RowContext* row);
    ExprId between_values(FindingId choice, const ast::Node& node, const RowContext* row);
    ExprId compare_choices(Op op, FindingId a, FindingId b, const ast::Node& name, const ast::Node& value, Span span, const RowContext* row);
    static Op mirrored(Op op);

    // One wording of a text, concluded by the rule at `span`.
    struct TextUse { FindingId text; std::size_t wording; Span span; };

    // resolve_value.cpp: values concluded, by cases, by default; texts; scope
    std::int32_t wording(std::vector<TextPart> parts);
    bool is_quoted(const ast::Node& node) const;
    Conclusion concluded_value(ast::Phrase name, ast::NodeId value, const RowContext* row);
    Conclusion choice_value(FindingId id, std::string_view value, Span span);
    std::optional<Conclusion> concluded_choice(std::string_view text, Span span);
    Conclusion branch_value(ast::Phrase subject, ast::NodeId value);
    ExprId denied(const std::vector<ExprId>& conditions, Span span);  // none of them holds
    void add_rule(Rule rule, const std::vector<Conclusion>& conclusions);
    ExprId as_expr(const Conclusion& value, Span span);
    ExprId default_value(FindingId id, ast::NodeId value, Span name);
    void read_scope(const ast::File& file);
    void check_texts();
    void sort_wordings();
    void fail_text_cycle(const std::vector<TextUse>& uses, const std::vector<std::uint32_t>& waiting);
    std::optional<Term> reading_of(std::string_view text, Span span);
    static std::optional<Op> reading(std::string_view text);
    std::optional<ExprId> rule_test(std::string_view text, Span span);
    // resolve_date.cpp: dates
    FindingId today(Span span);
    bool is_today(ast::Phrase phrase);
    std::optional<Term> date_literal(std::string_view text, Span span);
    Term date_value(std::string_view text, Span span);
    std::optional<ExprId> date_test(std::string_view text, Span span);
    Term elapsed(const ast::Node& node, const RowContext* row);
    Term date_sum(Op op, Term a, Term b, Span span);
    Term date_step(Op op, const Term& date, const Term& step, Span span);
    ExprId compare_dates(Op op, const Term& left, const Term& right, Span span);
    std::string told(const Term& term) const;
    [[noreturn]] void fail_dates(const Term& date, const Term& other, Span span) const;

    // resolve_substance.cpp: conversions, plain figures, counted things
    bool fit(Term& term, const Unit& unit, std::string_view substance);
    bool fit(Term& a, Term& b);
    std::optional<double> converted(double value, const Unit& from, const Unit& to, std::string_view substance);
    Term plain_figure(ast::Phrase phrase, const RowContext* row, Span span);
    bool ends_in_unit(ast::Phrase phrase) const;
    std::optional<Unit> counted_unit(std::string_view spelling);
    bool other_things(const Unit& a, const Unit& b) const;
    std::string conversion_advice(const Term& a, const Term& b) const;

    // resolve_rule.cpp: rules, causes, advice
    struct Pieces { std::vector<ExprId> conditions; std::vector<Span> cells; };
    void rule(const ast::Rule& r, Span span, const RowContext* row, bool in_table);
    Pieces pieces(ast::NodeId condition, const RowContext* row);
    void causes(const ast::Rule& r, Span span, const RowContext* row);
    void conclude(const ast::Conclusion& c, const RowContext* row, bool value_allowed, std::vector<Conclusion>& out);
    void tails(const ast::Rule& r, Rule& out);
    void advise(const ast::Advise& a, Span span, const RowContext* row);
    RuleNameId rule_name(ast::Phrase phrase, bool declare);
    RuleNameId known_rule(std::string_view name, Span span);
    CitationId citation(ast::Phrase phrase);

    // resolve_table.cpp: tables, and what their lines say of each row
    std::optional<Grid> grid(const ast::Rows& rows, bool tell, const std::vector<std::string>* keys = nullptr);
    Grid pasted(const ast::Rows& rows);
    Grid from_csv(SourceId csv, bool tell);
    Grid from_json_lines(SourceId file, const std::vector<std::string>& keys);
    bool has_encoding_error(SourceId source) const;
    void tell_empty(SourceId file, std::string advice);
    void head(Grid& grid, const std::vector<Span>& cells);
    Heading heading_of(std::string_view text, Span span) const;
    void drop_ragged(Grid& grid, bool tell);
    std::optional<std::size_t> column(const Grid& grid, std::string_view heading) const;
    std::size_t column(const Grid& grid, const Token& token) const;
    std::string blank_advice(const RowContext& row, std::size_t column) const;
    struct TableReading {
        const Grid& grid;
        std::vector<bool> failed;                        // by reader, advice behind the rules
        std::vector<std::vector<ExprId>> conditions;     // by reader that is a rule: those of all rows
        std::vector<std::optional<std::size_t>> always;  // the first row without one
        std::vector<FirstId> firsts;
    };
    bool says_otherwise(const Grid::Row& row);
    void read_row(const ast::Table& t, TableReading& reading, std::size_t row, bool otherwise);
    void place_rules(TableReading& reading, std::size_t reader, std::size_t row, std::size_t from, bool otherwise);
    void declare_cells(const ast::Table& t);
    void declare_cell(Span member, const Heading& heading, bool alone);
    void add_abbreviation(FindingId id, std::string_view name);
    std::string substituted(std::string_view text, Span span, const RowContext& row) const;

    // resolve_cell.cpp: what a cell says under its heading
    std::string_view cell_text(Span cell) const;
    std::vector<Span> cell_members(Span cell) const;
    ExprId member_condition(Span member, const RowContext& row, std::size_t column);
    ExprId otherwise_condition(Span member, const RowContext& row);
    ExprId cell_comparison(Op op, std::string_view text, Span span, const Heading& heading);
    std::optional<ExprId> cell_range(std::string_view text, Span span, const Heading& heading);
    ExprId choice_comparison(Op op, FindingId choice, std::string_view text, Span span);
    ExprId date_comparison(Op op, FindingId date, std::string_view text, Span span);
    Term cell_figure(std::string_view text, Span span, const Heading& heading);
    FindingId cell_name(std::string_view text, Span span, Use use = Use::premise);
    std::pair<std::string_view, std::optional<Unit>> split_heading(std::string_view heading) const;
    static std::string_view plain_cell(std::string_view cell);

    // resolve_score_table.cpp: scores and choices whose rows a table has
    void choice_from_table(const ast::ChoiceDeclaration& d, FindingId id);
    void declare_criteria(const ast::ScoreDeclaration& d);
    void score_from_table(const ast::ScoreDeclaration& d, FindingId id);
    Item table_item(const Grid::Row& row, std::size_t criterion, std::size_t points);
    double table_points(Span cell, std::string_view of);
    bool holds_condition(std::string_view text);
    template <class F>
    void with_condition(Span cell, std::vector<Diagnostic>& diagnostics, F f);

    // resolve_shared.cpp: `shared counts less`
    void count_shared(Range rules);

    // resolve_case.cpp: facts
    Fact fact(const ast::FactItem& item);
    Fact fact_phrase(const ast::Node& node, std::optional<double> certainty);
    Fact number_fact(FindingId id, const Term& value, Span span);
    void add_fact(std::vector<Fact>& facts, const Fact& fact);
    bool takes_new_tuples(std::string_view name) const;
    bool is_read_with_variables(std::string_view name);
    FindingId lookup_or_tuple(const std::string& name, Span span);
    FindingId known_finding(std::string_view name, Span span);

    // resolve_expect.cpp: what cases expect
    Expectation expectation(const ast::FactItem& item);
    bool expect_phrase(std::string_view text, Span span, Expectation& out);
    bool expect_about(std::string_view text, Span span, Expectation& out);
    void expect_words(std::string_view text, Span span, Expectation& out);
    void expect_bound(FindingId id, bool least, std::string_view written, const Heading* heading, Span span, Expectation& out);
    static void expect_certainty(Expectation& out, double certainty, double half);
    void expect_value(FindingId id, std::string_view written, const Heading* heading, Span span, Expectation& out);
    double value_of_text(FindingId id, std::string_view text, const Heading* heading, Span span);
    Unit unit_of(FindingId id) const;

    // resolve_case_table.cpp: a row a case
    void check_certainty(std::optional<double> certainty, Span span) const;
    bool guarded_heading(const Heading& heading);
    void case_cell(const Heading& heading, Span span, Case& out);
    Fact case_fact(const Heading& heading, std::string_view text, Span span);
    Expectation case_expectation(const Heading& heading, std::string_view text, Span span);

    Program& program_;
    std::vector<Diagnostic>& diagnostics_;
    const SpecialNames* names_;
    Progress* progress_;
    void begin_stage(Stage stage, std::uint64_t steps) const { if (progress_ != nullptr) progress_->begin(stage, steps); }
    void step() const { if (progress_ != nullptr) progress_->step(); }
    std::vector<Mention> mentions_;
    KeyMap<RuleNameId> rule_names_;
    KeyMap<GroupId> groups_;
    KeyMap<CitationId> citations_;
    KeyMap<Span> said_;  // what may be said once: `rule low`, `question cramps`
    KeyMap<Unit> counted_;  // units that are words: patients
    bool counted_read_ = false;
    Substances substances_;
    std::vector<Range> shared_tables_;  // rules of each table whose shared signs count less
    KeyMap<std::int32_t> wordings_;     // rows of Program::wordings, by what they say
    std::vector<std::pair<FindingId, std::string>> long_texts_;  // questions, where no other is written
    // the source being read
    SourceId id_{};
    std::string_view text_;
    const Tokens* tokens_ = nullptr;
    const ast::Tree* tree_ = nullptr;
    ExprId scope_;
    const std::vector<UsedCsv>* csvs_ = nullptr;
    mutable std::deque<std::string> unescaped_;  // texts of cells that hold escaped signs
    std::string words_, key_;
    std::uint32_t suggestions_ = 0;  // made so far: each compares with every name, so only the shown ones get one
    bool frozen_ = false;  // no new names: facts at a prompt
    // Of a knowledge base with relations.
    std::optional<Grounding> own_grounding_;
    Grounding* grounding_ = nullptr;  // shared with the resolver of the schema
    bool schema_ = false;
    std::vector<std::pair<FindingId, TupleReading>> somes_;  // `patient takes ?`
    struct ListOfTuples {
        std::size_t row;     // of Program::which_of
        std::string others;  // `patient takes ?`
        bool bind;           // its tuples bind variables
        bool others_matter;  // and new ones could change a conclusion
    };
    std::vector<ListOfTuples> lists_;
    std::multimap<std::size_t, std::string> topics_of_others_;  // by topic: `patient takes ?`
    std::vector<ToldFacts> told_;
    std::vector<NamedTuple> told_tuples_;
    // The statement under way, if it has variables: what stands for them.
    const std::vector<BoundVariable>* bound_ = nullptr;
    const std::vector<Variable>* variables_ = nullptr;
    const StatementPlan* plan_ = nullptr;
    const std::vector<BoundVariable>* instance_of_ = nullptr;  // those of `instance_`
    std::uint32_t instance_ = 0;
    KeyMap<std::uint32_t> terms_;  // rows of Program::terms, by key; of variables and figures by text
    std::vector<std::uint32_t> thing_terms_;  // the same, of things that are names
    std::vector<std::vector<FindingId>> tuple_findings_;  // by relation and tuple; none: not looked up yet
    bool growing_ = false;
    std::vector<NamedTuple> made_;  // while growing: those that got their finding
    std::vector<std::pair<FindingId, Remark>> remarked_;  // and what was so of others
    std::map<std::uint32_t, RuleTemplate> templates_;           // by rule of the matcher
    std::map<const StatementPlan*, InstancesOf> instances_of_;  // of those that may repeat one
    // Of the instance under way: what the template's names stand for, and its conditions.
    std::vector<FindingId> copied_;
    std::vector<TupleId> copied_tuples_;
    std::vector<std::uint32_t> copied_exprs_;
    std::vector<ThingId> things_;
    int crisp_ = 0;  // inside NOT, `at most` and the like: a closed relation's tuple is yes or no
};

template <class F>
void Resolver::guarded(F f) {
    try {
        f();
    } catch (const Bad& bad) {
        diagnostics_.push_back(bad.diagnostic);
    }
}

template <class F>
void Resolver::quietly(F f) {
    try {
        f();
    } catch (const Bad&) {
        return;
    }
}

}  // namespace hence
