#include "rules/lexer.hpp"

#include <array>
#include <cstring>

#include "rules/program.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

struct FunctionEntry {
    std::string_view name;
    Op op;
};
constexpr auto functions = std::to_array<FunctionEntry>({
    {"abs", Op::absolute}, {"min", Op::minimum}, {"max", Op::maximum}, {"round", Op::round_to},
    {"floor", Op::floor}, {"ceil", Op::ceiling}, {"sqrt", Op::square_root}, {"log", Op::logarithm},
    {"log10", Op::logarithm10}, {"exp", Op::exponential},
});

struct AggregateEntry {
    std::string_view name;
    Aggregate aggregate;
};
constexpr auto aggregates = std::to_array<AggregateEntry>({
    {"count", Aggregate::count}, {"sum", Aggregate::sum}, {"min", Aggregate::minimum},
    {"max", Aggregate::maximum}, {"average", Aggregate::average}, {"latest", Aggregate::latest},
});

enum class Statement : std::uint8_t { rule, ask, advise, number, choice, score, first_of, table, list, fact, relation, convert, other };

// Classifies the tokens of one source, line by line.
class Classifier {
public:
    Classifier(const Source& source, const Tokens& scanned, const SpecialNames& names, bool facts)
        : text_(source.text), in_(scanned.tokens), names_(names), facts_(facts) {
        out_.tokens.reserve(scanned.tokens.size());
        out_.lines.reserve(scanned.lines.size());
    }

    void line(const Line& scanned) {
        Line line = scanned;
        line.tokens.first = static_cast<std::uint32_t>(out_.tokens.size());
        end_ = scanned.tokens.last;
        if (scanned.row || scanned.bad) {
            for (std::uint32_t i = scanned.tokens.first; i < end_; ++i) out_.tokens.push_back(in_[i]);
        } else {
            begin(scanned);
            for (at_ = scanned.tokens.first; at_ < end_;) {
                part_lines(scanned.tokens.first);
                step();
            }
            line.has_arrow = arrows_ > 0;
        }
        line.tokens.last = static_cast<std::uint32_t>(out_.tokens.size());
        out_.lines.push_back(line);
    }
    Tokens take() && { return std::move(out_); }

private:
    std::string_view text(std::uint32_t i) const { return text_.substr(in_[i].begin, in_[i].end - in_[i].begin); }
    bool word(std::uint32_t i, std::string_view lower_case) const {
        return i < end_ && in_[i].kind == Tok::word && same_word(text(i), lower_case);
    }
    bool is(std::uint32_t i, Tok kind) const { return i < end_ && in_[i].kind == kind; }

    void begin(const Line& line) {
        arrows_ = 0;
        behind_arrow_ = false;
        depth_ = 0;
        first_out_ = out_.tokens.size();
        const std::uint32_t i = line.tokens.first;
        find_aggregates(line);
        statement_ = facts_                  ? Statement::list
                     : line.has_arrow        ? Statement::rule
                     : is_first_of(line)     ? Statement::first_of
                     : word(i, "choice")     ? Statement::choice
                     : word(i, "score")      ? Statement::score
                     : word(i, "ask")        ? Statement::ask
                     : word(i, "advise")     ? Statement::advise
                     : word(i, "number")     ? Statement::number
                     : word(i, "table")      ? Statement::table
                     : word(i, "case")       ? Statement::list
                     : word(i, "fact")       ? (word(i + 1, "table") ? Statement::other : Statement::fact)
                     : word(i, "relation")   ? Statement::relation
                     : word(i, "convert")    ? Statement::convert
                                             : Statement::other;
    }

