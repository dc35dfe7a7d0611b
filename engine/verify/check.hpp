// The steps of a proof, each recomputed from what it says it read. Internal to the checker.
#pragma once

#include <functional>

#include "engine/verify/evaluate.hpp"
#include "engine/verify/graph.hpp"
#include "engine/verify/receipt_text.hpp"
#include "engine/verify/verify.hpp"

namespace hence::verify {

class Check {
 public:
  Check(const RuleBase& base, const Graph& graph, Outcome& outcome) : base_(base), graph_(graph), outcome_(outcome), standings_(base.findings.size()), entries_(base.findings.size()) {}

  void receipt(Fields& root);

 private:
  // One that the rules have: a conclusion of a rule, or what its `otherwise` says.
  struct Argument {
    const Rule* rule = nullptr;
    const Conclusion* conclusion = nullptr;
    std::size_t row = 0;  // of the rule
    bool otherwise = false;
    std::vector<int> premises;  // in text order
    double strength() const { return otherwise ? rule->otherwise : rule->strength; }
  };
  // One as recorded, once it is known which.
  struct Recorded {
    const Argument* argument = nullptr;
    double contribution = 0;
    std::optional<double> value;
    std::string silent;
  };
  struct Entry {
    const boost::json::value* object = nullptr;
    std::optional<double> rank[2];
    bool by_default = false;
  };

  void guarded(const std::function<void()>& step);
  void fail(const std::string& where, const std::string& why);

  void read_files(Fields& root);
  void read_facts(Fields& root);
  void read_standings(Fields& root);
  void read_standing(Fields& f, int id, Standing& s);
  void read_conclusions(Fields& root);
  std::vector<bool> required(std::vector<bool>& derived) const;
  int finding(Fields& f) const;
  double value_of(int id, Fields& f) const;
  std::string place_text(Place at) const;
  const std::string& name(int id) const { return base_.findings[static_cast<std::size_t>(id)].name; }
  const Finding& of(int id) const { return base_.findings[static_cast<std::size_t>(id)]; }

  void check(int id);
  void check_given(int id, Fields& f, const Situation& now);
  void check_kinds(int id, Fields& f) const;
  bool set_aside(int id, const Situation& now) const;
  std::vector<Argument> arguments_of(int id) const;
  void premises_of(int expr, std::vector<int>& out) const;
  std::string identity(const Argument& a) const;
  std::vector<Recorded> match(int id, Fields& f, const std::vector<Argument>& own, const Situation& now);
  void check_argument(const Argument& a, Fields& f, const Situation& now, Recorded& out) const;
  bool may_fire(const Argument& a, const Situation& now) const;
  void check_same(const std::vector<Recorded>& recorded, const Situation& now, const std::string& where);
  void check_evidence(int id, const std::vector<Recorded>& recorded, const Situation& now);
  double doubt(int id, int sign, const std::vector<Recorded>& recorded, const Situation& now, bool masked) const;
  Assumed mask(int row, double rank) const;
  double contribution(const Argument& a, const Situation& now) const;
  void check_value(int id, Fields& f, const std::vector<Recorded>& recorded, const Situation& now);
  void check_items(int id, Fields& f, const Situation& now);

  const RuleBase& base_;
  const Graph& graph_;
  Outcome& outcome_;
  std::vector<std::string> paths_;  // of the files, as recorded
  std::vector<Standing> standings_;
  std::optional<Situation> now_;
  bool whole_ = true;
  std::vector<Entry> entries_;
  std::map<int, std::pair<double, double>> facts_;  // certainty, value
  std::vector<std::vector<std::pair<std::size_t, std::size_t>>> concluding_;  // by finding: rule, conclusion
};

}  // namespace hence::verify
