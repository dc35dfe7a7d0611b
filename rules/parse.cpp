// The one translation unit that knows Spirit: the grammar, its private structs, and their turn into
// the syntax tree, all here because those structs hold X3's types. Grammar over tokens: no skipper,
// pure attributes; precedence is resolved afterwards, so that the grammar stays flat and quick.
#include "rules/limits.hpp"
#include "rules/parse.hpp"

#include <boost/fusion/include/adapt_struct.hpp>
#include <boost/range/iterator_range.hpp>
#include <boost/spirit/home/x3.hpp>
#include <boost/spirit/home/x3/support/ast/variant.hpp>
#include <fmt/format.h>

#include "rules/csv.hpp"
#include "rules/lexer.hpp"
#include "rules/text.hpp"

namespace x3 = boost::spirit::x3;

namespace hence::grammar {

using T = const Token*;
using Words = boost::iterator_range<T>;

// ---- private structs, as the grammar yields them --------------------------------------------

struct Chain;
struct Group;
struct List;
struct Aggregate;
using Body = x3::variant<Words, x3::forward_ast<Group>, x3::forward_ast<List>, x3::forward_ast<Aggregate>>;
struct Operand {
    std::vector<T> prefixes;
    Body body;
};
struct Link {
    T op = nullptr;
    Operand operand;
};
struct Chain {
    Operand first;
    std::vector<Link> rest;
};
struct Group {
    T open = nullptr;
    Chain inside;
    T close = nullptr;
};
struct List {
    T head = nullptr;
    std::vector<Chain> members;
    T close = nullptr;
    std::optional<Words> known;
};
struct Aggregate {
    T head = nullptr;
    Chain value;
    std::optional<Words> by;
    Chain condition;
    T close = nullptr;
};
struct Conclusion {
    std::vector<T> nots;
    Words name;
    std::optional<Chain> value;
    std::vector<Words> alternatives;
};
struct BecauseTail { T word = nullptr; T text = nullptr; };
struct UnlessTail { T word = nullptr; Chain condition; };
struct NamesTail { T word = nullptr; std::vector<Words> names; };
struct OtherwiseTail { T word = nullptr; T verb = nullptr; std::optional<T> strength; };
using Tail = x3::variant<BecauseTail, UnlessTail, NamesTail, OtherwiseTail>;
struct Rule {
    std::optional<Words> name;
    Chain condition;
    T arrow = nullptr;
    std::vector<Conclusion> conclusions;
    std::optional<T> strength, together, late_strength;
    std::vector<Tail> tails;
};
struct FactItem { Chain chain; std::optional<T> strength; };
struct FactStatement { std::vector<FactItem> facts; std::vector<Tail> tails; };
struct Named { std::optional<T> text; Words name; };
struct NamedList { std::vector<Named> names; std::vector<Words> aliases; };
struct KindStatement { std::vector<Words> kinds; Words broader; };
struct NumberStatement { Named name; std::optional<T> unit; std::vector<Words> options; std::vector<Words> aliases; std::optional<Chain> computed; };
struct ChoiceValue { Words name; std::optional<T> points; };
struct ChoiceStatement { Named name; std::optional<T> ordered; std::vector<Words> aliases; std::optional<T> late_ordered; std::vector<ChoiceValue> values; };
struct TableName { Named name; std::optional<T> ordered; std::vector<Words> aliases; };
struct ScoreItem { std::optional<T> text; Chain chain; std::optional<T> points; };
struct ScoreStatement { Named name; std::vector<Words> aliases; std::vector<ScoreItem> items; };
struct DefaultStatement { std::optional<T> denied; Words name; std::optional<Chain> value; };
struct Branch { Chain value; std::optional<Chain> condition; std::optional<T> otherwise; std::vector<Tail> tails; };
struct FirstOfStatement { Words subject; T word = nullptr; std::vector<Branch> branches; };
struct ConvertStatement { Words substance, from, to; std::optional<Words> source; };
struct AskWhich { std::vector<Words> names; T text = nullptr; };
struct AskOne { Words name; std::optional<T> first; std::optional<Chain> only_if; std::optional<T> otherwise; std::optional<T> text; };
struct TitledList { Words title; std::vector<Words> names; };
struct TitledText { Words name; T text = nullptr; };
struct AdviseStatement { Words name; std::optional<T> urgent; std::optional<Chain> when, unless; T text = nullptr; };

}  // namespace hence::grammar

BOOST_FUSION_ADAPT_STRUCT(hence::grammar::Operand, prefixes, body)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::Link, op, operand)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::Chain, first, rest)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::Group, open, inside, close)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::List, head, members, close, known)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::Aggregate, head, value, by, condition, close)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::Conclusion, nots, name, value, alternatives)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::BecauseTail, word, text)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::UnlessTail, word, condition)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::NamesTail, word, names)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::OtherwiseTail, word, verb, strength)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::Rule, name, condition, arrow, conclusions, strength, together, late_strength, tails)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::FactItem, chain, strength)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::FactStatement, facts, tails)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::Named, text, name)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::NamedList, names, aliases)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::KindStatement, kinds, broader)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::NumberStatement, name, unit, options, aliases, computed)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::ChoiceValue, name, points)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::ChoiceStatement, name, ordered, aliases, late_ordered, values)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::TableName, name, ordered, aliases)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::ScoreItem, text, chain, points)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::ScoreStatement, name, aliases, items)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::DefaultStatement, denied, name, value)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::Branch, value, condition, otherwise, tails)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::FirstOfStatement, subject, word, branches)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::ConvertStatement, substance, from, to, source)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::AskWhich, names, text)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::AskOne, name, first, only_if, otherwise, text)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::TitledList, title, names)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::TitledText, name, text)
BOOST_FUSION_ADAPT_STRUCT(hence::grammar::AdviseStatement, name, urgent, when, unless, text)

namespace hence::grammar {

// ---- the one terminal: a token of some kinds ------------------------------------------------

constexpr std::uint64_t bit(Tok kind) { return std::uint64_t{1} << static_cast<unsigned>(kind); }
template <class... Kinds>
constexpr std::uint64_t kinds(Kinds... k) { return (bit(k) | ...); }

template <bool Keep>
struct TokenParser : x3::parser<TokenParser<Keep>> {
    using attribute_type = std::conditional_t<Keep, T, x3::unused_type>;
    static constexpr bool has_attribute = Keep;
    std::uint64_t mask;
    const char* name;
    constexpr TokenParser(std::uint64_t m, const char* n) : mask(m), name(n) {}

    template <class It, class Context, class RContext, class Attribute>
    bool parse(It& first, const It& last, const Context&, RContext&, [[maybe_unused]] Attribute& attribute) const {
        if (first == last || (mask & bit(first->kind)) == 0) return false;
        if constexpr (Keep) x3::traits::move_to(T{&*first}, attribute);
        ++first;
        return true;
    }
};
constexpr auto tok(std::uint64_t mask, const char* name) { return TokenParser<true>(mask, name); }
constexpr auto tok(Tok kind, const char* name) { return TokenParser<true>(bit(kind), name); }
constexpr auto sym(Tok kind, const char* name) { return TokenParser<false>(bit(kind), name); }

constexpr auto word_kinds = kinds(Tok::word, Tok::number, Tok::unit, Tok::text, Tok::name, Tok::column, Tok::variable, Tok::date, Tok::plain_unit);
constexpr auto infix_kinds = kinds(Tok::and_, Tok::or_, Tok::plus, Tok::minus, Tok::star, Tok::slash, Tok::caret, Tok::less,
                                   Tok::less_equal, Tok::greater, Tok::greater_equal, Tok::equal, Tok::not_equal, Tok::between);
constexpr auto arrow_kinds = kinds(Tok::arrow, Tok::verb, Tok::causes);

constexpr auto comma = sym(Tok::comma, "a comma");
constexpr auto colon = sym(Tok::colon, "a colon");
constexpr auto open = sym(Tok::open, "an opening parenthesis");
constexpr auto text = tok(Tok::text, "a text in quotes");
constexpr auto close = tok(Tok::close, "a closing parenthesis");
constexpr auto strength = tok(Tok::strength, "a strength");

// ---- conditions and arithmetic --------------------------------------------------------------

const x3::rule<struct PhraseTag, Words> phrase{"a finding"};
const x3::rule<struct PhrasesTag, std::vector<Words>> phrases{"a finding"};
const x3::rule<struct ChainTag, Chain> chain{"a condition"};
const x3::rule<struct ChainsTag, std::vector<Chain>> chains{"a condition"};
const x3::rule<struct OperandTag, Operand> operand{"a condition"};
const x3::rule<struct GroupTag, Group> group{"a condition in parentheses"};
const x3::rule<struct ListTag, List> list{"a list"};
const x3::rule<struct AggregateTag, Aggregate> aggregate{"an aggregate"};
const x3::rule<struct LinkTag, Link> link{"a condition"};

const auto phrase_def = x3::raw[+TokenParser<false>(word_kinds, "a finding")];
const auto phrases_def = phrase >> *(comma > phrase);
const auto chains_def = chain >> *(comma > chain);
const auto group_def = tok(Tok::open, "an opening parenthesis") > chain > close;
const auto list_def = tok(kinds(Tok::counted, Tok::function), "a list") > open > chains > close > -phrase;
const auto aggregate_def = tok(Tok::aggregate, "an aggregate") > chain > -(sym(Tok::by, "by") > phrase) >
                           sym(Tok::where, "where (CONDITION)") > open > chain > close;
const auto operand_def = *tok(kinds(Tok::not_, Tok::no_evidence, Tok::minus, Tok::plus, Tok::counted_column, Tok::calendar), "NOT") >> (phrase | group | list | aggregate);
const auto link_def = tok(infix_kinds, "an operator") > operand;
const auto chain_def = operand >> *link;
BOOST_SPIRIT_DEFINE(phrase, phrases, chain, chains, operand, group, list, aggregate, link)

// ---- statements -----------------------------------------------------------------------------

template <class Attribute>
constexpr auto statement(const char* name) { return x3::rule<Attribute, Attribute>{name}; }

const auto conclusion = statement<Conclusion>("a conclusion") =
    *tok(Tok::not_, "NOT") >> phrase >> -(sym(Tok::equal, "=") > chain) >> *(sym(Tok::slash, "/") > phrase);
const auto conclusions = x3::rule<struct ConclusionsTag, std::vector<Conclusion>>{"a conclusion"} = conclusion >> *(comma > conclusion);
const auto because_tail = statement<BecauseTail>("because") = tok(Tok::because, "because") > text;
const auto unless_tail = statement<UnlessTail>("unless") = tok(Tok::unless, "unless") > chain;
const auto names_tail = statement<NamesTail>("a name") = tok(kinds(Tok::source, Tok::group, Tok::overrides), "a name") > phrases;
const auto otherwise_tail = statement<OtherwiseTail>("otherwise") =
    tok(Tok::otherwise, "otherwise") > tok(kinds(Tok::verb, Tok::arrow), "a verb") > -strength;
const auto tail = statement<Tail>("a tail of the rule") = because_tail | unless_tail | names_tail | otherwise_tail;
const auto rule_name = x3::rule<struct RuleNameTag, Words>{"a rule's name"} = phrase >> colon;
const auto rule = statement<Rule>("a condition") =
    -rule_name >> chain > tok(arrow_kinds, "an arrow or a verb") > conclusions > -strength >
    -(sym(Tok::together, "together at most") > tok(Tok::number, "a number")) > -strength > *tail;
const auto fact = statement<FactItem>("a fact") = chain >> -strength;
const auto facts = x3::rule<struct FactsTag, std::vector<FactItem>>{"a fact"} = fact >> *(comma > fact);

const auto named = statement<Named>("a name") = -tok(Tok::long_text, "a text") >> -sym(Tok::as, "as") >> phrase;
const auto nameds = x3::rule<struct NamedsTag, std::vector<Named>>{"a name"} = named >> *(comma > named);
const auto finding_statement = statement<NamedList>("a name") = nameds >> -(sym(Tok::also, "also") > phrases);
const auto kind_statement = statement<KindStatement>("a name") = phrases >> sym(Tok::kind_of, "is a kind of") > phrase;
const auto options = x3::rule<struct OptionsTag, std::vector<Words>>{"an option"} = *(comma > phrase);
const auto number_statement = statement<NumberStatement>("a name") =
    named >> -tok(Tok::in_unit, "in UNIT") >> options >> -(sym(Tok::also, "also") > phrases) >> -(sym(Tok::equal, "=") > chain);
const auto points = tok(Tok::points, "points");
const auto choice_value = statement<ChoiceValue>("a value") = phrase >> -points;
const auto choice_values = x3::rule<struct ValuesTag, std::vector<ChoiceValue>>{"a value"} = choice_value >> *(comma > choice_value);
const auto choice_statement = statement<ChoiceStatement>("a name") =
    named >> -tok(Tok::ordered, "ordered") >> -(sym(Tok::also, "also") > phrases) >> -tok(Tok::ordered, "ordered") > colon > choice_values;
const auto table_name = statement<TableName>("a name") = named >> -tok(Tok::ordered, "ordered") >> -(sym(Tok::also, "also") > phrases);
const auto score_item = statement<ScoreItem>("a condition") = -tok(Tok::long_text, "a text") >> -sym(Tok::as, "as") >> chain >> -points;
const auto score_items = x3::rule<struct ItemsTag, std::vector<ScoreItem>>{"a condition"} = score_item >> *(comma > score_item);
const auto score_statement = statement<ScoreStatement>("a name") = named >> -(sym(Tok::also, "also") > phrases) > colon > score_items;
const auto default_statement = statement<DefaultStatement>("a name") = -tok(Tok::not_, "NOT") >> phrase >> -(sym(Tok::equal, "=") > chain);
const auto one_name = x3::rule<struct OneNameTag, std::vector<Words>>{"a name"} = x3::repeat(1)[phrase];  // a comma begins the next branch
const auto source_tail = statement<NamesTail>("source") = tok(Tok::source, "source") > one_name;
const auto branch_tail = statement<Tail>("because or source") = because_tail | unless_tail | source_tail;
const auto branch = statement<Branch>("a value") = chain >> -(sym(Tok::when, "when") > chain) >> -tok(Tok::otherwise, "otherwise") >> *branch_tail;
const auto branches = x3::rule<struct BranchesTag, std::vector<Branch>>{"a value"} = branch >> *(comma > branch);
const auto first_of_statement = statement<FirstOfStatement>("a name") = phrase >> tok(Tok::first_of, "first of:") > branches;
const auto fact_tail = statement<Tail>("because or source") = because_tail | source_tail;
const auto fact_statement = statement<FactStatement>("a fact") = facts >> *fact_tail;
const auto convert_statement = statement<ConvertStatement>("a substance") =
    phrase > colon > phrase > sym(Tok::equal, "=") > phrase > -(sym(Tok::source, "source") > phrase);
const auto ask_which = statement<AskWhich>("a list") = sym(Tok::counted, "which of") > open > phrases > sym(Tok::close, "a closing parenthesis") > colon > text;
const auto ask_one = statement<AskOne>("a name") = phrase >> -tok(Tok::first, "first") >> -(sym(Tok::only_if, "only if") > chain) >>
                                                -tok(Tok::otherwise_no, "else no") >> -(colon > text);
const auto titled_list = statement<TitledList>("a title in quotes") = phrase > colon > phrases;
const auto titled_text = statement<TitledText>("a name") = phrase > colon > text;
const auto advise_statement = statement<AdviseStatement>("a name") =
    phrase >> -tok(Tok::urgent, "urgent") >> -(sym(Tok::when, "when") > chain) >> -(sym(Tok::unless, "unless") > chain) > colon > text;

}  // namespace hence::grammar