    // Finds the aggregates of a line: the words of each, its `by` and its `where (`, in the same
    // parentheses and before an arrow, AND, OR, a comparison or a comma. Backwards, which is linear.
    void find_aggregates(const Line& line) {
        first_in_ = line.tokens.first;
        aggregate_words_.clear();
        const auto where = [&](std::uint32_t i) { return word(i, "where") && is(i + 1, Tok::open); };
        std::uint32_t i = first_in_;
        while (i < end_ && !where(i)) ++i;
        if (i == end_) return;
        aggregate_words_.resize(end_ - first_in_);
        struct Behind {
            std::uint32_t where = 0, by = 0;
        };
        std::vector<Behind> behind(1);  // by parentheses
        for (i = end_; i-- > first_in_;) {
            Behind& here = behind.back();
            if (is(i, Tok::close)) behind.emplace_back();
            else if (is(i, Tok::open) && behind.size() > 1) behind.pop_back();
            else if (where(i)) here = {i, 0};
            else if (word(i, "by") && here.by == 0) here.by = i;
            else if (const AggregateEntry* entry = aggregate_at(i); entry && here.where > 0) {
                const bool latest = entry->aggregate == Aggregate::latest;
                aggregate_words_[i - first_in_] = entry;
                aggregate_words_[here.where - first_in_] = entry;
                if (latest && here.by > 0) aggregate_words_[here.by - first_in_] = entry;
                here = {};
            } else if (ends_operand(i)) here = {};
        }
    }
    // The entry of `count of` and its like, where an operand begins.
    const AggregateEntry* aggregate_at(std::uint32_t i) const {
        if (in_[i].kind != Tok::word) return nullptr;
        if (i > first_in_ && !in_[i].starts_line && wordlike(in_[i - 1].kind)) {
            bool begins = false;
            for (const std::string_view w : {"and", "or", "not", "unless", "when", "if", "for"}) begins |= word(i - 1, w);
            if (!begins) return nullptr;
        }
        for (const AggregateEntry& entry : aggregates)
            if (word(i, entry.name) && (entry.aggregate == Aggregate::latest || word(i + 1, "of"))) return &entry;
        return nullptr;
    }
    bool ends_operand(std::uint32_t i) const {
        const Tok kind = in_[i].kind;
        if (kind == Tok::arrow || kind == Tok::comma || kind == Tok::colon || (kind >= Tok::less && kind <= Tok::not_equal)) return true;
        return word(i, "and") || word(i, "or") || (kind == Tok::word && match_verb(text_, &in_[i], in_.data() + end_).verb >= 0);
    }

    bool aggregate() {
        if (aggregate_words_.empty()) return false;
        const AggregateEntry* entry = aggregate_words_[at_ - first_in_];
        if (!entry) return false;
        if (word(at_, "where")) put(Tok::where, 1);
        else if (word(at_, "by")) put(Tok::by, 1);
        else put(Tok::aggregate, entry->aggregate == Aggregate::latest ? 1 : 2, static_cast<std::uint8_t>(entry->aggregate));
        return true;
    }

    bool first_of_at(std::uint32_t i) const {
        return (word(i, "is") || is(i, Tok::equal)) && word(i + 1, "first") && word(i + 2, "of") && is(i + 3, Tok::colon);
    }
    bool is_first_of(const Line& line) const {
        for (std::uint32_t i = line.tokens.first; i < end_; ++i)
            if (first_of_at(i)) return true;
        return false;
    }

    // Each line of a score, and of a `first of`, is an item: a comma without width parts it from
    // the one before, so that the grammar is that of a list.
    void part_lines(std::uint32_t first) {
        if (statement_ != Statement::score && statement_ != Statement::first_of) return;
        const Token& token = in_[at_];
        if (!token.starts_line || at_ == first || depth_ > 0 || goes_on(at_)) return;
        const Tok last = out_.tokens.back().kind;
        const bool open = (last >= Tok::and_ && last <= Tok::kind_of) || last == Tok::open || last == Tok::comma || last == Tok::colon ||
                          (last >= Tok::slash && last <= Tok::between) || last == Tok::first_of || last == Tok::when || last == Tok::as ||
                          last == Tok::no_evidence || last == Tok::also;
        if (open) return;
        Token comma;
        comma.kind = Tok::comma;
        comma.begin = comma.end = in_[at_ - 1].end;
        out_.tokens.push_back(comma);
    }

