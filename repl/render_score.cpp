#include "repl/render_score.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "repl/render_premises.hpp"
#include "repl/render_rules.hpp"
#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

FindingId choice_of(const Program& program, std::uint32_t item) {
  return program.exprs[program.items[item].choice.index()].finding;
}

bool is_choice(const Program& program, std::uint32_t item) {
  return !program.items[item].condition;
}

// What it gives, or may give.
std::string points_of(const Program& program, const ItemReport& item) {
  if (is_choice(program, item.item) && item.state == Truth::unknown)
    return points_range(program, choice_of(program, item.item));
  if (item.state == Truth::no) return "0";
  const std::string points = points_text(item.points);
  return item.state == Truth::unknown ? "(" + points + ")" : points;
}

// «to sound, given», «yes, given», «open, not asked».
std::string state_of(const Session& session, const ItemReport& item, const PremiseReport& reads) {
  const std::string state = condition_state(session, reads);
  return item.state == Truth::unknown && reads.finding && is_choice(session.program(), item.item)
             ? "open: " + state
             : state;
}

// «1 + 1 - 2 = 0».
std::string sum_text(const ScoreReport& score) {
  std::string terms;
  std::size_t count = 0;
  for (const ItemReport& item : score.items) {
    if (item.state != Truth::yes || item.points == 0) continue;
    const std::string size = format_number(item.points < 0 ? -item.points : item.points);
    if (count++ == 0) terms = (item.points < 0 ? "-" : "") + size;
    else terms += (item.points < 0 ? " - " : " + ") + size;
  }
  if (count == 0) return "0";
  return count == 1 ? terms : fmt::format("{} = {}", terms, format_number(score.so_far));
}

std::string total_text(const ScoreReport& score) {
  if (score.given) return "the total is given, and the items do not count";
  const std::string sum = sum_text(score);
  if (score.open == 0) return sum;
  const std::string open = counted(score.open, "item is", "items are") + " open";
  if (score.lowest == score.highest)
    return fmt::format("{}; {}, and the total is {} all the same", sum, open,
                       format_number(score.lowest));
  return fmt::format("{} so far; {}, so it may come to {} to {}", sum, open,
                     format_number(score.lowest), format_number(score.highest));
}

}  // namespace

std::string item_text(const Program& program, std::uint32_t item) {
  return is_choice(program, item) ? program.findings[choice_of(program, item).index()].name
                                  : condition_text(program, program.items[item].condition);
}

std::string points_range(const Program& program, FindingId choice) {
  const std::vector<double>& points = program.detail(choice)->points;
  const auto [least, most] = std::minmax_element(points.begin(), points.end());
  return *least == *most ? points_text(*least)
                         : fmt::format("{} to {}", points_text(*least), points_text(*most));
}

Page score_lines(const Session& session, const Why& why) {
  const Program& program = session.program();
  int points_width = 0, text_width = 0;
  for (const ItemReport& item : why.score->items) {
    points_width = std::max(points_width, display_width(points_of(program, item)));
    text_width = std::max(text_width, display_width(printable(item_text(program, item.item))));
  }
  text_width = std::min(text_width, 36);
  Page out;
  out.put("  ", "items");
  for (std::size_t i = 0; i < why.score->items.size(); ++i) {
    const ItemReport& item = why.score->items[i];
    const std::string points = points_of(program, item);
    const std::string lead = fmt::format(
        "    {}{}  {}  ", spaces(points_width - display_width(points)), points,
        padded(printable(item_text(program, item.item)), text_width));
    out.put(lead, state_of(session, item, why.items[i]),
            item.state == Truth::yes ? Ink::plain : Ink::faint);
    out.put(premise_lines(session, why.items[i].parts, "  "));
  }
  out.put("  sum: ", total_text(*why.score));
  return out;
}

Page score_in_brief(const Session& session, const Why& why) {
  const Program& program = session.program();
  Page out;
  for (const ItemReport& item : why.score->items)
    if (item.state == Truth::yes && !why.score->given)
      out.put(fmt::format("      {:>5}  ", points_text(item.points)),
              item_text(program, item.item));
  return out;
}

Page items_about(const Program& program, const std::vector<FindingId>& findings) {
  Page out;
  const auto put = [&](FindingId score, std::uint32_t row) {
    const Item& item = program.items[row];
    const ExprId read = item.condition ? item.condition : item.choice;
    const bool about = std::any_of(findings.begin(), findings.end(), [&](FindingId f) {
      return f == score || reads(program, read, f);
    });
    if (!about) return;
    const std::string points =
        item.condition ? points_text(item.points) : points_range(program, choice_of(program, row));
    out.put("  ", fmt::format("{}: {} {} ({})", program.findings[score.index()].name,
                              item_text(program, row), points, place_text(program, item.span)));
  };
  for (std::size_t row = 0; row < program.findings.size(); ++row) {
    const Detail* detail = program.detail(FindingId(row));
    if (!detail || program.findings[row].kind != FindingKind::score) continue;
    for (std::uint32_t i = detail->items.first; i < detail->items.last; ++i) put(FindingId(row), i);
  }
  return out;
}

ItemWords item_words(const Session& session, FindingId score) {
  const Program& program = session.program();
  const ScoreReport report = score_report(session, score);
  ItemWords words;
  if (report.given) return words;
  for (const ItemReport& item : report.items) {
    const std::string text = item_text(program, item.item);
    if (item.state == Truth::yes && item.points != 0)
      words.counting.push_back(fmt::format("{} {}", text, points_text(item.points)));
    if (item.state == Truth::unknown) words.open.push_back(text);
  }
  return words;
}

}  // namespace hence::repl