namespace boost::spirit::x3 {
template <bool Keep>
struct get_info<hence::grammar::TokenParser<Keep>> {
    using result_type = std::string;
    std::string operator()(const hence::grammar::TokenParser<Keep>& parser) const { return parser.name; }
};
}  // namespace boost::spirit::x3

namespace hence {
namespace {

namespace g = grammar;
using g::T;
using g::Words;
using g::Body;
using g::Chain;
using g::Group;
using g::Link;
using g::List;
using g::Operand;

// How tightly an infix token binds.
int precedence(Tok kind) {
    switch (kind) {
        case Tok::or_: return 1;
        case Tok::and_: return 2;
        case Tok::plus: case Tok::minus: return 4;
        case Tok::star: case Tok::slash: return 5;
        case Tok::caret: return 6;
        default: return 3;
    }
}

ast::Form form_of(Tok kind) {
    switch (kind) {
        case Tok::or_: return ast::Form::any;
        case Tok::and_: return ast::Form::all;
        case Tok::plus: return ast::Form::add;
        case Tok::minus: return ast::Form::subtract;
        case Tok::star: return ast::Form::multiply;
        case Tok::slash: return ast::Form::divide;
        case Tok::caret: return ast::Form::power;
        case Tok::less: return ast::Form::less;
        case Tok::less_equal: return ast::Form::less_equal;
        case Tok::greater: return ast::Form::greater;
        case Tok::greater_equal: return ast::Form::greater_equal;
        case Tok::equal: return ast::Form::equal;
        case Tok::not_equal: return ast::Form::not_equal;
        default: return ast::Form::between;
    }
}

// Where a statement went wrong; thrown inside this file only, so that one line costs one error.
struct Bad {
    Diagnostic diagnostic;
};

// Turns what the grammar yields into rows of a tree.
class Builder {
public:
    Builder(const Source& source, SourceId id, T base, ast::Tree& tree) : text_(source.text), id_(id), base_(base), tree_(tree) {}

    Span span(T first, T last) const { return {id_, first->begin, last->end}; }
    std::string_view text(T first, T last) const { return text_.substr(first->begin, last->end - first->begin); }
    std::uint32_t row(T token) const { return static_cast<std::uint32_t>(token - base_); }
    ast::Phrase words(Words w) const { return {row(w.begin()), row(w.end())}; }
    std::vector<ast::Phrase> words(const std::vector<Words>& list) const {
        std::vector<ast::Phrase> out;
        for (const Words& w : list) out.push_back(words(w));
        return out;
    }
    [[noreturn]] void fail(Code code, Span where, std::string message, std::string advice) const {
        throw Bad{make_diagnostic(code, where, std::move(message), std::move(advice))};
    }

    ast::NodeId chain(const Chain& c) {
        Cursor cursor{c, 0};
        check_mixed(c);
        return climb(prefixed(c.first, 0, cursor), 1, cursor);
    }

    // Arithmetic is no condition. (Before names are resolved: it would make numbers of findings.)
    void check_condition(ast::NodeId id) const {
        const ast::Node& node = tree_.nodes[id.index()];
        const Span where{id_, node.begin, node.end};
        if (node.form == ast::Form::divide) fail(Code::syntax, where, "a / divides figures, and a condition is wanted here", "Write OR; put a name that holds / in quotes.");
        if (node.form >= ast::Form::add) fail(Code::kind_mismatch, where, "a figure stands where a condition is wanted", "Compare it, for example with > 3.");
        if (node.form >= ast::Form::less) return;
        for (std::uint32_t c = node.children.first; c < node.children.last; ++c) check_condition(tree_.children[c]);
    }

    // A chain of which yes or no is wanted.
    ast::NodeId condition(const Chain& c) {
        const ast::NodeId id = chain(c);
        check_condition(id);
        return id;
    }

    ast::NodeId fact(const Chain& c) {
        facts_ = true;
        const ast::NodeId id = chain(c);
        facts_ = false;
        return id;
    }

    double strength(T token) const {
        std::string_view inner = text(token, token).substr(1);
        inner.remove_suffix(1);
        const std::optional<double> value = read_number(trimmed(inner));
        if (!value && inner.find('%') != std::string_view::npos) {
            const auto percent = read_number(trimmed(inner.substr(0, inner.find('%'))));
            fail(Code::strength, span(token, token), "a strength is no percentage",
                 fmt::format("Write ({}).", percent ? format_number(*percent / 100) : "0.6"));
        }
        if (!value || *value < -1 || *value > 1)
            fail(Code::strength, span(token, token), "a strength or certainty is a number from -1 to 1", "Write one such as (0.6).");
        return *value == 0 ? 0 : *value;
    }

private:
    struct Cursor {
        const Chain& chain;
        std::size_t at;  // of rest
        const Link* peek() const { return at < chain.rest.size() ? &chain.rest[at] : nullptr; }
    };

    static std::string_view trimmed(std::string_view s) {
        while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
        while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
        return s;
    }

    ast::NodeId add(ast::Node node, std::initializer_list<ast::NodeId> children) {
        return add(node, std::span<const ast::NodeId>(children.begin(), children.size()));
    }
    ast::NodeId add(ast::Node node, std::span<const ast::NodeId> children) {
        node.children.first = static_cast<std::uint32_t>(tree_.children.size());
        tree_.children.insert(tree_.children.end(), children.begin(), children.end());
        node.children.last = static_cast<std::uint32_t>(tree_.children.size());
        if (!children.empty() && node.end == 0) {
            node.begin = tree_.nodes[children.front().index()].begin;
            node.end = tree_.nodes[children.back().index()].end;
        }
        depth_.resize(tree_.nodes.size());
        std::uint32_t depth = 0;
        for (const ast::NodeId child : children) depth = std::max(depth, depth_[child.index()] + 1);
        if (depth > operator_depth_limit) too_deep({id_, node.begin, node.end});
        depth_.push_back(depth);
        tree_.nodes.push_back(node);
        return ast::NodeId(tree_.nodes.size() - 1);
    }

    // a AND b OR c: the error shows both readings.
    void check_mixed(const Chain& c) const {
        const Link *first_and = nullptr, *first_or = nullptr;
        int pending = pending_and(c.first);
        for (const Link& link : c.rest) {
            const bool bound = bind_and(link, pending);
            if (link.op->kind == Tok::and_ && !bound && !first_and) first_and = &link;
            if (link.op->kind == Tok::or_ && !first_or) first_or = &link;
        }
        if (!first_and || !first_or) return;
        const T later = std::max(first_and->op, first_or->op);
        fail(Code::mixed_and_or, span(later, later), "AND and OR stand side by side",
             fmt::format("Write {}\nor    {}", reading(c, Tok::and_), reading(c, Tok::or_)));
    }

    // The ands that `between` and `years between` still want, behind an operand and behind a link;
    // is this link's one of them?
    static int pending_and(const Operand& o) {
        return static_cast<int>(std::count_if(o.prefixes.begin(), o.prefixes.end(), [](T t) { return t->kind == Tok::calendar && of_two_dates(static_cast<Elapsed>(t->detail)); }));
    }
    static bool bind_and(const Link& link, int& pending) {
        const bool bound = link.op->kind == Tok::and_ && pending > 0;
        if (bound) --pending;
        else if (link.op->kind == Tok::and_ || link.op->kind == Tok::or_) pending = 0;
        if (link.op->kind == Tok::between) ++pending;
        pending += pending_and(link.operand);
        return bound;
    }

    // The chain with its runs joined by `inner` in parentheses.
    std::string reading(const Chain& c, Tok inner) const {
        std::string out;
        const std::uint32_t end = end_of(c);
        std::uint32_t from = begin_of(c.first);
        bool run = false;
        int pending = pending_and(c.first);
        const auto close_run = [&](std::uint32_t to) {
            const std::string_view part = trimmed(text_.substr(from, to - from));
            out += run ? fmt::format("({})", part) : std::string(part);
        };
        for (const Link& link : c.rest) {
            const bool bound = bind_and(link, pending);
            if (bound || (link.op->kind != Tok::and_ && link.op->kind != Tok::or_)) continue;
            if (link.op->kind == inner) {
                run = true;
                continue;
            }
            close_run(link.op->begin);
            out += inner == Tok::and_ ? " OR " : " AND ";
            from = link.op->end;
            run = false;
        }
        close_run(end);
        return out;
    }