    // Does a line that begins with this token go on with the item above it?
    bool goes_on(std::uint32_t i) const {
        if (in_[i].kind != Tok::word) return in_[i].kind == Tok::comma || (in_[i].kind >= Tok::slash && in_[i].kind <= Tok::not_equal);
        if (word(i, "and") || word(i, "or") || word(i, "when")) return true;
        if (statement_ == Statement::score) return false;
        return word(i, "otherwise") || word(i, "unless") || ((word(i, "because") || word(i, "source")) && i + 1 < end_);
    }

    // `+1`, behind a name or a closing parenthesis, at the end of an item or value.
    bool is_points() const {
        if (statement_ != Statement::score && statement_ != Statement::choice) return false;
        const std::string_view figure = text(at_);
        if (depth_ > 0 || (figure[0] >= '0' && figure[0] <= '9') || figure[0] == '.') return false;
        if (at_ + 1 < end_ && in_[at_ + 1].kind != Tok::comma && !in_[at_ + 1].starts_line) return false;
        return wordlike(out_.tokens.back().kind) || out_.tokens.back().kind == Tok::close;
    }
    static bool wordlike(Tok kind) { return (kind >= Tok::word && kind <= Tok::variable) || kind == Tok::date; }

    // Puts out one token made of `count` scanned ones.
    void put(Tok kind, std::uint32_t count, std::uint8_t detail = 0) {
        Token token = in_[at_];
        token.kind = kind;
        token.detail = detail;
        token.end = in_[at_ + count - 1].end;
        out_.tokens.push_back(token);
        at_ += count;
    }

    void step() {
        const Token& token = in_[at_];
        if (statement_ == Statement::table && token.starts_line) behind_arrow_ = word(at_, "advise");
        if ((token.kind == Tok::word || token.kind == Tok::number || token.kind == Tok::date) && !names_.empty() && name()) return;
        switch (token.kind) {
            case Tok::arrow: return arrow();
            case Tok::comma: return comma();
            case Tok::open: return open();
            case Tok::word: return word_step();
            case Tok::close: --depth_; return put(Tok::close, 1);
            case Tok::text: return put(!is_rule() && word(at_ + 1, "as") && at_ + 2 < end_ ? Tok::long_text : Tok::text, 1);
            case Tok::number: return put(is_points() ? Tok::points : Tok::number, 1);
            case Tok::equal:
                if (statement_ == Statement::first_of && first_of_at(at_)) return put(Tok::first_of, 4);
                return put(Tok::equal, 1);
            default: put(token.kind, 1);
        }
    }

    void arrow() {
        ++arrows_;
        behind_arrow_ = true;
        put(Tok::arrow, 1, text(at_) == "=>" ? 1 : 0);
    }

    void comma() {
        if (word(at_ + 1, "together") && word(at_ + 2, "at") && word(at_ + 3, "most")) return put(Tok::together, 4);
        if (word(at_ + 1, "also") && is(at_ + 2, Tok::colon)) return put(Tok::also, 3);
        if (statement_ == Statement::fact && word(at_ + 1, "source") && (in_[at_ + 1].starts_line || one_word(at_ + 2))) return put(Tok::source, 2);
        if (statement_ == Statement::ask && word(at_ + 1, "else"))
            for (const auto& [answer, detail] : {std::pair{"no", 0}, {"yes", 1}})
                if (word(at_ + 2, answer)) return put(Tok::otherwise_no, 3, static_cast<std::uint8_t>(detail));
        if (statement_ == Statement::advise && word(at_ + 1, "urgent")) return put(Tok::urgent, 2);
        if (statement_ == Statement::choice && word(at_ + 1, "ordered") && (is(at_ + 2, Tok::colon) || is(at_ + 2, Tok::comma)) && before_colon())
            return put(Tok::ordered, 2);
        put(Tok::comma, 1);
    }

