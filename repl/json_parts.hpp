// The parts that every JSON answer is made of: values, facts, premises, arguments.
#pragma once

#include <boost/json.hpp>

#include "engine/explain.hpp"

namespace hence::repl {

namespace json = boost::json;

json::array names(const Program& program, const std::vector<FindingId>& findings);

/// The value of all but a yes/no finding, and a number's unit.
void put_value(const Session& session, FindingId finding, std::optional<double> value,
               json::object& to);
/// The same, what a score can still come to, and whether only a default gives it.
void put_held(const Session& session, FindingId finding, const Value& value, json::object& to);

json::object fact_json(const Session& session, const Fact& fact);
json::object premise_json(const Session& session, const PremiseReport& p);
json::array premises_json(const Session& session, const std::vector<PremiseReport>& premises);
json::object argument_json(const Session& session, const WhyArgument& w);
json::array arguments_json(const Session& session, const std::vector<WhyArgument>& arguments);
std::string_view state_text(Truth state);
json::array advice_json(const Session& session, const std::vector<std::uint32_t>& rows);
json::array assumes_json(const Session& session, const std::vector<Assumption>& assumes);
json::value certainty_json(const Value& value);  // null in a conflict

}  // namespace hence::repl