    std::uint32_t begin_of(const Operand& o) const {
        if (!o.prefixes.empty()) return o.prefixes.front()->begin;
        return boost::apply_visitor(Begin(), o.body);
    }
    std::uint32_t end_of(const Chain& c) const {
        return boost::apply_visitor(End(), c.rest.empty() ? c.first.body : c.rest.back().operand.body);
    }
    struct Begin {
        using result_type = std::uint32_t;
        std::uint32_t operator()(const Words& w) const { return w.begin()->begin; }
        std::uint32_t operator()(const Group& g) const { return g.open->begin; }
        std::uint32_t operator()(const List& l) const { return l.head->begin; }
        std::uint32_t operator()(const g::Aggregate& a) const { return a.head->begin; }
    };
    struct End {
        using result_type = std::uint32_t;
        std::uint32_t operator()(const Words& w) const { return (w.end() - 1)->end; }
        std::uint32_t operator()(const Group& g) const { return g.close->end; }
        std::uint32_t operator()(const List& l) const { return l.known ? (l.known->end() - 1)->end : l.close->end; }
        std::uint32_t operator()(const g::Aggregate& a) const { return a.close->end; }
    };

    // Precedence climbing over the flat chain. Source: Richards 1979, as commonly told.
    // AND and OR take any number of parts, so that a long condition is one node; a chain has one of them.
    ast::NodeId climb(ast::NodeId left, int least, Cursor& cursor) {
        std::vector<ast::NodeId> parts;
        ast::Node whole;
        while (const Link* link = cursor.peek()) {
            const int binding = precedence(link->op->kind);
            if (binding < least) break;
            ++cursor.at;
            const Deeper deeper(*this, link->op);
            ast::NodeId right = prefixed(link->operand, 0, cursor);
            if (link->op->kind == Tok::between) {
                left = between(left, climb(right, 4, cursor), cursor, link->op);
                continue;
            }
            right = climb(right, link->op->kind == Tok::caret ? binding : binding + 1, cursor);
            ast::Node node;
            node.form = form_of(link->op->kind);
            if (binding > 2) {
                left = add(node, {left, right});
                continue;
            }
            if (parts.empty()) parts.push_back(left);
            parts.push_back(right);
            whole = node;
        }
        return parts.empty() ? left : add(whole, std::span<const ast::NodeId>(parts));
    }

    // Powers nest to the right.
    struct Deeper {
        Deeper(Builder& b, T op) : builder(b) {
            if (builder.climbing_ == operator_depth_limit) builder.too_deep(builder.span(op, op));
            ++builder.climbing_;
        }
        ~Deeper() { --builder.climbing_; }
        Builder& builder;
    };

    [[noreturn]] void too_deep(Span where) const {
        fail(Code::limit, where, fmt::format("more than {} operators inside one another", operator_depth_limit),
             "Name a part of it: number NAME = ….");
    }

    ast::NodeId between(ast::NodeId value, ast::NodeId low, Cursor& cursor, T op) {
        const Link* link = cursor.peek();
        if (!link || link->op->kind != Tok::and_) fail(Code::syntax, span(op, op), "between wants two figures joined by and", "Write between 40 and 60.");
        ++cursor.at;
        const ast::NodeId high = climb(prefixed(link->operand, 0, cursor), 4, cursor);
        ast::Node node;
        node.form = ast::Form::between;
        return add(node, {value, low, high});
    }

    // An operand behind its prefixes from `at` on: NOT takes in comparisons, a sign only powers.
    ast::NodeId prefixed(const Operand& o, std::size_t at, Cursor& cursor) {
        if (at == o.prefixes.size()) return body(o.body);
        const T prefix = o.prefixes[at];
        ast::Node node;
        node.begin = prefix->begin;
        ast::NodeId inner = prefixed(o, at + 1, cursor);
        if (prefix->kind == Tok::plus) return inner;
        if (prefix->kind == Tok::calendar) return elapsed(prefix, inner, cursor);
        const bool denies = prefix->kind == Tok::not_ || prefix->kind == Tok::no_evidence;
        if (prefix->kind == Tok::counted_column) return counted(prefix, {&inner, 1}, prefix->begin, end(inner), true);
        inner = climb(inner, denies ? 3 : 6, cursor);
        if (prefix->kind == Tok::not_) check_not_unknown(prefix, inner);
        node.form = prefix->kind == Tok::not_ ? ast::Form::negation : denies ? ast::Form::no_evidence : ast::Form::minus;
        node.end = end(inner);
        return add(node, {inner});
    }

    // `years between A and B`, `year of A`: names, literals, or arithmetic in parentheses.
    ast::NodeId elapsed(T prefix, ast::NodeId first, Cursor& cursor) {
        ast::Node node;
        node.form = ast::Form::elapsed;
        node.n = prefix->detail;
        node.begin = prefix->begin;
        node.end = end(first);
        if (!of_two_dates(static_cast<Elapsed>(prefix->detail))) return add(node, {first});
        const Link* link = cursor.peek();
        if (!link || link->op->kind != Tok::and_)
            fail(Code::syntax, span(prefix, prefix), fmt::format("`{}` wants two dates joined by and", text(prefix, prefix)), fmt::format("Write {} birth date and today; put arithmetic in parentheses.", text(prefix, prefix)));
        ++cursor.at;
        const ast::NodeId second = prefixed(link->operand, 0, cursor);
        node.end = end(second);
        return add(node, {first, second});
    }

    std::uint32_t end(ast::NodeId id) const { return tree_.nodes[id.index()].end; }

    void check_not_unknown(T prefix, ast::NodeId inner) const {
        const ast::Node& n = tree_.nodes[inner.index()];
        if (n.form != ast::Form::phrase) return;
        const std::string key = key_of(text_.substr(n.begin, n.end - n.begin));
        if (!key.ends_with(" is unknown")) return;
        fail(Code::not_unknown, {id_, prefix->begin, n.end}, "NOT with `is unknown` is hard to read",
             fmt::format("Write {} is known.", key.substr(0, key.size() - 11)));
    }

    ast::NodeId body(const Body& body) { return boost::apply_visitor(Visit{*this}, body); }
    struct Visit {
        using result_type = ast::NodeId;
        Builder& b;
        ast::NodeId operator()(const Words& w) const { return b.phrase(w); }
        ast::NodeId operator()(const Group& g) const { return b.chain(g.inside); }
        ast::NodeId operator()(const List& l) const { return b.list(l); }
        ast::NodeId operator()(const g::Aggregate& a) const { return b.aggregate(a); }
    };

    ast::NodeId phrase(Words w) {
        for (T t = w.begin(); t != w.end(); ++t)
            if (t != w.begin() && t->kind == Tok::number && !facts_ && (text_[t->begin] < '0' || text_[t->begin] > '9') && text_[t->begin] != '.')
                fail(Code::syntax, span(t, t), fmt::format("`{}` follows a name, and may be a sum or a part of the name", text(t, t)), "Write a space on both sides of + and -; put a name that holds a sign in quotes.");
        check_where(w);
        ast::Node node;
        node.tokens = words(w);
        node.begin = w.begin()->begin;
        node.end = (w.end() - 1)->end;
        return add(node, std::span<const ast::NodeId>{});
    }

    ast::NodeId aggregate(const g::Aggregate& a) {
        const bool latest = static_cast<Aggregate>(a.head->detail) == Aggregate::latest;
        ast::Node node;
        node.form = ast::Form::aggregate;
        node.n = a.head->detail;
        node.begin = a.head->begin;
        node.end = a.close->end;
        const ast::NodeId value = chain(a.value);
        check_value(a.head, value);
        if (latest && !a.by) fail(Code::syntax, span(a.head, a.head), "the latest by which date? `by` is missing", aggregate_form(a.head));
        if (a.by) node.tokens = words(*a.by);
        return add(node, {value, condition(a.condition)});
    }

    static std::string aggregate_form(T head) {
        switch (static_cast<Aggregate>(head->detail)) {
            case Aggregate::count: return "Write count of ?x where (CONDITION).";
            case Aggregate::latest: return "Write latest ?v by ?day where (CONDITION).";
            default: return "Write sum of FIGURE where (CONDITION); min of, max of and average of likewise.";
        }
    }

    // What is counted is a variable; anything else is reckoned with.
    void check_value(T head, ast::NodeId id) const {
        const ast::Node& value = tree_.nodes[id.index()];
        const bool name = value.form == ast::Form::phrase;
        const T first = base_ + value.tokens.first, last = base_ + value.tokens.last;
        for (T t = first; name && t != last; ++t)
            if (t->kind == Tok::word && t + 1 != last && t[1].kind == Tok::variable && same_word(text(t, t), "by"))
                fail(Code::syntax, span(t, t), "`by` goes with `latest`", aggregate_form(head));
        const Span where{id_, value.begin, value.end};
        if (static_cast<Aggregate>(head->detail) == Aggregate::count) {
            if (!name || last - first != 1 || first->kind != Tok::variable || first->end == first->begin + 1)
                fail(Code::relation, where, "what is counted is a variable with a name", aggregate_form(head));
        } else if (!name && value.form < ast::Form::add) {
            fail(Code::kind_mismatch, where, fmt::format("a condition stands where a figure is wanted, behind `{}`", text(head, head)), aggregate_form(head));
        }
    }

    // `count of ?x where y`: without its parenthesis it reads as a name.
    void check_where(Words w) const {
        for (T t = w.begin(); t + 1 < w.end(); ++t) {
            if (t->kind != Tok::word || !same_word(text(t, t), "where")) continue;
            const T first = w.begin();
            const bool of = first + 1 < t && first->kind == Tok::word && first[1].kind == Tok::word && same_word(text(first + 1, first + 1), "of");
            bool opens = first->kind == Tok::word && same_word(text(first, first), "latest");
            for (const std::string_view head : {"count", "sum", "min", "max", "average"}) opens |= of && same_word(text(first, first), head);
            if (opens && std::any_of(first, t, [](const Token& token) { return token.kind == Tok::variable; })) fail(Code::syntax, span(t, t), "a parenthesis is missing behind `where`", "Write where (CONDITION).");
        }
    }

    ast::NodeId list(const List& l) {
        std::vector<ast::NodeId> members;
        for (const Chain& member : l.members) members.push_back(chain(member));
        if (l.head->kind == Tok::function) {
            ast::Node node;
            node.form = ast::Form::call;
            node.op = static_cast<Op>(l.head->detail);
            node.begin = l.head->begin;
            node.end = l.close->end;
            if (l.known) fail(Code::syntax, span(l.known->begin(), l.known->end() - 1), "an operator is missing before this", "Write AND, OR or an arithmetic sign.");
            return add(node, members);
        }
        const ast::NodeId counted_node = counted(l.head, members, l.head->begin, l.close->end, false);
        if (!l.known) return counted_node;
        return known(l, members);
    }

    ast::NodeId known(const List& l, const std::vector<ast::NodeId>& members) {
        const std::string key = key_of(text(l.known->begin(), l.known->end() - 1));
        const bool all = static_cast<Count>(l.head->detail) == Count::all;
        if (!all || (key != "are known" && key != "are unknown"))
            fail(Code::syntax, span(l.known->begin(), l.known->end() - 1), "an operator is missing before this",
                 "Write AND or OR; of a list, only `all of (…) are known` or `are unknown` can be said.");
        ast::Node node;
        node.form = key == "are known" ? ast::Form::are_known : ast::Form::are_unknown;
        node.begin = l.head->begin;
        node.end = (l.known->end() - 1)->end;
        return add(node, members);
    }