    // `(0.7)` is a strength behind an arrow and in a case.
    void open() {
        const bool signed_figure = is(at_ + 1, Tok::minus) || is(at_ + 1, Tok::plus);
        const std::uint32_t figure = at_ + (signed_figure ? 2 : 1);
        const bool context = behind_arrow_ || lists_facts();
        if (context && is(figure, Tok::number)) {
            const std::uint32_t close = is(figure + 1, Tok::unit) ? figure + 2 : figure + 1;
            if (is(close, Tok::close) && !is_infix(close + 1)) return put(Tok::strength, close + 1 - at_);
        }
        if (context && is(at_ + 1, Tok::word) && is(at_ + 2, Tok::close) && (word(at_ + 1, "nan") || word(at_ + 1, "inf")))
            return put(Tok::strength, 3);
        ++depth_;
        put(Tok::open, 1);
    }

    bool before_colon() const {
        for (std::size_t i = first_out_; i < out_.tokens.size(); ++i)
            if (out_.tokens[i].kind == Tok::colon) return false;
        return true;
    }

    bool is_infix(std::uint32_t i) const {
        return i < end_ && in_[i].kind >= Tok::plus && in_[i].kind <= Tok::not_equal;
    }

    void word_step() {
        const VerbMatch verb = match_verb(text_, &in_[at_], in_.data() + end_);
        if (verb.verb == causes_verb) {
            ++arrows_;
            behind_arrow_ = true;
            return put(Tok::causes, 1);
        }
        if (verb.verb >= 0) {
            ++arrows_;
            behind_arrow_ = true;
            return put(Tok::verb, verb.count, static_cast<std::uint8_t>(verb.verb));
        }
        if (aggregate() || operator_word() || date_word() || scale_between() || no_evidence() || counted() || function() || tail() || statement_word()) return;
        put(Tok::word, 1);
    }

    bool operator_word() {
        const std::string_view w = text(at_);
        const std::uint8_t lower_case = w[0] >= 'a' ? 1 : 0;
        if (same_word(w, "and")) return put(Tok::and_, 1, lower_case), true;
        if (same_word(w, "or")) return put(Tok::or_, 1, lower_case), true;
        if (same_word(w, "not")) {
            const bool value = at_ > 0 && word(at_ - 1, "is") && w[0] >= 'a';  // `is not`
            return put(value ? Tok::word : Tok::not_, 1), true;
        }
        if (same_word(w, "unless")) {
            behind_arrow_ = false;
            return put(Tok::unless, 1), true;
        }
        if (same_word(w, "is") && word(at_ + 1, "a") && word(at_ + 2, "kind") && word(at_ + 3, "of"))
            return put(Tok::kind_of, 4), true;
        if (same_word(w, "between") && (figure_at(at_ + 1) || is(at_ + 1, Tok::minus)) && behind_phrase())
            return put(Tok::between, 1), true;
        return false;
    }

    // `age between 40 and 60`: a phrase stands before it, and two figures joined by `and` behind.
    bool behind_phrase() const {
        if (out_.tokens.empty()) return false;
        std::uint32_t i = at_ + 1;
        while (i < end_ && (figure_at(i) || in_[i].kind == Tok::unit || in_[i].kind == Tok::minus)) ++i;
        return word(i, "and") && (figure_at(i + 1) || is(i + 1, Tok::minus));
    }
    bool figure_at(std::uint32_t i) const { return is(i, Tok::number) || is(i, Tok::variable); }

    // `severity between mild and severe`: behind a choice whose values compare.
    bool scale_between() {
        if (!word(at_, "between") || out_.tokens.size() == first_out_) return false;
        std::size_t i = out_.tokens.size();
        while (i > first_out_ && wordlike(out_.tokens[i - 1].kind)) --i;
        if (i == out_.tokens.size()) return false;
        std::uint32_t to = at_ + 1;
        while (to < end_ && (in_[to].kind == Tok::number || in_[to].kind == Tok::unit || in_[to].kind == Tok::text || (in_[to].kind == Tok::word && !word(to, "and") && !word(to, "or")))) ++to;
        if (to == at_ + 1 || !word(to, "and")) return false;
        const Token &first = out_.tokens[i], &last = out_.tokens.back();
        key_.clear();
        append_key(key_, text_.substr(first.begin, last.end - first.begin));
        if (!names_.is_scale(key_)) return false;
        put(Tok::between, 1);
        return true;
    }

