#include "engine/score_report.hpp"

#include <cmath>

#include <fmt/format.h>

#include "engine/totals.hpp"

namespace hence {

namespace {

ItemReport item_report(const Session& session, std::uint32_t row) {
  const Program& program = session.program();
  const Item& item = program.items[row];
  ItemReport report{row, Truth::unknown, item.points};
  if (!item.condition) {
    const FindingId choice = program.exprs[item.choice.row].finding;
    const Value value = session.value(choice);
    report.points = 0;
    if (!value.value) return report;
    report.state = Truth::yes;
    report.points = program.detail(choice)->points[static_cast<std::size_t>(*value.value)];
    return report;
  }
  const double c = session.certainty(item.condition);
  if (c > session.network().threshold) report.state = Truth::yes;
  if (c < -session.network().threshold) report.state = Truth::no;
  return report;
}

const Score* score_of(const Network& network, FindingId finding) {
  const Node& node = network.nodes[network.finding_nodes[finding.row].row];
  return &network.scores[static_cast<std::size_t>(node.param)];
}

}  // namespace

ScoreReport score_report(const Session& session, FindingId finding) {
  const Network& network = session.network();
  ScoreReport report;
  const Range items = session.program().detail(finding)->items;
  for (std::uint32_t row = items.first; row < items.last; ++row) {
    report.items.push_back(item_report(session, row));
    const ItemReport& item = report.items.back();
    ++(item.state == Truth::unknown ? report.open : report.decided);
    if (item.state == Truth::yes) report.so_far = round12(report.so_far + item.points);
  }
  const Cell fact = session.state().fact(finding);
  if (fact.y > network.threshold) {
    report.given = true;
    report.so_far = report.lowest = report.highest = fact.x;
    return report;
  }
  const Score* score = score_of(network, finding);
  std::vector<Ends> inputs;
  for (const NodeId input : network.inputs_of(score->node))
    inputs.push_back({session.state()[input], session.state()[input]});
  const double least = std::nextafter(network.threshold, 1.0);
  const Reached reached = Totals(network).reach(*score, inputs, least);
  report.lowest = reached.totals.front();
  report.highest = reached.totals.back();
  return report;
}

std::string score_text(const Session& session, FindingId finding) {
  const ScoreReport r = score_report(session, finding);
  if (r.given || r.lowest == r.highest) return format_number(r.lowest);
  return fmt::format("{} so far ({} to {}, {} open)", format_number(r.so_far),
                     format_number(r.lowest), format_number(r.highest), r.open);
}

}  // namespace hence