    ast::NodeId counted(T head, std::span<const ast::NodeId> members, std::uint32_t begin, std::uint32_t end, bool column) {
        ast::Node node;
        node.listed = true;
        node.begin = begin;
        node.end = end;
        switch (static_cast<Count>(head->detail)) {
            case Count::at_least: node.form = ast::Form::at_least; break;
            case Count::at_most: node.form = ast::Form::at_most; break;
            case Count::exactly: node.form = ast::Form::exactly; break;
            case Count::any: node.form = ast::Form::any; break;
            case Count::all: node.form = ast::Form::all; break;
            case Count::each: node.form = ast::Form::each; break;
            case Count::which: node.form = ast::Form::which; break;
        }
        if (node.form <= ast::Form::exactly && node.form >= ast::Form::at_least) node.n = count(head, column ? 0 : members.size());
        return add(node, members);
    }

    // The figure in `at least 2 of`; `members` 0: not known yet (a column).
    std::uint32_t count(T head, std::size_t members) const {
        const std::string_view words = text(head, head);
        const std::size_t digit = words.find_first_of("0123456789");
        const auto n = read_number(words.substr(digit, words.find_first_not_of("0123456789.", digit) - digit));
        if (!n || *n != static_cast<std::uint32_t>(*n) || *n < 0 || *n > 1000000 || (members > 0 && *n > static_cast<double>(members)))
            fail(Code::number, span(head, head), members > 0 ? fmt::format("`{}` cannot be said of a list of {}", words, members) : fmt::format("`{}` is no way to count", words), "Count with a whole number, no larger than the list.");
        return static_cast<std::uint32_t>(*n);
    }

    std::string_view text_;
    SourceId id_;
    T base_;
    ast::Tree& tree_;
    std::vector<std::uint32_t> depth_;  // of each node, counted before anything recurses over it
    std::uint32_t climbing_ = 0;
    bool facts_ = false;  // in facts a figure follows its name: outside temperature -5 °C
};

// Parses the statements of one file.
class Parser {
public:
    Parser(const Source& source, SourceId id, const Tokens& tokens, std::vector<Diagnostic>& diagnostics)
        : tokens_(tokens), diagnostics_(diagnostics), text_(source.text), id_(id), base_(tokens.tokens.data()),
          builder_(source, id, base_, file_.tree) {}

    ast::File file() && {
        file_.statements.reserve(tokens_.lines.size());
        for (line_ = 0; line_ < tokens_.lines.size(); ++line_) {
            const Line& line = tokens_.lines[line_];
            if (line.bad || line.tokens.empty()) continue;
            first_node_ = static_cast<std::uint32_t>(file_.tree.nodes.size());
            guarded([&] { line.row ? stray_row() : statement(line); });
        }
        return std::move(file_);
    }

    ParsedFacts facts_of_lines() && {
        ParsedFacts out;
        for (const Line& line : tokens_.lines)
            if (!line.bad && !line.tokens.empty())
                guarded([&] {
                    const T first = at(line.tokens.first), last = at(line.tokens.last);
                    for (T t = first; t != last; ++t)
                        if (t->kind == Tok::arrow || t->kind == Tok::verb || t->kind == Tok::causes)
                            builder_.fail(Code::syntax, builder_.span(t, t), fmt::format("`{}` makes a rule, and facts are wanted here", builder_.text(t, t)), "Write facts with commas between: night cramps, NOT swelling.");
                    no_named_variables(first, last);
                    for (ast::FactItem& item : fact_items(first, last, first)) out.facts.push_back(item);
                });
        out.tree = std::move(file_.tree);
        return out;
    }

    ParsedConditions conditions_of_lines() && {
        ParsedConditions out;
        for (const Line& line : tokens_.lines) {
            ast::NodeId id;
            if (!line.bad && !line.tokens.empty())
                guarded([&] {
                    const T first = at(line.tokens.first), last = at(line.tokens.last);
                    no_variables(first, last);
                    check_texts(first, last);
                    const ast::NodeId condition = builder_.condition(read<g::Chain>(g::chain, first, last, first));
                    joined_in_lower_case(first, last);
                    id = condition;
                });
            out.conditions.push_back(id);
        }
        out.tree = std::move(file_.tree);
        return out;
    }

private:
    T at(std::uint32_t row) const { return base_ + row; }
    bool is(T t, T end, std::string_view lower_case) const {
        return t < end && t->kind == Tok::word && same_word(text_.substr(t->begin, t->end - t->begin), lower_case);
    }

    template <class F>
    void guarded(F f) {
        const std::size_t nodes = file_.tree.nodes.size(), children = file_.tree.children.size();
        try {
            f();
        } catch (const Bad& bad) {
            file_.tree.nodes.resize(nodes);
            file_.tree.children.resize(children);
            diagnostics_.push_back(bad.diagnostic);
        }
    }

    // Runs the grammar over [first, last); all of it must be used. `line`: the token that opens the
    // line, of which an error tells how it is written; before `first`, or at it.
    template <class Attribute, class Grammar>
    Attribute read(const Grammar& grammar, T first, T last, T line) {
        Attribute attribute{};
        T it = first;
        try {
            if (!x3::parse(it, last, grammar, attribute)) unexpected(it, last, line, grammar_name(grammar));
        } catch (const x3::expectation_failure<T>& failure) {
            unexpected(failure.where(), last, line, failure.which());
        }
        if (it != last) unexpected(it, last, line, "");
        return attribute;
    }
    template <class Grammar>
    static std::string grammar_name(const Grammar& grammar) { return x3::what(grammar); }

    [[noreturn]] void unexpected(T where, T last, T first, const std::string& wanted) {
        if (where == last) {
            const T end = last == first ? last : last - 1;
            builder_.fail(Code::syntax, {id_, end->end, end->end}, fmt::format("{} is missing here", wanted.empty() ? "something" : wanted), form_of(first));
        }
        const std::string_view found = builder_.text(where, where);
        const Span span = builder_.span(where, where);
        const bool behind_name = where != first && (is_word(where - 1) || where[-1].kind == Tok::close);
        const auto fail = [&](Code code, std::string message, std::string advice) { builder_.fail(code, span, std::move(message), std::move(advice)); };
        switch (where->kind) {
            case Tok::comma:
                if (!behind_name && where != first && where[-1].kind != Tok::strength) fail(Code::syntax, "a name is missing before this comma", "Write it, or take the comma out.");
                fail(Code::comma, "a comma stands outside a list", "AND or OR? Write the one you mean, or a list such as any of (a, b).");
                break;
            case Tok::and_: case Tok::or_:
                if (!behind_name) fail(Code::syntax, fmt::format("`{}` joins two conditions, and the first is missing", found), fmt::format("Write one before it, or take {} out.", found));
                if (behind_arrow(where, first)) fail(Code::conclusion, fmt::format("{} stands in a conclusion", found), "Write a comma if both follow, or / if they are alternatives.");
                fail(Code::syntax, fmt::format("`{}` does not join names here", found), fmt::format("Write a comma, or put a name that holds `{}` in quotes.", found));
                break;
            case Tok::not_:
                if (behind_name) fail(Code::syntax, fmt::format("`{}` stands behind a name", found), "Write AND NOT; if the word belongs to the name, put the name in quotes.");
                break;
            case Tok::unless: fail(Code::syntax, "`unless` stands before the conclusion", "Write it at the end: condition → conclusion unless condition."); break;
            case Tok::open:
                if (behind_name) fail(Code::syntax, "an operator is missing before this parenthesis", "Write AND or OR before it; a list is written any of (a, b) or at least 2 of (a, b).");
                break;
            case Tok::less: case Tok::less_equal: case Tok::greater: case Tok::greater_equal: case Tok::not_equal: case Tok::equal:
                if (behind_arrow(where, first)) fail(Code::conclusion, "a comparison stands in a conclusion", "Conclude a finding, or a value: NAME = 20 mg.");
                break;
            case Tok::slash:
                if (behind_name) fail(Code::syntax, "`/` does not join names here", "Write a comma, or put a name that holds it in quotes.");
                break;
            case Tok::arrow: case Tok::verb: case Tok::causes: second_arrow(where, first, span);
            case Tok::close:
                if (open_before(where, first)) fail(Code::syntax, fmt::format("{} is missing before this parenthesis", wanted.empty() ? "something" : wanted), "Write it, or take the parentheses out.");
                fail(Code::unclosed, "this parenthesis closes none", "Take it out, or open one before it."); break;
            case Tok::aggregate: case Tok::by: case Tok::where:
                fail(Code::syntax, wanted.empty() ? fmt::format("`{}` does not belong here", found) : fmt::format("{} is wanted here, not `{}`", wanted, found),
                     "An aggregate is written count of ?x where (CONDITION), or latest ?v by ?day where (CONDITION).");
                break;
            case Tok::strength: fail(Code::strength, "a strength stands at the end of a conclusion, behind an arrow", "A verb takes no figure: write → with (0.6), or the verb alone."); break;
            default: break;
        }
        builder_.fail(Code::syntax, span, wanted.empty() ? fmt::format("`{}` does not belong here", found) : fmt::format("{} is wanted here, not `{}`", wanted, found), form_of(first));
    }

    // How a statement that begins like this is written.
    std::string form_of(T first) const {
        struct Row { std::string_view word, form; };
        static constexpr Row rows[] = {
            {"finding", "finding NAME, also: NAME"}, {"number", "number NAME in UNIT, 0 to 10"}, {"choice", "choice NAME: VALUE, VALUE"}, {"date", "date NAME, also: NAME"},
            {"convert", "convert SUBSTANCE: 40 IU = 1 µg"},
            {"ask", "ask NAME: \"QUESTION?\""}, {"topic", "topic \"TITLE\": NAME, NAME"}, {"describe", "describe NAME: \"TEXT\""},
            {"goal", "goal NAME, NAME"}, {"advise", "advise NAME: \"TEXT\""}, {"source", "source NAME: \"TEXT\""}, {"notice", "notice \"TEXT\""},
            {"use", "use \"FILE.hence\""}, {"option", "option threshold 0.2"}, {"score", "score NAME: FINDING +1, CONDITION -2"},
            {"default", "default NAME = 0 mL, default NAME is VALUE, default NAME or default NOT NAME"}, {"text", "text NAME"}, {"case", "case \"TITLE\""}, {"relation", "relation ?x RELATES TO ?y, number ?y in UNIT"}, {"fact", "fact NAME, NAME = 20 mg, NOT NAME"}, {"given", "given NAME, NAME = 20 mg, NOT NAME"},
            {"expect", "expect NAME, NAME (0.7), NAME likely"}, {"because", "because of RULE"}};
        if (line_ < tokens_.lines.size() && std::any_of(first, at(tokens_.lines[line_].tokens.last), [](const Token& t) { return t.kind == Tok::first_of; }))
            return "Write NAME is first of: VALUE when CONDITION, VALUE otherwise.";
        if (first->kind == Tok::only_if) return "Write only if CONDITION.";
        const bool more = builder_.row(first) + 1 < tokens_.tokens.size();
        if (more && is(first, first + 1, "ask") && (first + 1)->kind == Tok::counted) return "Write ask which of (NAME, NAME): \"QUESTION?\".";
        for (const Row& row : rows)
            if (is(first, first + 1, row.word)) return fmt::format("Write {}.", row.form);
        return "Write condition → conclusion.";
    }

    bool open_before(T where, T first) const {
        int depth = 0;
        for (T t = first; t < where; ++t) depth += t->kind == Tok::open ? 1 : t->kind == Tok::close ? -1 : 0;
        return depth > 0;
    }

    bool behind_arrow(T where, T first) const {
        for (T t = first; t < where; ++t)
            if (t->kind == Tok::arrow || t->kind == Tok::verb || t->kind == Tok::causes) return true;
        return false;
    }

