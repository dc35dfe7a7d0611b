#include "repl/render_premises.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

const std::string& name_of(const Program& program, FindingId finding) {
  return program.findings[finding.index()].name;
}

// Is it a fact of the knowledge base itself?
bool is_stated(const Session& session, FindingId finding) {
  const auto arguments = session.network().arguments_of(finding);
  return !arguments.empty() &&
         std::all_of(arguments.begin(), arguments.end(), [&](const ArgumentOrigin& a) {
           return session.program().rules[a.rule.index()].fact;
         });
}

constexpr const char* not_computed = "cannot be computed from what is known";

// Where a premise's certainty comes from: «given», «stated», «concluded», «not asked».
std::string origin(const Session& session, const PremiseReport& p) {
  if (p.value.asked_unknown) return "asked, not known";
  if (p.given) return "given";
  if (p.value.by_default) return "by default";
  const Detail* detail = session.program().detail(p.finding);
  const bool open = p.value.state == Truth::unknown && p.value.certainty == 0 && !p.value.value;
  if (open && detail != nullptr && detail->computed) return not_computed;
  if (open)
    return session.program().findings[p.finding.index()].closed ? "nothing says so" : "not asked";
  if (is_stated(session, p.finding)) return "stated";
  return "concluded";
}

// Of an aggregate its figure, of a comparison with one «holds: it is 6».
std::string aggregate_state(const Session& session, const PremiseReport& p) {
  const Program& program = session.program();
  const std::string figure = p.figure    ? measured_text(program, p.aggregate, *p.figure)
                             : p.is_tied ? "not known: two values of the latest day"
                                         : "not known";
  if (session.network().nodes[p.node.row].op == NodeOp::aggregate) return figure;
  const std::string met = met_word(p, program.options.threshold);
  return p.figure || p.is_tied ? fmt::format("{}: it is {}", met, figure) : met;
}

// A line of two columns.
struct Row {
  std::string left, right;
};

// A line a premise; parts of an operator stand indented under it.
void collect(const Session& session, std::span<const PremiseReport> premises, int depth,
             std::vector<Row>& rows) {
  for (const PremiseReport& p : premises) {
    rows.push_back({spaces(2 * depth) + printable(premise_text(session.program(), p)),
                    printable(condition_state(session, p))});
    collect(session, shown_parts(p), depth + 1, rows);
    if (p.parts.size() > shown_parts(p).size())
      rows.push_back({spaces(2 * depth + 2), more_parts(p)});
  }
}

}  // namespace

Page premise_lines(const Session& session, const std::vector<PremiseReport>& premises,
                   std::string_view mark, std::string_view place) {
  std::vector<Row> rows;
  collect(session, premises, 0, rows);
  if (!rows.empty()) rows.front().left += place;
  int widest = 0;
  for (const Row& row : rows) widest = std::max(widest, display_width(row.left));
  widest = std::min(widest, 36);
  Page out;
  for (const Row& row : rows)
    out.put(fmt::format("{}{}{}  ", spaces(premise_indent), mark, padded(row.left, widest)),
            row.right);
  return out;
}

std::span<const PremiseReport> shown_parts(const PremiseReport& p) {
  constexpr std::size_t most = 12;
  const std::span<const PremiseReport> parts = p.parts;
  return p.aggregate && parts.size() > most ? parts.first(most) : parts;
}

std::string more_parts(const PremiseReport& p) {
  return fmt::format("and {} more", p.parts.size() - shown_parts(p).size());
}

std::string premise_state(const Session& session, const PremiseReport& p) {
  const Program& program = session.program();
  std::string from = origin(session, p);
  if (p.value.state == Truth::conflict) return "in conflict";
  if (program.findings[p.finding.index()].kind == FindingKind::score && !p.given)
    return standing(session, p.finding, p.value);
  if (from == not_computed || from == "not asked" ||
      from == "nothing says so" || from == "asked, not known")
    return from;
  if (p.value.by_default) return standing(session, p.finding, p.value);
  const bool definite = std::abs(p.value.certainty) == 1;
  if (program.findings[p.finding.index()].kind == FindingKind::yes_no && definite)
    return fmt::format("{}, {}", p.value.certainty > 0 ? "yes" : "no", from);
  return fmt::format("{}, {}", standing(session, p.finding, p.value), from);
}

std::string met_word(const PremiseReport& p, double threshold) {
  if (p.certainty > threshold) return "holds";
  if (p.certainty < -threshold) return "does not hold";
  return "not decided";
}

std::string premise_text(const Program& program, const PremiseReport& p) {
  std::string text = condition_text(program, p.condition);
  if (p.finding && (text.empty() || program.find(text) == p.finding))
    return name_of(program, p.finding);
  return text;
}

std::string condition_state(const Session& session, const PremiseReport& p) {
  const Program& program = session.program();
  if (p.aggregate) return aggregate_state(session, p);
  if (!p.finding) return met_word(p, program.options.threshold);
  const std::string state = premise_state(session, p);
  const std::string text = premise_text(program, p);
  if (key_of(text) == key_of(name_of(program, p.finding)) || !p.parts.empty()) return state;
  return fmt::format("{} ({}: {})", met_word(p, program.options.threshold),
                     name_of(program, p.finding), state);
}

void put_unmet(const Session& session, const std::vector<PremiseReport>& premises,
               std::string_view mark, std::vector<std::string>& reasons, std::string_view place) {
  const double threshold = session.program().options.threshold;
  for (const PremiseReport& p : premises) {
    if (p.certainty > threshold) continue;
    const bool open = p.finding && p.certainty >= -threshold;
    const std::string state = open          ? premise_state(session, p)
                              : p.aggregate ? aggregate_state(session, p)
                                            : met_word(p, threshold);
    reasons.push_back(
        fmt::format("{}{}{}: {}", mark, premise_text(session.program(), p), place, state));
  }
}

}  // namespace hence::repl