    // `no evidence for`, where a condition begins.
    bool no_evidence() {
        if (!word(at_, "no") || !word(at_ + 1, "evidence") || !word(at_ + 2, "for") || at_ + 3 >= end_) return false;
        const Tok last = out_.tokens.size() == first_out_ ? Tok::end : out_.tokens.back().kind;
        const bool begins = last == Tok::end || last == Tok::and_ || last == Tok::or_ || last == Tok::not_ || last == Tok::unless || last == Tok::open ||
                            last == Tok::comma || last == Tok::colon || last == Tok::when || last == Tok::only_if || last == Tok::first_of;
        if (!begins || (behind_arrow_ && last != Tok::unless && last != Tok::and_ && last != Tok::or_ && last != Tok::not_ && last != Tok::open)) return false;
        put(Tok::no_evidence, 3);
        return true;
    }

    // What dates bring with them: `before`, `is after`, `between`, `years between`, `year of`.
    bool date_word() {
        if (calendar()) return true;
        const bool is = word(at_, "is"), denied = is && word(at_ + 1, "not");
        const std::uint32_t i = at_ + (denied ? 2 : is ? 1 : 0);
        const bool before = word(i, "before"), after = word(i, "after"), between = !is && word(i, "between");
        if ((!before && !after && !between) || !value_ahead(i + 1)) return false;
        const bool day = lone_variable() && !this->is(i + 1, Tok::variable) && date_ahead(i + 1);  // `?x before ?y` may be a relation
        if (!day && !behind([&](std::string_view key) { return names_.is_date(key); }, Tok::date)) return false;
        const Tok kind = between ? Tok::between : before ? (denied ? Tok::greater_equal : Tok::less) : denied ? Tok::less_equal : Tok::greater;
        put(kind, i + 1 - at_);
        return true;
    }

    bool calendar() {
        static constexpr std::pair<std::string_view, Elapsed> entries[] = {
            {"days", Elapsed::days}, {"weeks", Elapsed::weeks}, {"months", Elapsed::months}, {"years", Elapsed::years},
            {"year", Elapsed::year}, {"month", Elapsed::month}};
        const bool exact = word(at_, "exact");
        for (const auto& [name, elapsed] : entries) {
            const bool two = of_two_dates(elapsed);
            if (!word(at_ + (exact ? 1 : 0), name) || (exact && elapsed != Elapsed::years)) continue;
            const std::uint32_t count = exact ? 3 : 2;
            if (!word(at_ + count - 1, two ? "between" : "of") || !date_ahead(at_ + count)) return false;
            put(Tok::calendar, count, static_cast<std::uint8_t>(exact ? Elapsed::exact_years : elapsed));
            return true;
        }
        return false;
    }

    // Does a date begin here: a declared name, `today`, a literal or a parenthesis?
    bool date_ahead(std::uint32_t i) {
        if (i >= end_) return false;
        if (in_[i].kind == Tok::date || in_[i].kind == Tok::open || in_[i].kind == Tok::variable) return true;
        key_.clear();
        for (const std::uint32_t from = i; i < end_ && key_.size() <= names_.longest_value(); ++i) {
            if (i > from && in_[i].kind == Tok::minus) continue;
            if (i > from && (in_[i].spaced || in_[i].starts_line)) key_ += ' ';
            append_key(key_, text(i));
            if (names_.is_date(key_)) return true;
        }
        return false;
    }

    // Does an operand begin here, so that an operator may stand before it?
    bool value_ahead(std::uint32_t i) const {
        return i < end_ && (in_[i].kind == Tok::date || in_[i].kind == Tok::open || in_[i].kind == Tok::word || in_[i].kind == Tok::text || in_[i].kind == Tok::number || in_[i].kind == Tok::variable);
    }