    [[noreturn]] void second_arrow(T where, T first, Span span) {
        for (T t = first; t < where; ++t)
            if (t->kind == Tok::arrow && t->detail == 1)
                builder_.fail(Code::arrow, builder_.span(t, t), "`=>` is an arrow, and a rule has one", "For at least, write >=.");
        if (behind_arrow(where, first)) builder_.fail(Code::syntax, span, "a rule has one arrow or verb, and this is a second", "Write one rule for each.");
        builder_.fail(Code::syntax, span, fmt::format("`{}` wants a condition before it", builder_.text(where, where)), "Write condition → conclusion.");
    }

    // ---- statements --------------------------------------------------------------------------

    void add(ast::Statement statement, T first, T last) {
        statement.span = builder_.span(first, last - 1);
        statement.variables = std::any_of(first, last, is_named_variable);
        statement.nodes = {first_node_, static_cast<std::uint32_t>(file_.tree.nodes.size())};
        statement.long_texts = std::exchange(long_texts_, {});
        file_.statements.push_back(std::move(statement));
    }

    void statement(const Line& line) {
        const T first = at(line.tokens.first), last = at(line.tokens.last);
        check_texts(first, last);
        check_neighbours(first, last);
        long_texts_.clear();
        if (std::any_of(first, last, [](const Token& t) { return t.kind == Tok::first_of; })) return first_of(first, last);
        if (first->kind == Tok::only_if) {
            no_variables(first, last);
            const auto parsed = read<g::Chain>(g::chain, first + 1, last, first);
            add({ast::Scope{builder_.condition(parsed)}, {}}, first, last);
            return joined_in_lower_case(first, last);
        }
        const bool word = first->kind == Tok::word && is_statement_word(builder_.text(first, first));
        if (line.has_arrow && !is(first, last, "table")) {
            if (word && last - first > 1 && (first + 1)->kind == Tok::text) arrow_in_statement(first, last);
            if (is(first, last, "relation") && last - first > 1 && (first + 1)->kind == Tok::variable) arrow_in_relation(first, last);
            add({rule_of(first, last), {}}, first, last);
            return joined_in_lower_case(first, last);
        }
        if (word) {
            keyword(first, last);
            if (!is(first, last, "finding") && !is(first, last, "number") && !is(first, last, "choice") && !is(first, last, "text") && !is(first, last, "date")) joined_in_lower_case(first, last);
            return;
        }
        for (T t = first; t != last; ++t)
            if (t->kind == Tok::kind_of) {
                auto kind = read<g::KindStatement>(g::kind_statement, first, last, first);
                return add({ast::KindDeclaration{builder_.words(kind.kinds), builder_.words(kind.broader)}, {}}, first, last);
            }
        builder_.fail(Code::no_statement, builder_.span(first, last - 1), "this line has no arrow, and does not begin with a word such as goal or ask",
                      "A rule is written: condition → conclusion. A fact is given when you run or consult.");
    }

    // ---- variables ---------------------------------------------------------------------------

    static bool is_named_variable(const Token& t) { return t.kind == Tok::variable && t.end > t.begin + 1; }

    void check_neighbours(T first, T last) const {
        for (T t = first + 1; t < last; ++t)
            if (t->kind == Tok::variable && t[-1].kind == Tok::variable)
                builder_.fail(Code::relation, builder_.span(t, t), "two variables want a word between them", fmt::format("Write what joins them: {} depletes {}.", builder_.text(t - 1, t - 1), builder_.text(t, t)));
    }

    void no_variables(T first, T last) const {
        for (T t = first; t < last; ++t)
            if (t->kind == Tok::variable)
                builder_.fail(Code::relation, builder_.span(t, t), fmt::format("`{}` stands where a variable has no meaning", builder_.text(t, t)),
                              "Write the thing itself, or a finding that a rule concludes: variables stand in rules and in the names that a line declares.");
    }
    void no_variables(ast::Phrase p) const { no_variables(at(p.first), at(p.last)); }

    // In facts only `?` can stand, for none: NOT patient takes ?.
    void no_named_variables(T first, T last) const {
        for (T t = first; t < last; ++t)
            if (is_named_variable(*t))
                builder_.fail(Code::relation, builder_.span(t, t), fmt::format("`{}` is a variable, and a fact is about one thing", builder_.text(t, t)),
                              "Write the thing itself; for none, write ? alone: NOT patient takes ?.");
    }

    // A name that a line declares stands for all its instances by the names of its variables.
    void check_declared(ast::Phrase name) const {
        for (T t = at(name.first); t < at(name.last); ++t)
            if (t->kind == Tok::variable && !is_named_variable(*t))
                builder_.fail(Code::relation, builder_.span(t, t), "`?` alone names no variable", "Give it a name: ?x.");
    }

    // A text in quotes is a whole name: words stand before it only as in `side is "both legs"`.
    void check_texts(T first, T last) {
        for (T t = first + 1; t < last; ++t) {
            const bool opener = t[-1].starts_line || (t - 1 == first && is_statement_word(builder_.text(first, first)));
            if (t->kind != Tok::text || !is_word(t - 1) || opener) continue;
            bool joins = false;
            for (const std::string_view word : {"is", "not", "of", "about", "for", "above", "from", "by", "source"}) joins |= is(t - 1, last, word);
            if (joins) continue;
            const bool titled = is(first, last, "ask") || is(first, last, "describe") || is(first, last, "advise") || is(first, last, "topic") || is(first, last, "source");
            if (titled && std::none_of(first, t, [](const Token& u) { return u.kind == Tok::colon; }))
                builder_.fail(Code::syntax, builder_.span(t, t), "a colon is missing before this text", form_of(first));
            builder_.fail(Code::syntax, builder_.span(t, t), "a text in quotes stands right behind other words", "Put the whole name in quotes, or write what joins the two.");
        }
    }

    static T arrow_of(T first, T last) {
        while (first + 1 != last && first->kind != Tok::arrow && first->kind != Tok::verb && first->kind != Tok::causes) ++first;
        return first;
    }
    [[noreturn]] void arrow_in_relation(T first, T last) {
        const T arrow = arrow_of(first, last);
        builder_.fail(Code::syntax, builder_.span(arrow, arrow), fmt::format("`{}` makes this line a rule, and a relation is declared", builder_.text(arrow, arrow)), "Say the relation in other words: relation ?drug leads to ?effect.");
    }
    [[noreturn]] void arrow_in_statement(T first, T last) {
        const T arrow = arrow_of(first, last);
        builder_.fail(Code::syntax, builder_.span(arrow, arrow), fmt::format("`{}` makes this line a rule, and it begins with `{}`", builder_.text(arrow, arrow), builder_.text(first, first)),
                      "Write the rule on a line of its own, or put the name that holds this word in quotes.");
    }

    // A row that no `table` statement reads. One error for all rows that stand together; none if
    // the lines above are a statement that has its own error.
    void stray_row() {
        const std::size_t from = line_;
        const Token& row = *at(tokens_.lines[from].tokens.first);
        while (line_ + 1 < tokens_.lines.size() && adjacent_row(line_ + 1)) ++line_;
        if (from > 0 && !tokens_.lines[from - 1].row && reads_rows(tokens_.lines[from - 1])) return;
        builder_.fail(Code::table, {id_, row.begin, row.end}, "no statement reads this table", "Write the lines that say how a row reads above it: table, and under it each of [Column] suggests x.");
    }
    bool reads_rows(const Line& line) const {
        const T first = at(line.tokens.first), last = at(line.tokens.last);
        for (T t = first; t + 1 < last && !t->starts_line; ++t)
            if (is(t, last, "from") && (t + 1)->kind == Tok::text) return false;
        return line.bad || is(first, last, "table") || is(first, last, "cases") || is(first, last, "score") || (is(first, last, "fact") && is(first + 1, last, "table")) || (is(first, last, "choice") && last[-1].kind == Tok::column);
    }
    // Does this line go on with the table of the line before: a row, and no blank line between?
    bool adjacent_row(std::size_t line) const {
        if (!tokens_.lines[line].row) return false;
        const std::uint32_t end = at(tokens_.lines[line - 1].tokens.last - 1)->end, begin = at(tokens_.lines[line].tokens.first)->begin;
        const std::string_view between = text_.substr(end, begin - end);
        const std::size_t first = between.find('\n'), second = between.find('\n', first + 1);
        return second == std::string_view::npos || between.substr(first + 1, second - first - 1).find_first_not_of(" \t\r") != std::string_view::npos;
    }

    // `and`, `or` in lower case may be an operator or part of a name: either way a note says which.
    void joined_in_lower_case(T first, T last) {
        int between = 0;
        for (T t = first; t != last; ++t) {
            if (t->kind == Tok::between || (t->kind == Tok::calendar && of_two_dates(static_cast<Elapsed>(t->detail)))) ++between;
            if (t->kind == Tok::name) named_with_and(t);
            if ((t->kind != Tok::and_ && t->kind != Tok::or_) || t->detail == 0) continue;
            if (std::exchange(between, std::max(between - 1, 0)) > 0 && t->kind == Tok::and_) continue;
            T left = t, right = t + 1;
            while (left != first && is_word(left - 1)) --left;
            while (right != last && is_word(right)) ++right;
            if (left == t || right == t + 1) continue;
            const std::string_view whole = builder_.text(left, right - 1), op = t->kind == Tok::and_ ? "AND" : "OR";
            diagnostics_.push_back(make_diagnostic(Code::lower_case_and, builder_.span(t, t), fmt::format("read as {} {} {}", builder_.text(left, t - 1), op, builder_.text(t + 1, right - 1)),
                                                   fmt::format("Write {}, or put \"{}\" in quotes if it is one finding.", op, whole)));
        }
    }
    static bool is_word(T t) { return (g::word_kinds & g::bit(t->kind)) != 0; }

    void named_with_and(T name) {
        std::string key = key_of(builder_.text(name, name));
        for (const auto& [part, op] : {std::pair(" and ", "AND"), std::pair(" or ", "OR")})
            if (key.find(part) != std::string::npos && std::find(joined_names_.begin(), joined_names_.end(), key) == joined_names_.end()) {
                diagnostics_.push_back(make_diagnostic(Code::lower_case_and, builder_.span(name, name), fmt::format("{} is read as one finding, as it is declared or quoted elsewhere", builder_.text(name, name)),
                                                       fmt::format("Write {} in capitals if two are meant.", op)));
                joined_names_.push_back(std::move(key));
                return;
            }
    }

    void keyword(T first, T last) {
        struct Row { std::string_view word; void (Parser::*read)(T, T); bool variables = false; };
        static constexpr Row rows[] = {
            {"finding", &Parser::finding, true}, {"number", &Parser::number_of, true}, {"choice", &Parser::choice, true}, {"date", &Parser::date, true}, {"convert", &Parser::convert}, {"ask", &Parser::ask, true},
            {"topic", &Parser::topic, true}, {"describe", &Parser::describe, true}, {"goal", &Parser::goal, true}, {"advise", &Parser::advise, true},
            {"relation", &Parser::relation, true}, {"fact", &Parser::facts, true}, {"source", &Parser::cite}, {"notice", &Parser::notice}, {"use", &Parser::use}, {"option", &Parser::option},
            {"score", &Parser::score}, {"default", &Parser::default_of, true}, {"text", &Parser::text_declaration},
            {"table", &Parser::table, true}, {"case", &Parser::test_case, true}, {"cases", &Parser::cases}};
        const bool alone = last - first == 1;
        for (const Row& row : rows)
            if (is(first, last, row.word)) {
                if (alone && !is(first, last, "table") && !is(first, last, "cases")) builder_.fail(Code::syntax, builder_.span(first, first), fmt::format("nothing follows `{}`", builder_.text(first, first)), form_of(first));
                if (!row.variables) no_variables(first, last);
                return (this->*row.read)(first, last);
            }
        builder_.fail(Code::syntax, builder_.span(first, last - 1), "a rule wants an arrow or a verb", "Write rule NAME: condition → conclusion.");
    }

