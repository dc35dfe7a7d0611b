// `table first` means the same as its rows written out as rules, each of which overrides the later
// ones: 1,000 generated tables, each with answers that are partly missing.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <random>

#include "tests/knowledge_of.hpp"

namespace hence {
namespace {

constexpr const char* declared =
    "number age, 0 to 100\nchoice sex: female, male\nfinding s1, s2, s3\nchoice risk: low, middle, high\nnumber dose in mg\n";

// A condition as a cell has it, and as a rule has it; both empty: none.
struct Cell {
    std::string cell, condition;
};

class Tables {
public:
    explicit Tables(unsigned seed) : random_(seed) {}

    int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }

    Cell age() {
        const int from = 10 * below(10), to = from + 10 * below(4);
        switch (below(6)) {
            case 0: return {fmt::format(">= {}", from), fmt::format("age >= {}", from)};
            case 1: return {fmt::format("< {}", from), fmt::format("age < {}", from)};
            case 2: return {fmt::format("{}–{}", from, to), fmt::format("age >= {} AND age <= {}", from, to)};
            case 3: return {fmt::format("NOT {} to {}", from, to), fmt::format("NOT (age >= {} AND age <= {})", from, to)};
            default: return {};
        }
    }
    Cell sex() {
        switch (below(4)) {
            case 0: return {"female", "sex is female"};
            case 1: return {"NOT male", "NOT (sex is male)"};
            default: return {};
        }
    }
    Cell sign() {
        const int n = 1 + below(3), m = 1 + below(3);
        switch (below(5)) {
            case 0: return {fmt::format("s{}", n), fmt::format("s{}", n)};
            case 1: return {fmt::format("NOT s{}", n), fmt::format("NOT s{}", n)};
            case 2: return {fmt::format("s{}, NOT s{}", n, m), fmt::format("s{} AND NOT s{}", n, m)};
            default: return {};
        }
    }

    // The table, and its rules.
    std::pair<std::string, std::string> pair() {
        std::string table = "table first\n    [Age] AND [Sex] AND [Signs] → risk is [Risk], dose = [Dose]\n| Age | Sex | Signs | Risk | Dose |\n|---|---|---|---|---|\n", rules;
        std::vector<std::string> conditions;
        const int rows = 2 + below(4);
        const bool otherwise = below(2) == 0;
        static constexpr const char* risks[] = {"low", "middle", "high"};
        for (int r = 0; r < rows; ++r) {
            Cell a = age(), b = sex(), c = sign();
            if (a.cell.empty() && b.cell.empty() && c.cell.empty()) c = {"s1", "s1"};
            const char* risk = risks[below(3)];
            const int dose = 1 + below(4);
            table += fmt::format("| {} | {} | {} | {} | {} |\n", a.cell, b.cell, c.cell, risk, dose);
            std::string all;
            for (const Cell& cell : {a, b, c})
                if (!cell.condition.empty()) all += (all.empty() ? "" : " AND ") + cell.condition;
            std::string overrides;
            for (int later = r + 1; later < rows; ++later) overrides += fmt::format("{}r{}", overrides.empty() ? " overrides " : ", ", later);
            rules += fmt::format("rule r{}: {} → risk is {}, dose = {}{}\n", r, all, risk, dose, overrides);
            conditions.push_back(all);
        }
        if (otherwise) {
            table += "| otherwise | | | high | 9 |\n";
            std::string none;
            for (const std::string& c : conditions) none += (none.empty() ? "NOT (" : " AND NOT (") + c + ")";
            rules += fmt::format("{} → risk is high, dose = 9\n", none);
        }
        return {declared + table, declared + rules};
    }

    std::string facts() {
        std::string out;
        const auto add = [&](const std::string& fact) { out += (out.empty() ? "" : ", ") + fact; };
        if (below(8) > 0) add(fmt::format("age = {}", 10 * below(10) + below(3)));
        if (below(8) > 0) add(below(2) == 0 ? "sex is female" : "sex is male");
        for (int s = 1; s <= 3; ++s)
            if (const int n = below(7); n < 6) add(fmt::format("{}s{}{}", n % 2 == 0 ? "NOT " : "", s, n == 3 ? " (0.6)" : ""));
        return out.empty() ? "age is unknown" : out;
    }

private:
    std::mt19937 random_;
};

std::string standing(const Knowledge& knowledge, const std::string& facts, int& concluded) {
    Session session(knowledge);
    tell(session, facts);
    std::string out;
    for (const char* name : {"risk", "dose"}) {
        const Value value = value_of(session, name);
        concluded += value.value ? 1 : 0;
        out += fmt::format("{} {} {} {}\n", name, static_cast<int>(value.state), value.certainty, value.value ? fmt::format("{}", *value.value) : "-");
    }
    return out;
}

TEST(TableFirst, EqualsItsRulesWithOverrides) {
    constexpr unsigned seed = 1965;  // the year of the first decision tables in books
    Tables tables(seed);
    int concluded = 0, asked = 0;
    for (int n = 0; n < 1000; ++n) {
        const auto [table, rules] = tables.pair();
        const Knowledge one = knowledge_of(table), other = knowledge_of(rules);
        for (int k = 0; k < 4; ++k) {
            const std::string facts = tables.facts();
            int unused = 0;
            asked += 2;
            ASSERT_EQ(standing(one, facts, concluded), standing(other, facts, unused)) << "seed " << seed << ", table " << n << "\n" << table << "\n" << rules << "\n" << facts;
        }
    }
    EXPECT_GT(concluded * 10, asked * 6) << "too few tables conclude anything";
}

}  // namespace
}  // namespace hence