    // Are all the words right before this a name of the kind that `known` tells, or a literal?
    template <class F>
    bool behind(F known, Tok literal) {
        const std::size_t n = out_.tokens.size();
        if (n > first_out_ && out_.tokens[n - 1].kind == literal && (n - 1 == first_out_ || !is_name(out_.tokens[n - 2].kind))) return true;
        std::size_t from = n;
        while (from > first_out_ && is_name(out_.tokens[from - 1].kind)) {
            --from;
            const std::uint32_t begin = out_.tokens[from].begin, end = out_.tokens[n - 1].end;
            if (end - begin > 4 * names_.longest_value() + 64) return false;
            const bool first = from == first_out_ || !is_name(out_.tokens[from - 1].kind) || out_.tokens[from].starts_line;
            if (!first) continue;
            const std::string_view name = text_.substr(begin, end - begin);
            const std::string key = out_.tokens[from].kind == Tok::text && from + 1 == n ? key_of(unquote(name)) : key_of(name);
            if (known(key)) return true;
        }
        return false;
    }
    static bool is_name(Tok kind) {
        return kind == Tok::word || kind == Tok::number || kind == Tok::unit || kind == Tok::text || kind == Tok::name || kind == Tok::variable || kind == Tok::date;
    }

    // `in UNIT` behind a declared number is its plain figure.
    bool plain_unit() {
        if (lists_facts() || !word(at_, "in") || at_ + 1 >= end_) return false;
        const std::uint32_t count = unit_tokens(at_ + 1);
        if (count == 0) return false;
        const bool figure = lone_variable() && (is_infix(at_ + 1 + count) || behind_arithmetic());
        if (!figure && !behind([&](std::string_view key) { return names_.is_number(key); }, Tok::end)) return false;
        put(Tok::plain_unit, 1 + count);
        return true;
    }
    // A variable alone, as an operand, stands before this.
    bool lone_variable() const {
        const std::size_t n = out_.tokens.size();
        return n > first_out_ && out_.tokens[n - 1].kind == Tok::variable && (n - 1 == first_out_ || !is_name(out_.tokens[n - 2].kind) || out_.tokens[n - 1].starts_line);
    }
    // … and a sign of arithmetic before that.
    bool behind_arithmetic() const {
        const std::size_t n = out_.tokens.size();
        if (n < first_out_ + 2) return false;
        const Tok before = out_.tokens[n - 2].kind;
        return (before >= Tok::slash && before <= Tok::not_equal) || before == Tok::aggregate || (before == Tok::open && n > first_out_ + 2 && out_.tokens[n - 3].kind == Tok::function);
    }
    std::uint32_t unit_tokens(std::uint32_t from) const {
        const std::uint32_t begin = in_[from].begin;
        const std::size_t size = unit_prefix(text_.substr(begin, in_[end_ - 1].end - begin));
        for (std::uint32_t i = from; size > 0 && i < end_ && in_[i].end <= begin + size; ++i)
            if (in_[i].end == begin + size) return i + 1 - from;
        return size == 0 && in_[from].kind == Tok::word && find_unit(text(from)) ? 1 : 0;
    }

    bool counted() {
        std::uint32_t length = 0;
        Count count = Count::any;
        const auto simple = [&](std::string_view w, Count c) {
            if (length == 0 && word(at_, w) && word(at_ + 1, "of")) length = 2, count = c;
        };
        simple("any", Count::any);
        simple("all", Count::all);
        simple("each", Count::each);
        simple("which", Count::which);
        const auto figured = [&](std::uint32_t words, Count c) {
            if (is(at_ + words, Tok::number) && word(at_ + words + 1, "of")) length = words + 2, count = c;
        };
        if (word(at_, "at") && word(at_ + 1, "least")) figured(2, Count::at_least);
        if (word(at_, "at") && word(at_ + 1, "most")) figured(2, Count::at_most);
        if (word(at_, "exactly")) figured(1, Count::exactly);
        if (length == 0 || !(is(at_ + length, Tok::open) || is(at_ + length, Tok::column))) return false;
        put(is(at_ + length, Tok::open) ? Tok::counted : Tok::counted_column, length, static_cast<std::uint8_t>(count));
        return true;
    }

    bool function() {
        if (!is(at_ + 1, Tok::open) || in_[at_ + 1].spaced) return false;
        for (const FunctionEntry& entry : functions)
            if (same_word(text(at_), entry.name)) {
                put(Tok::function, 1, static_cast<std::uint8_t>(entry.op));
                return true;
            }
        return false;
    }