    ast::Rule rule_of(T first, T last) {
        g::Rule parsed = read<g::Rule>(g::rule, first, last, first);
        check_modifier(parsed.arrow, first);
        ast::Rule out;
        if (parsed.name) out.name = rule_name(*parsed.name, first);
        out.condition = builder_.condition(parsed.condition);
        out.arrow = builder_.row(parsed.arrow);
        for (const g::Conclusion& c : parsed.conclusions) out.conclusions.push_back(conclusion_of(c));
        if (!parsed.strength) parsed.strength = parsed.late_strength;
        if (parsed.strength) {
            if (parsed.arrow->kind != Tok::arrow)
                builder_.fail(Code::strength, builder_.span(*parsed.strength, *parsed.strength), "a verb takes no figure", "Write → instead of the verb, or leave the figure out.");
            out.strength = builder_.strength(*parsed.strength);
            if (*out.strength == 0)
                builder_.fail(Code::strength, builder_.span(*parsed.strength, *parsed.strength), "a strength of 0 says nothing", "Write one such as (0.6), or leave the rule out.");
        }
        if (parsed.together) out.together = together(*parsed.together);
        for (const g::Tail& t : parsed.tails) boost::apply_visitor(AddTail{*this, out}, t);
        for (const ast::Phrase& p : {out.name, out.source, out.group}) no_variables(p);
        for (const ast::Phrase& p : out.overrides) no_variables(p);
        return out;
    }

    // `weakly confirms` is no verb; without this the modifier would be taken into the name.
    void check_modifier(T arrow, T first) {
        const bool verb = arrow->kind == Tok::verb || arrow->kind == Tok::causes;
        if (!verb || arrow == first || !(is(arrow - 1, arrow, "weakly") || is(arrow - 1, arrow, "strongly"))) return;
        builder_.fail(Code::strength, builder_.span(arrow - 1, arrow), fmt::format("there is no verb `{}`", builder_.text(arrow - 1, arrow)),
                      "Weakly and strongly go with suggests and argues against.");
    }

    ast::Phrase rule_name(Words name, T first) {
        if (is(first, name.end(), "rule") && name.size() < 2) builder_.fail(Code::syntax, builder_.span(first, first), "the rule's name is missing", "Write rule NAME: condition → conclusion.");
        if (!is(first, name.end(), "rule"))
            builder_.fail(Code::syntax, builder_.span(name.begin(), name.end() - 1), "a name before a rule wants the word rule", "Write rule NAME: condition → conclusion.");
        return builder_.words(Words(name.begin() + 1, name.end()));
    }

    double together(T token) {
        const auto value = read_number(builder_.text(token, token));
        if (!value || *value <= 0 || *value > 1)
            builder_.fail(Code::strength, builder_.span(token, token), "together at most wants a number above 0, up to 1", "Write one such as 0.5.");
        return *value;
    }

    ast::Conclusion conclusion_of(const g::Conclusion& c) {
        if (!c.nots.empty())
            builder_.fail(Code::conclusion, builder_.span(c.nots.front(), c.name.end() - 1), "NOT stands in a conclusion",
                          fmt::format("Write → {} (-1), or: rules out {}.", builder_.text(c.name.begin(), c.name.end() - 1), builder_.text(c.name.begin(), c.name.end() - 1)));
        ast::Conclusion out;
        out.name = builder_.words(c.name);
        for (T t = c.name.begin(); t != c.name.end(); ++t)
            if (t->kind == Tok::variable && !is_named_variable(*t)) builder_.fail(Code::relation, builder_.span(t, t), "a conclusion is about one thing, and `?` alone stands for any", "Name the variable here and in the condition: ?x.");
        if (c.value) out.value = builder_.chain(*c.value);
        if (c.value && !c.alternatives.empty())
            builder_.fail(Code::conclusion, builder_.span(c.name.begin(), c.name.end() - 1), "a value has no alternatives", "Conclude one value.");
        out.alternatives = builder_.words(c.alternatives);
        return out;
    }

    struct AddTail {
        using result_type = void;
        Parser& p;
        ast::Rule& out;
        void once(bool had, T word) const {
            if (had) p.builder_.fail(Code::syntax, p.builder_.span(word, word), fmt::format("`{}` stands twice in this rule", p.builder_.text(word, word)), "Keep one.");
        }
        void operator()(const g::BecauseTail& t) const {
            once(out.because != Id<void>::no_row, t.word);
            out.because = p.builder_.row(t.text);
        }
        void operator()(const g::UnlessTail& t) const {
            once(bool(out.unless), t.word);
            out.unless = p.builder_.condition(t.condition);
        }
        void operator()(const g::NamesTail& t) const {
            const auto names = p.builder_.words(t.names);
            if (t.word->kind == Tok::overrides) {
                out.overrides.insert(out.overrides.end(), names.begin(), names.end());
                return;
            }
            ast::Phrase& one = t.word->kind == Tok::source ? out.source : out.group;
            once(!one.empty(), t.word);
            if (names.size() > 1) p.builder_.fail(Code::comma, p.builder_.span(t.names[1].begin(), t.names[1].end() - 1), "only one name can stand here", "Leave one.");
            one = names.front();
        }
        void operator()(const g::OtherwiseTail& t) const {
            once(out.otherwise != 0, t.word);
            if (t.verb->kind == Tok::verb && t.strength) p.builder_.fail(Code::strength, p.builder_.span(*t.strength, *t.strength), "a verb takes no figure", "Write otherwise → (-0.5), or leave the figure out.");
            out.otherwise = t.verb->kind == Tok::verb ? verbs[t.verb->detail].strength : t.strength ? p.builder_.strength(*t.strength) : -1;
        }
    };

    void finding(T first, T last) {
        const auto parsed = read<g::NamedList>(g::finding_statement, first + 1, last, first);
        if (parsed.names.size() > 1 && !parsed.aliases.empty())
            builder_.fail(Code::comma, builder_.span(parsed.names[1].name.begin(), parsed.names[1].name.end() - 1), "also: belongs to one finding", "Declare each finding on a line of its own.");
        add({ast::FindingDeclaration{names_of(parsed.names), aliases_of(parsed.aliases)}, {}}, first, last);
    }

    void text_declaration(T first, T last) {
        const auto parsed = read<g::NamedList>(g::finding_statement, first + 1, last, first);
        if (parsed.names.size() > 1 && !parsed.aliases.empty())
            builder_.fail(Code::comma, builder_.span(parsed.names[1].name.begin(), parsed.names[1].name.end() - 1), "also: belongs to one text", "Declare each text on a line of its own.");
        add({ast::TextDeclaration{names_of(parsed.names), builder_.words(parsed.aliases)}, {}}, first, last);
    }

    // The name; `"a long text" as` before it is noted.
    ast::Phrase name_of(const g::Named& named) {
        const ast::Phrase name = builder_.words(named.name);
        check_declared(name);
        if (named.text) long_texts_.push_back({builder_.row(*named.text), name});
        return name;
    }
    std::vector<ast::Phrase> aliases_of(const std::vector<Words>& aliases) const {
        std::vector<ast::Phrase> out = builder_.words(aliases);
        for (const ast::Phrase& alias : out) no_variables(alias);
        return out;
    }
    std::vector<ast::Phrase> names_of(const std::vector<g::Named>& nameds) {
        std::vector<ast::Phrase> out;
        for (const g::Named& named : nameds) out.push_back(name_of(named));
        return out;
    }

    void number_of(T first, T last) {
        auto parsed = read<g::NumberStatement>(g::number_statement, first + 1, last, first);
        ast::NumberDeclaration out;
        out.name = name_of(parsed.name);
        if (parsed.unit) out.unit = builder_.row(*parsed.unit);
        out.options = builder_.words(parsed.options);
        out.aliases = aliases_of(parsed.aliases);
        for (const ast::Phrase& option : out.options) no_variables(option);
        if (parsed.computed) out.computed = builder_.chain(*parsed.computed);
        add({std::move(out), {}}, first, last);
    }

    // `NAME: [Criterion] [Points]`, `NAME from "x.csv": [Response]`; false: no columns stand behind the colon.
    template <class Declaration>
    bool from_table(T first, T last, Declaration& out) {
        T colon = last;
        while (colon != first && colon[-1].kind == Tok::column) --colon;
        if (colon == last || colon - first < 3 || (--colon)->kind != Tok::colon) return false;
        if (last - colon > 3) builder_.fail(Code::table, builder_.span(colon + 3, last - 1), "a third column says nothing here", "Write [Criterion] [Points].");
        T end = colon;
        for (T t = first + 2; t + 1 < colon; ++t)
            if (is(t, colon, "from") && (t + 1)->kind == Tok::text) {
                end = t;
                if (!from_file(out.table.rows, t, colon) || t + 1 != colon) unexpected(t + 1, last, first, "a colon");
                break;
            }
        const auto parsed = read<g::TableName>(g::table_name, first + 1, end, first);
        out.name = name_of(parsed.name);
        out.aliases = builder_.words(parsed.aliases);
        if constexpr (std::is_same_v<Declaration, ast::ChoiceDeclaration>) out.ordered = parsed.ordered.has_value();
        out.table.name = builder_.row(colon + 1);
        if (last - colon == 3) out.table.points = builder_.row(colon + 2);
        take_rows(out.table.rows, first);
        return true;
    }

    // ---- relations and their facts -----------------------------------------------------------

    void relation(T first, T last) {
        ast::RelationDeclaration out;
        T end = std::find_if(first, last, [](const Token& t) { return t.kind == Tok::comma; });
        out.name = builder_.words(read<Words>(g::phrase, first + 1, end, first));
        const std::vector<T> variables = relation_variables(out.name);
        while (end != last) {
            const T from = end + 1;
            end = std::find_if(from, last, [](const Token& t) { return t.kind == Tok::comma; });
            if (from == end) unexpected(from, last, first, "number, date or choice");
            const bool value = !out.arguments.empty() && out.arguments.back().kind == FindingKind::choice && !begins_clause(from, end);
            if (value) {
                out.arguments.back().values.push_back(relation_value(from, end, first));
                continue;
            }
            out.arguments.push_back(relation_argument(from, end, first));
            check_argument(out, variables);
        }
        add({std::move(out), {}}, first, last);
    }

    // Those in the name of a relation, each once, with words beside them.
    std::vector<T> relation_variables(ast::Phrase name) const {
        check_declared(name);
        std::vector<T> variables;
        for (T t = at(name.first); t != at(name.last); ++t) {
            if (t->kind != Tok::variable) continue;
            if (same_variable(variables, t)) builder_.fail(Code::relation, builder_.span(t, t), fmt::format("`{}` stands twice in this relation", builder_.text(t, t)), "Give each place a variable of its own.");
            if (variables.size() == relation_arguments_limit) builder_.fail(Code::limit, builder_.span(t, t), fmt::format("a relation of more than {} variables", relation_arguments_limit), "Say it in several relations.");
            variables.push_back(t);
        }
        const Span whole = builder_.span(at(name.first), at(name.last - 1));
        if (variables.empty()) builder_.fail(Code::relation, whole, "a relation has variables in the places of things", "Write relation ?drug depletes ?nutrient.");
        if (variables.size() == name.size()) builder_.fail(Code::relation, whole, "a relation has words beside its variables", "Write relation ?drug depletes ?nutrient.");
        return variables;
    }
    T same_variable(const std::vector<T>& variables, T variable) const {
        const std::string key = key_of(builder_.text(variable, variable));
        for (const T t : variables)
            if (key_of(builder_.text(t, t)) == key) return t;
        return nullptr;
    }

    bool begins_clause(T from, T end) const {
        return end - from > 1 && from[1].kind == Tok::variable && (is(from, end, "number") || is(from, end, "date") || is(from, end, "choice"));
    }

    // `number ?level in mm/s`, `date ?day`, `choice ?class: small` (further values follow).
    ast::RelationArgument relation_argument(T from, T end, T first) {
        if (!begins_clause(from, end))
            builder_.fail(Code::relation, builder_.span(from, end - 1), fmt::format("`{}` says nothing about a relation", builder_.text(from, end - 1)), "Behind its name write number ?x in UNIT, date ?x, or choice ?x: VALUE, VALUE.");
        ast::RelationArgument out;
        out.variable = {builder_.row(from + 1), builder_.row(from + 2)};
        T t = from + 2;
        if (is(from, end, "date")) {
            out.kind = FindingKind::date;
        } else if (is(from, end, "number")) {
            if (t != end && t->kind == Tok::in_unit) out.unit = builder_.row(t++);
        } else {
            out.kind = FindingKind::choice;
            if (t == end || t->kind != Tok::colon) unexpected(t, t == end ? end : at(tokens_.lines[line_].tokens.last), first, "a colon");
            out.values.push_back(relation_value(t + 1, end, first));
            t = end;
        }
        if (t != end) unexpected(t, at(tokens_.lines[line_].tokens.last), first, "");
        return out;
    }
    ast::Phrase relation_value(T from, T end, T first) {
        const ast::Phrase value = builder_.words(read<Words>(g::phrase, from, end, first));
        no_variables(value);
        return value;
    }

    // The last clause is about a variable of the name that no clause before it is about.
    void check_argument(const ast::RelationDeclaration& relation, const std::vector<T>& variables) const {
        const T variable = at(relation.arguments.back().variable.first);
        const std::string_view name = builder_.text(variable, variable);
        if (!same_variable(variables, variable)) builder_.fail(Code::relation, builder_.span(variable, variable), fmt::format("`{}` stands in no place of this relation", name), "Write a variable of the relation's name.");
        for (std::size_t i = 0; i + 1 < relation.arguments.size(); ++i)
            if (same_variable({at(relation.arguments[i].variable.first)}, variable)) builder_.fail(Code::relation, builder_.span(variable, variable), fmt::format("what `{}` is stands twice", name), "Keep one.");
    }

    void facts(T first, T last) {
        if (is(first + 1, last, "table")) return fact_table(first, last);
        no_named_variables(first, last);
        const auto parsed = read<g::FactStatement>(g::fact_statement, first + 1, last, first);
        ast::FactStatement out;
        out.items = fact_items(parsed.facts);
        ast::Rule tails;
        for (const g::Tail& tail : parsed.tails) boost::apply_visitor(AddTail{*this, tails}, tail);
        out.source = tails.source;
        out.because = tails.because;
        no_variables(out.source);
        add({std::move(out), {}}, first, last);
    }

    // `fact table depletes`, `fact table [Drug] depletes [Nutrient] from "x.csv", source S1`.
    void fact_table(T first, T last) {
        no_variables(first, last);
        ast::FactTable out;
        T end = first + 2;
        while (end != last && end->kind != Tok::comma && !(is(end, last, "from") && end + 1 != last && end[1].kind == Tok::text) && !cites(end, last)) ++end;
        if (end == first + 2) builder_.fail(Code::relation, builder_.span(first, first + 1), "a fact table says the facts of one relation", "Write its words: fact table depletes; or fact table [Drug] depletes [Nutrient].");
        out.name = builder_.words(read<Words>(g::phrase, first + 2, end, first));
        for (T t = end; t != last; ++t) {
            if (t->kind == Tok::comma || from_file(out.rows, t, last)) continue;
            if (!(is(t, last, "source") || t->kind == Tok::source) || t + 1 == last || !out.source.empty())
                builder_.fail(Code::table, builder_.span(t, t), fmt::format("`{}` says nothing about a fact table", builder_.text(t, t)), "Write from \"FILE.csv\" or source NAME behind its name: what of it you need.");
            const T name = ++t;
            while (t + 1 != last && t[1].kind != Tok::comma && !is(t + 1, last, "from")) ++t;
            out.source = {builder_.row(name), builder_.row(t + 1)};
        }
        take_rows(out.rows, first);
        add({std::move(out), {}}, first, last);
    }

    void date(T first, T last) {
        const auto parsed = read<g::NamedList>(g::finding_statement, first + 1, last, first);
        if (parsed.names.size() > 1 && !parsed.aliases.empty())
            builder_.fail(Code::comma, builder_.span(parsed.names[1].name.begin(), parsed.names[1].name.end() - 1), "also: belongs to one date", "Declare each date on a line of its own.");
        add({ast::DateDeclaration{names_of(parsed.names), aliases_of(parsed.aliases)}, {}}, first, last);
    }

    void convert(T first, T last) {
        const auto parsed = read<g::ConvertStatement>(g::convert_statement, first + 1, last, first);
        ast::Convert out;
        out.substance = builder_.words(parsed.substance);
        out.from = builder_.words(parsed.from);
        out.to = builder_.words(parsed.to);
        if (parsed.source) out.source = builder_.words(*parsed.source);
        add({std::move(out), {}}, first, last);
    }

    void choice(T first, T last) {
        if (ast::ChoiceDeclaration out; from_table(first, last, out)) return add({std::move(out), {}}, first, last);
        const auto parsed = read<g::ChoiceStatement>(g::choice_statement, first + 1, last, first);
        ast::ChoiceDeclaration out;
        out.name = name_of(parsed.name);
        out.ordered = parsed.ordered || parsed.late_ordered;
        for (const g::ChoiceValue& value : parsed.values) out.values.push_back({builder_.words(value.name), row_of(value.points)});
        for (const ast::ChoiceValue& value : out.values) no_variables(value.name);
        out.aliases = aliases_of(parsed.aliases);
        add({std::move(out), {}}, first, last);
    }
    std::uint32_t row_of(const std::optional<T>& token) const { return token ? builder_.row(*token) : Id<void>::no_row; }

    void score(T first, T last) {
        if (ast::ScoreDeclaration out; from_table(first, last, out)) {
            if (out.table.points == Id<void>::no_row) builder_.fail(Code::score, builder_.span(last - 1, last - 1), "the column with the points is missing", "Write [Criterion] [Points].");
            return add({std::move(out), {}}, first, last);
        }
        const auto parsed = read<g::ScoreStatement>(g::score_statement, first + 1, last, first);
        ast::ScoreDeclaration out;
        out.name = name_of(parsed.name);
        out.aliases = builder_.words(parsed.aliases);
        for (const g::ScoreItem& item : parsed.items)
            guarded([&] {
                const ast::NodeId condition = builder_.chain(item.chain);
                check_sign(item, condition);
                builder_.check_condition(condition);
                if (item.text) name_item(*item.text, condition);
                out.items.push_back({condition, row_of(item.points)});
            });
        add({std::move(out), {}}, first, last);
    }

    // `active cancer + 1`: a sum, where points are meant.
    void check_sign(const g::ScoreItem& item, ast::NodeId id) {
        const ast::Node& node = file_.tree.nodes[id.index()];
        if (item.points || (node.form != ast::Form::add && node.form != ast::Form::subtract)) return;
        const g::Link& last = item.chain.rest.back();
        builder_.fail(Code::score, builder_.span(last.op, last.op), "the sign of points stands right before their figure", "Write +1 or -2, with a space before the sign and none behind it.");
    }

    void name_item(T text, ast::NodeId item) {
        const ast::Node& node = file_.tree.nodes[item.index()];
        if (node.form != ast::Form::phrase) builder_.fail(Code::score, {id_, node.begin, node.end}, "a long text has one finding as its short name", "Write \"…\" as NAME +1.");
        long_texts_.push_back({builder_.row(text), node.tokens});
    }

    void default_of(T first, T last) {
        const auto parsed = read<g::DefaultStatement>(g::default_statement, first + 1, last, first);
        ast::Default out;
        out.denied = parsed.denied.has_value();
        out.name = builder_.words(parsed.name);
        if (parsed.value && parsed.denied) builder_.fail(Code::syntax, builder_.span(*parsed.denied, *parsed.denied), "NOT goes with a yes/no finding, and a value is given", "Write default NAME = VALUE, or default NOT NAME.");
        if (parsed.value) out.value = builder_.chain(*parsed.value);
        add({out, {}}, first, last);
    }

    // `clot risk is first of:` and branches.
    void first_of(T first, T last) {
        no_variables(first, last);
        const bool word = first->kind == Tok::word && is_statement_word(builder_.text(first, first)) && !is(first + 1, last, "of");
        if (word) builder_.fail(Code::syntax, builder_.span(first, first), fmt::format("`{}` declares, and a value by cases is a statement of its own", builder_.text(first, first)), "Declare the name on a line of its own, then write NAME is first of: or NAME = first of:");
        const auto parsed = read<g::FirstOfStatement>(g::first_of_statement, first, last, first);
        ast::FirstOf out;
        out.subject = builder_.words(parsed.subject);
        for (std::size_t i = 0; i < parsed.branches.size(); ++i)
            guarded([&] { out.branches.push_back(branch_of(parsed.branches[i], i + 1 == parsed.branches.size())); });
        add({std::move(out), {}}, first, last);
        joined_in_lower_case(first, last);
    }

    ast::Branch branch_of(const g::Branch& b, bool last) {
        ast::Branch out;
        out.value = builder_.chain(b.value);
        const ast::Node value = file_.tree.nodes[out.value.index()];  // a copy: the condition adds nodes
        std::uint32_t end = value.end;
        if (b.otherwise && (b.condition || !last)) builder_.fail(Code::syntax, builder_.span(*b.otherwise, *b.otherwise), "`otherwise` stands for all the other branches, behind the last value", "Write it once, in the last line: VALUE otherwise.");
        if (!b.otherwise && !b.condition) builder_.fail(Code::syntax, {id_, value.begin, value.end}, "this value has no condition", "Write VALUE when CONDITION, or VALUE otherwise in the last line.");
        if (b.condition) {
            out.condition = builder_.condition(*b.condition);
            end = file_.tree.nodes[out.condition.index()].end;
        } else {
            end = (*b.otherwise)->end;
        }
        ast::Rule described;
        for (const g::Tail& tail : b.tails) boost::apply_visitor(AddTail{*this, described}, tail);
        if (described.unless || !described.group.empty() || !described.overrides.empty() || described.otherwise != 0)
            builder_.fail(Code::syntax, {id_, value.begin, end}, "only because and source follow a branch", "Write the exception into its condition: AND no evidence for NAME.");
        out.because = described.because;
        out.source = described.source;
        out.begin = value.begin;
        out.end = end;
        return out;
    }

    void ask(T first, T last) {
        ast::Ask out;
        if ((first + 1)->kind == Tok::counted) {
            const auto parsed = read<g::AskWhich>(g::ask_which, first + 1, last, first);
            out.which = true;
            out.names = builder_.words(parsed.names);
            out.text = builder_.row(parsed.text);
            return add({std::move(out), {}}, first, last);
        }
        const auto parsed = read<g::AskOne>(g::ask_one, first + 1, last, first);
        out.names = {builder_.words(parsed.name)};
        out.first = parsed.first.has_value();
        if (parsed.only_if) out.only_if = builder_.condition(*parsed.only_if);
        if (parsed.only_if && !parsed.otherwise)
            for (T t = first + 1; t + 1 < last; ++t)
                if (is(t, last, "else") && (is(t + 1, last, "no") || is(t + 1, last, "yes")) && (t + 2 == last || t[2].kind == Tok::colon)) builder_.fail(Code::syntax, builder_.span(t, t + 1), "else stands behind a comma", "Write only if CONDITION, else no.");
        if (parsed.otherwise) {
            if (!parsed.only_if) builder_.fail(Code::syntax, builder_.span(*parsed.otherwise, *parsed.otherwise), "else wants an only if before it", "Write only if CONDITION, else no.");
            out.if_not = (*parsed.otherwise)->detail == 1 ? 1 : -1;
        }
        if (parsed.text) out.text = builder_.row(*parsed.text);
        add({std::move(out), {}}, first, last);
    }