    // Words that begin a tail of a rule, behind its conclusion.
    bool tail() {
        if (arrows_ == 0 && statement_ != Statement::table && statement_ != Statement::advise && statement_ != Statement::first_of && statement_ != Statement::fact) return false;
        const bool fresh = in_[at_].starts_line;
        if (!behind_name()) return false;
        if (word(at_, "because") && is(at_ + 1, Tok::text)) return behind_arrow_ = false, put(Tok::because, 1), true;
        if (statement_ != Statement::fact && word(at_, "overrides")) return behind_arrow_ = false, put(Tok::overrides, 1), true;
        if (word(at_, "otherwise") && (is(at_ + 1, Tok::arrow) || (at_ + 1 < end_ && match_verb(text_, &in_[at_ + 1], in_.data() + end_).verb >= 0))) {
            put(Tok::otherwise, 1);
            otherwise_verb();
            return true;
        }
        const bool ends = fresh || one_word(at_ + 1);
        if (word(at_, "source") && ends) return behind_arrow_ = false, put(Tok::source, 1), true;
        if (statement_ != Statement::fact && word(at_, "group") && ends) return behind_arrow_ = false, put(Tok::group, 1), true;
        return false;
    }

    // A word that ends a tail.
    bool one_word(std::uint32_t i) const {
        return is(i, Tok::word) && (i + 1 >= end_ || in_[i + 1].starts_line || is(i + 1, Tok::comma) || tail_word(i + 1));
    }

    // A tail stands behind a name, or behind the verb of an `otherwise`.
    bool behind_name() const {
        const std::size_t n = out_.tokens.size();
        if (n == 0) return false;
        const Tok last = out_.tokens[n - 1].kind;
        if (last == Tok::verb || last == Tok::arrow) return n > 1 && out_.tokens[n - 2].kind == Tok::otherwise;
        return last != Tok::comma && last != Tok::and_ && last != Tok::or_ && last != Tok::causes;
    }

    bool tail_word(std::uint32_t i) const {
        for (const std::string_view w : {"because", "source", "overrides", "otherwise", "group", "unless"})
            if (word(i, w)) return true;
        return false;
    }

    // The verb behind `otherwise` does not make a second arrow.
    void otherwise_verb() {
        if (is(at_, Tok::arrow)) {
            put(Tok::arrow, 1);
            behind_arrow_ = true;
            return;
        }
        const VerbMatch verb = match_verb(text_, &in_[at_], in_.data() + end_);
        put(Tok::verb, verb.count, static_cast<std::uint8_t>(verb.verb));
    }

    bool statement_word() {
        if (word(at_, "as") && out_.tokens.size() > first_out_ && out_.tokens.back().kind == Tok::long_text)
            return put(Tok::as, 1), true;
        if ((statement_ == Statement::number || in_number_clause()) && word(at_, "in") && !behind_equal() && is_unit_ahead()) return true;
        if (out_.tokens.size() == first_out_ && statement_ == Statement::other && word(at_, "only") && word(at_ + 1, "if")) return put(Tok::only_if, 2), true;
        if (statement_ == Statement::first_of) {
            if (first_of_at(at_)) return put(Tok::first_of, 4), true;
            if (word(at_, "when")) return put(Tok::when, 1), true;
            const bool ends = at_ + 1 >= end_ || in_[at_ + 1].starts_line || is(at_ + 1, Tok::comma) || tail_word(at_ + 1);
            if (word(at_, "otherwise") && ends) return put(Tok::otherwise, 1), true;
        }
        if (plain_unit()) return true;
        if (statement_ == Statement::convert && word(at_, "source") && at_ + 1 < end_ && is(at_ - 1, Tok::unit)) return put(Tok::source, 1), true;
        if (statement_ == Statement::ask) {
            if (word(at_, "only") && word(at_ + 1, "if")) return put(Tok::only_if, 2), true;
            if (word(at_, "first") && (at_ + 1 >= end_ || is(at_ + 1, Tok::colon) || word(at_ + 1, "only")))
                return put(Tok::first, 1), true;
        }
        const bool advise = statement_ == Statement::advise || (statement_ == Statement::table && behind_arrow_);
        if (advise && word(at_, "when")) return put(Tok::when, 1), true;
        return false;
    }