    void topic(T first, T last) {
        if ((first + 1)->kind != Tok::text) builder_.fail(Code::syntax, builder_.span(first + 1, first + 1), "a topic has a title in quotes", form_of(first));
        const auto parsed = read<g::TitledList>(g::titled_list, first + 1, last, first);
        add({ast::Topic{builder_.row(parsed.title.begin()), builder_.words(parsed.names)}, {}}, first, last);
    }
    void describe(T first, T last) {
        const auto parsed = read<g::TitledText>(g::titled_text, first + 1, last, first);
        add({ast::Describe{builder_.words(parsed.name), builder_.row(parsed.text)}, {}}, first, last);
    }
    void cite(T first, T last) {
        const auto parsed = read<g::TitledText>(g::titled_text, first + 1, last, first);
        add({ast::Cite{builder_.words(parsed.name), builder_.row(parsed.text)}, {}}, first, last);
    }
    void goal(T first, T last) {
        add({ast::Goal{builder_.words(read<std::vector<Words>>(g::phrases, first + 1, last, first))}, {}}, first, last);
    }
    void advise(T first, T last) { add({advise_of(first, last), {}}, first, last); }

    ast::Advise advise_of(T first, T last) {
        const auto parsed = read<g::AdviseStatement>(g::advise_statement, first + 1, last, first);
        ast::Advise out;
        out.name = builder_.words(parsed.name);
        out.urgent = parsed.urgent.has_value();
        if (parsed.when) out.when = builder_.condition(*parsed.when);
        if (parsed.unless) out.unless = builder_.condition(*parsed.unless);
        out.text = builder_.row(parsed.text);
        return out;
    }

    std::uint32_t one_text(T first, T last) {
        const T token = first + 1;
        if (token->kind != Tok::text || token + 1 != last)
            unexpected(token->kind == Tok::text ? token + 1 : token, last, first, "one text in quotes");
        return builder_.row(token);
    }
    void notice(T first, T last) { add({ast::Notice{one_text(first, last)}, {}}, first, last); }
    void use(T first, T last) { add({ast::Use{one_text(first, last)}, {}}, first, last); }
    void option(T first, T last) { add({ast::Option{{builder_.row(first + 1), builder_.row(last)}}, {}}, first, last); }

    // ---- tables and cases --------------------------------------------------------------------

    // The physical lines of a statement: the first, then each with what is indented under it.
    std::vector<std::pair<T, T>> lines_of(T first, T last) const {
        std::vector<std::pair<T, T>> lines{{first, first}};
        for (T t = first; t != last; ++t) {
            if (t->starts_line && !continues_reader(t, lines.size() > 1 ? lines.back().first : t)) lines.emplace_back(t, t);
            lines.back().second = t + 1;
        }
        return lines;
    }
    std::uint32_t column(T t) const {
        const std::size_t newline = text_.rfind('\n', t->begin);
        return t->begin - static_cast<std::uint32_t>(newline == std::string_view::npos ? 0 : newline + 1);
    }
    static bool holds_bad(T first, T last) {
        return std::any_of(first, last, [](const Token& t) { return t.kind == Tok::bad; });
    }
    bool continues_reader(T t, T reader) const { return t != reader && column(t) > column(reader); }

    void table(T first, T last) {
        ast::Table out;
        const auto lines = lines_of(first, last);
        no_variables(lines.front().first, lines.front().second);
        table_head(out, lines.front().first, lines.front().second);
        std::vector<Range> advice_tokens;
        for (std::size_t i = 1; i < lines.size(); ++i) {
            const T from = lines[i].first;
            const T to = lines[i].second;
            if (holds_bad(from, to)) continue;
            const Range tokens{builder_.row(from), builder_.row(to)};
            guarded([&] {
                no_variables(from, to);
                if (is(from, to, "advise")) {
                    out.advice.push_back(advise_of(from, to));
                    advice_tokens.push_back(tokens);
                } else {
                    out.rules.push_back(rule_of(from, to));
                    out.reader_tokens.push_back(tokens);
                }
            });
        }
        out.reader_tokens.insert(out.reader_tokens.end(), advice_tokens.begin(), advice_tokens.end());
        take_rows(out.rows, first);
        add({std::move(out), {}}, first, last);
    }

    // The rows that follow, unless a file has them.
    void take_rows(ast::Rows& out, T first) {
        const bool follow = line_ + 1 < tokens_.lines.size() && tokens_.lines[line_ + 1].row;
        if (out.from != Id<void>::no_row) {
            if (!follow || !adjacent_row(line_ + 1)) return;
            while (line_ + 1 < tokens_.lines.size() && adjacent_row(line_ + 1)) ++line_;
            builder_.fail(Code::table, builder_.span(first, first), "a table follows, and the rows are read from a file", "Take one of them out.");
        }
        if (follow) out.rows.push_back(tokens_.lines[++line_].tokens.first);
        while (!out.rows.empty() && line_ + 1 < tokens_.lines.size() && adjacent_row(line_ + 1))
            if (const Line& row = tokens_.lines[++line_]; !row.bad || out.rows.size() < 2) out.rows.push_back(row.tokens.first);
        if (out.rows.empty()) builder_.fail(Code::table, builder_.span(first, first), "no table follows", "Put the Markdown table, each line beginning with |, under these lines.");
    }

    // `from "drugs.csv" separated by ";"` at `t`, which then stands on its last token; false: no such words.
    bool from_file(ast::Rows& out, T& t, T last) {
        if (!is(t, last, "from")) return false;
        if (t + 1 == last || (t + 1)->kind != Tok::text) builder_.fail(Code::table, builder_.span(t, t), "`from` wants a file's name in quotes", "Write from \"FILE.csv\".");
        out.from = builder_.row(++t);
        if (!is(t + 1, last, "separated")) return true;
        const bool written = is(t + 2, last, "by") && t + 3 < last;
        const std::string sign = written && (t + 3)->kind == Tok::text ? unquote(builder_.text(t + 3, t + 3)) : written ? std::string(builder_.text(t + 3, t + 3)) : "";
        if (csv_separator(sign) == '\0') builder_.fail(Code::table, builder_.span(t + 1, t + 1), "`separated by` wants the sign between the columns", "Write separated by \";\", or separated by tab.");
        t += 3;
        return true;
    }

    void cases(T first, T last) {
        ast::CaseTable out;
        T t = first + 1;
        if (t != last && from_file(out.rows, t, last)) ++t;
        if (t != last) builder_.fail(Code::letter_case, builder_.span(t, t), fmt::format("`{}` says nothing about a table of cases", builder_.text(t, t)), "Write cases alone above the table, or cases from \"FILE.csv\".");
        take_rows(out.rows, first);
        add({std::move(out), {}}, first, last);
    }

    void table_head(ast::Table& out, T first, T last) {
        for (T t = first + 1; t < last; ++t) {
            if (t->kind == Tok::comma) continue;
            if (from_file(out.rows, t, last)) continue;
            if (is(t, last, "first")) {
                out.first = true;
            } else if ((is(t, last, "source") || t->kind == Tok::source) && t + 1 < last) {
                const T name = ++t;
                while (t + 1 < last && (t + 1)->kind != Tok::comma) ++t;
                out.source = {builder_.row(name), builder_.row(t + 1)};
            } else if (is(t, last, "shared") && is(t + 1, last, "counts") && is(t + 2, last, "less")) {
                out.shared_counts_less = true;
                t += 2;
            } else {
                builder_.fail(Code::table, builder_.span(t, t), fmt::format("`{}` says nothing about a table", builder_.text(t, t)), "Write table first, source NAME, shared counts less, from \"FILE.csv\": what of it you need.");
            }
        }
    }

    // `line`: the word that opens the line, which may stand before the first fact.
    // `source` on a line of its own, behind a file's name, or before one word that ends the line.
    bool cites(T t, T last) const {
        if (!is(t, last, "source") || t + 1 == last) return false;
        const bool one_word = (t + 2 == last || t[2].kind == Tok::comma || is(t + 2, last, "from")) && !is(t + 1, last, "of");
        return t->starts_line || t[-1].kind == Tok::text || one_word;
    }

    std::vector<ast::FactItem> fact_items(T first, T last, T line) { return fact_items(read<std::vector<g::FactItem>>(g::facts, first, last, line)); }
    std::vector<ast::FactItem> fact_items(const std::vector<g::FactItem>& list) {
        std::vector<ast::FactItem> items;
        for (const g::FactItem& parsed : list) {
            ast::FactItem item;
            item.expr = builder_.fact(parsed.chain);
            if (parsed.strength) {
                item.certainty = builder_.strength(*parsed.strength);
                const std::string_view figure = builder_.text(*parsed.strength, *parsed.strength);
                const std::size_t point = figure.find('.');
                if (point != std::string_view::npos) item.decimals = static_cast<std::uint32_t>(figure.find_first_not_of("0123456789", point + 1) - point - 1);
            }
            const ast::Node& node = file_.tree.nodes[item.expr.index()];
            item.begin = node.begin;
            item.end = parsed.strength ? (*parsed.strength)->end : node.end;
            items.push_back(item);
        }
        return items;
    }

    void test_case(T first, T last) {
        ast::Case out;
        const auto lines = lines_of(first, last);
        if ((first + 1)->kind != Tok::text) builder_.fail(Code::letter_case, builder_.span(first, first), "a case has a title in quotes", "Write case \"Anna\".");
        out.title = builder_.row(first + 1);
        for (std::size_t i = 1; i < lines.size(); ++i)
            if (!holds_bad(lines[i].first, lines[i].second)) guarded([&] { out.lines.push_back(case_line(lines[i].first, lines[i].second)); });
        add({std::move(out), {}}, first, last);
    }

    ast::CaseLine case_line(T first, T last) {
        ast::CaseLine line{};
        no_named_variables(first, last);
        if (is(first, last, "because") && is(first + 1, last, "of")) {
            no_variables(first, last);
            line.kind = ast::CaseLine::because;
            line.names = builder_.words(read<std::vector<Words>>(g::phrases, first + 2, last, first));
            return line;
        }
        if (is(first, last, "given")) line.kind = ast::CaseLine::given;
        else if (is(first, last, "expect")) line.kind = ast::CaseLine::expect;
        else builder_.fail(Code::letter_case, builder_.span(first, first), "a case has lines of given, expect and because of", "Begin the line with one of these.");
        line.items = fact_items(first + 1, last, first);
        return line;
    }

    const Tokens& tokens_;
    std::vector<Diagnostic>& diagnostics_;
    std::string_view text_;
    SourceId id_;
    T base_;
    ast::File file_;
    Builder builder_;
    std::size_t line_ = 0;
    std::uint32_t first_node_ = 0;  // of the statement being read
    std::vector<std::string> joined_names_;  // keys, noted already
    std::vector<ast::LongText> long_texts_;  // of the statement being read
};

}  // namespace

ast::File parse(const Source& source, SourceId id, const Tokens& tokens, std::vector<Diagnostic>& diagnostics) {
    return Parser(source, id, tokens, diagnostics).file();
}

ParsedConditions parse_conditions(const Source& source, SourceId id, const Tokens& tokens, std::vector<Diagnostic>& diagnostics) {
    return Parser(source, id, tokens, diagnostics).conditions_of_lines();
}

ParsedFacts parse_facts(const Source& source, SourceId id, const Tokens& tokens, std::vector<Diagnostic>& diagnostics) {
    return Parser(source, id, tokens, diagnostics).facts_of_lines();
}

}  // namespace hence