    bool lists_facts() const { return statement_ == Statement::list || statement_ == Statement::fact; }
    bool is_rule() const { return statement_ == Statement::rule || statement_ == Statement::table || lists_facts(); }

    // `, number ?level in mm/s` of a relation.
    bool in_number_clause() const {
        const std::size_t n = out_.tokens.size();
        if (statement_ != Statement::relation || n < first_out_ + 3 || out_.tokens[n - 1].kind != Tok::variable || out_.tokens[n - 3].kind != Tok::comma) return false;
        const Token& clause = out_.tokens[n - 2];
        return clause.kind == Tok::word && same_word(text_.substr(clause.begin, clause.end - clause.begin), "number");
    }

    bool behind_equal() const {
        for (std::size_t i = first_out_; i < out_.tokens.size(); ++i)
            if (out_.tokens[i].kind == Tok::equal) return true;
        return false;
    }

    // `in L/day` in a number statement: all up to the next comma or `=` is the unit.
    bool is_unit_ahead() {
        std::uint32_t to = at_ + 1;
        for (; to < end_ && in_[to].kind != Tok::comma && in_[to].kind != Tok::equal; ++to)
            if (in_[to].kind == Tok::variable) return false;  // level in ?tank in m
        if (to == at_ + 1) return false;
        for (std::uint32_t i = at_ + 1; i + 1 < to; ++i)  // a later `in` may announce it: burning in feet in °C
            if (word(i, "in") && find_unit(text_.substr(in_[i + 1].begin, in_[to - 1].end - in_[i + 1].begin))) return false;
        const std::uint32_t count = to - at_;
        put(Tok::in_unit, count);
        return true;
    }

    // The longest special name that starts here, as one token.
    bool name() {
        if (capital_operator(at_)) return false;
        key_.clear();
        append_key(key_, text(at_));
        const std::string_view first = key_;
        if (!names_.may_start(first.substr(0, std::min(first.find(' '), first.size()))) && !names_.may_start(first)) return false;
        std::uint32_t best = 0;
        for (std::uint32_t i = at_; i < end_ && key_.size() <= names_.longest(); ++i) {
            if (i > at_) {
                if (in_[i].kind == Tok::text || in_[i].kind == Tok::column || capital_operator(i) || comment_before(i)) break;
                if (in_[i].kind == Tok::minus) continue;  // in keys a space
                if (in_[i].spaced || in_[i].starts_line) key_ += ' ';
                append_key(key_, text(i));
            }
            if (names_.contains(key_)) best = i + 1 - at_;
        }
        if (best == 0) return false;
        put(Tok::name, best);
        return true;
    }

    bool comment_before(std::uint32_t i) const {
        return in_[i].starts_line && text_.substr(in_[i - 1].end, in_[i].begin - in_[i - 1].end).find('#') != std::string_view::npos;
    }
    bool capital_operator(std::uint32_t i) const {
        return in_[i].kind == Tok::word && (text(i) == "AND" || text(i) == "OR" || text(i) == "NOT");
    }

    std::string_view text_;
    const std::vector<Token>& in_;
    const SpecialNames& names_;
    Tokens out_;
    std::string key_;
    std::uint32_t at_ = 0, end_ = 0;
    std::size_t first_out_ = 0;  // of the line's tokens that are put out
    std::uint32_t first_in_ = 0;  // of the line's tokens as scanned
    std::vector<const AggregateEntry*> aggregate_words_;  // by them; empty if the line has no `where (`
    int depth_ = 0;              // of parentheses
    int arrows_ = 0;
    bool behind_arrow_ = false;
    Statement statement_ = Statement::other;
    bool facts_;
};

}  // namespace

Tokens classify(const Source& source, const Tokens& scanned, const SpecialNames& names, bool facts) {
    Classifier classifier(source, scanned, names, facts);
    for (const Line& line : scanned.lines) classifier.line(line);
    return std::move(classifier).take();
}

}  // namespace hence
