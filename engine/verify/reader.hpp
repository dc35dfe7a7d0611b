// Reads a knowledge base: files to statements, statements to rules over findings.
// Internal to read_rules.
#pragma once

#include <deque>
#include <functional>

#include "engine/verify/binding.hpp"
#include "engine/verify/syntax.hpp"

namespace hence::verify {

// What a heading of `cases` expects something of; empty: what stands under it is given.
std::string expected_of(const std::string& heading);

class Reader {
 public:
  explicit Reader(const Input& input) : input_(input) {}
  RuleBase read();
  const std::string& path(int id) const { return file(id).path; }

 private:
  // A row of a table under one of its readers.
  struct Row {
    const Table* table = nullptr;
    std::size_t index = 0;
    const std::vector<int>* others = nullptr;  // for `otherwise`: the conditions of the other rows
  };
  struct Conversion {
    std::string substance;
    Unit from, to;
    double from_figure = 1, to_figure = 1;
  };
  struct Heading {
    std::string text, name;
    std::optional<Unit> unit;
  };

  [[noreturn]] void fail(Place at, std::string why) const { throw Unable{at, std::move(why)}; }
  const File& file(int id) const { return base_.files[static_cast<std::size_t>(id)]; }
  Finding& finding(int id) { return base_.findings[static_cast<std::size_t>(id)]; }
  Expr& expr(int id) { return base_.exprs[static_cast<std::size_t>(id)]; }
  const Node& node(int id) const { return nodes_[static_cast<std::size_t>(id)]; }
  Place place_of(const Node& n) const { return base_.place(n.file, n.begin); }
  Place place_of(Span s) const { return base_.place(s.file, s.begin); }

  // Files.
  void load();
  void take(const std::string& path, std::string text, char separator);
  std::map<std::pair<int, std::size_t>, int> csvs_;  // the place of its name -> file

  // Declarations.
  void collect_names(const Line& line, std::size_t index, std::set<std::string, std::less<>>& names);
  void declare(std::size_t index);
  void declare_number(const Line& line);
  void number_option(int id, const std::string& words, Place at);
  void declare_choice(const Line& line, std::size_t index);
  int declare_name(const std::string& name, Kind kind, Place at);
  void alias(int id, const std::string& name, Place at);
  void option(const Line& line);
  void conversion(const Line& line);

  // Statements.
  int today();
  void put_names(const Syntax& s, std::size_t first, std::size_t last, Statement& out) const;
  void advice_conditions(Syntax& s, const Line& l, std::size_t from, Statement& out);
  void resolve_causes(const RuleText& r, int file, const Row* row);
  bool open_before(const Line& l, std::size_t at) const;
  Item table_item(Span cell, const std::string& points);
  Statement statement(std::size_t index);
  void table_statement(std::size_t index, Statement& s);
  void score_statement(std::size_t index, Statement& s);
  void first_of_statement(Statement& s, std::size_t of);
  Table table_of(std::size_t index);
  void imply(const Statement& s);
  void imply_compared(const Node& n);
  void imply_number(const Words& words, int file, const std::optional<Unit>& unit);
  void imply_number(const std::string& name, Place at, const std::optional<Unit>& unit);
  void imply_cells(const Statement& s);
  void imply_cell(Span member, const Heading& heading, bool alone);
  void resolve(const Statement& s);
  void resolve_scope(int file);
  void resolve_rule(const RuleText& r, int file, const Row* row);
  void resolve_table(const Statement& s);
  void resolve_first_of(const Statement& s);
  void resolve_default(const Statement& s);
  void resolve_score(const Statement& s);
  void resolve_ask(const Statement& s);
  void count_shared(std::size_t from, std::size_t to);
  void conclude(const ConclusionText& c, int file, const Row* row, std::vector<Conclusion>& out);
  Conclusion concluded_value(int id, int value, const Row* row, Place at);
  Conclusion choice_value(int id, const std::string& value, Place at);
  int wording(const std::string& text, Place at);
  int rule_name(const std::string& name);

  // Relations.
  void declare_relation(const Line& line);
  Words declared_name(const Line& line);
  std::vector<Words> phrases_of(const Statement& s) const;
  void imply_relations(const Statement& s);
  bool tests_choice(const std::string& text) const;
  std::string others_of(const Statement& s) const;
  std::string pattern_text(const Words& words, int file) const;
  Relation& relation(int id) { return base_.relations[static_cast<std::size_t>(id)]; }
  int thing_named(const std::string& text);
  int thing_figure(Kind kind, double figure);
  const Thing& thing(int id) const { return things_[static_cast<std::size_t>(id)]; }
  std::string thing_text(int id, const std::optional<Unit>& unit) const;
  int thing_of(int relation, std::size_t place, const std::string& text, Place at);
  Things things_of(const TupleName& name, Place at);
  std::string spelt(int relation, const Things& things) const;
  int tuple(const TupleName& name, const std::string& text, Place at);
  int valued(const std::string& name, Place at);
  bool fits(const TupleName& name, const Things& things);
  const Bound* bound(std::string_view variable) const;
  const Bound* lone_variable(const Node& n) const;
  std::optional<Term> variable_term(const Node& n);
  std::optional<int> compare_things(const Node& n, Op op);
  std::string with_things(const std::string& text) const;
  void mention_texts(const std::string& text, Place at);
  Term fold(int id);
  void fold_binding(const Node& n, std::vector<int>& in);

  // Binding.
  bool holds_named(const Statement& s) const;
  void plan(std::size_t statement);
  void spell_computed(Plan& p, const Statement& s);
  std::vector<int> folds_of(const Statement& s) const;
  std::vector<Words> phrases_outside(const Statement& s) const;
  void type_variables(Plan& p, const Statement& s);
  std::vector<Bound> bound_in(const Plan& p, const Things& binding) const;
  std::vector<Bound> schema_of(const Plan& p) const;
  int slot_of(const Plan& p, int node) const;
  bool is_static(int node, const Plan& p);
  void conjuncts(int node, std::vector<int>& out) const;
  void slots_in(const Words& words, int file, const Plan& p, std::vector<int>& out) const;
  void slots_under(int node, const Plan& p, std::vector<int>& out) const;
  void phrases_under(int node, std::vector<Words>& out) const;
  std::optional<Pattern> pattern_of(const Words& words, int file, const Plan& p, int& slots);
  void bind_parts(const std::vector<int>& parts, const Plan& p, Joint& joint, bool last);
  bool tests_value(int part) const;
  void reckon(const std::vector<int>& parts, const Plan& p, Joint& joint);
  void bind_ways(const Statement& s, Plan& p, Joint joint, const std::vector<int>& parts, const std::vector<int>& wanted);
  void plan_aggregate(Plan& p, int node, const std::vector<int>& outside, const Statement& s);
  void put_heads(const std::vector<Words>& phrases, int file, const Plan& p, Joint& joint, const Statement* concluding);
  void add_tuple(int relation, const Things& things);
  void name_tuple(const std::string& name);
  void join(const Joint& joint, const Plan& p, const std::vector<std::size_t>& old, const std::function<void(const Things&)>& found);
  bool pass(const Joint& joint, const Plan& p, Things& binding);
  void read_schema();
  void follow();
  void ground();
  void instances(Plan& p);
  bool is_true(int node);

  // Facts.
  void fact_statement(std::size_t index, Statement& out);
  void trial_statement(std::size_t index, Statement& out);
  FactText fact_text(const Syntax& s, const Line& l, std::size_t first, std::size_t last) const;
  struct Given {
    int finding = -1;
    double certainty = 1, value = 0;
  };
  Given fact(const FactText& f, int file);
  Given valued_fact(int id, const std::string& value, double certainty, Place at);
  int named_or_tuple(const std::string& name, Place at);
  std::string fact_name(const FactText& f, int file) const;
  void resolve_facts(const Statement& s);
  void resolve_fact_table(const Statement& s);
  void give(int relation, const Things& things, double certainty, Place at);
  void mention_expected(std::string text, Place at);
  void put_tuples();
  // What f gives while variables stand for this.
  template <class F>
  auto under(const std::vector<Bound>& bound, F f) {
    struct Back {
      const std::vector<Bound>*& now;
      const std::vector<Bound>* before;
      ~Back() { now = before; }
    } const back{bound_, bound_};
    bound_ = &bound;
    return f();
  }
  template <class F>
  static void quietly(F f) {
    try {
      f();
    } catch (const Unable&) {
    }
  }

  // Names.
  std::string words_text(const Words& words, int file, const Row* row) const;
  int mention(const std::string& name, Place at);
  int yes_no(const std::string& name, Place at);

  // Conditions.
  int add(Op op, Place at, std::vector<int> in = {}, int finding = -1, int n = 0, double figure = 0);
  int figure(double value, Place at) { return add(Op::literal, at, {}, -1, 0, value); }
  int condition(int id, const Row* row);
  int phrase_condition(const Node& n, const Row* row);
  bool is_told(int id) const;
  int applies(const std::string& name, Place at);
  void members(const Node& n, const Row* row, std::vector<int>& out);
  int compare(const Node& n, const Row* row);
  int compare(Op op, Term left, Term right, Place at);
  std::optional<int> compare_values(const Node& n, Op op, const Row* row);
  int is_value(int choice, const std::string& value, Place at);
  int value_index(int choice, const std::string& value, Place at) const;
  int scale(int choice, Place at);
  int scale_figure(int choice, const std::string& value, Place at);
  int choice_in(const Node& n, const Row* row);
  bool names_value(const Node& n, int choice, const Row* row) const;
  int denied(const std::vector<int>& conditions, Place at);

  // Arithmetic.
  std::optional<Term> literal(const std::string& text, Place at);
  Term term(int id, const Row* row);
  Term phrase_term(const Node& n, const Row* row);
  Term quantity(int id, Place at);
  Term sum(Op op, Term a, Term b, Place at);
  Term times(Op op, const Term& a, const Term& b, Place at);
  Term power(const Term& a, const Term& b, Place at);
  Term call(const Node& n, const Row* row);
  Term elapsed(const Node& n, const Row* row);
  Term date_step(Op op, const Term& date, const Term& step, Place at);
  int in_base(const Term& t, bool difference);
  int in_unit(Term t, int number);
  bool fit(Term& t, const Unit& unit, const std::string& substance);
  bool fit(Term& a, Term& b);
  std::optional<double> conversion_factor(const std::string& substance, const Unit& from, const Unit& to) const;

  // Cells.
  Heading heading(Span cell) const;
  std::size_t column(const Table& table, const Token& token, int file) const;
  std::optional<std::size_t> column(const Table& table, const std::string& name) const;
  int member_condition(Span member, const Row& row, std::size_t column);
  int cell_comparison(Op op, const std::string& text, Place at, const Heading& heading);
  std::optional<int> cell_range(const std::string& text, Place at, const Heading& heading);
  std::string substituted(const std::string& text, const Row& row, Place at) const;
  int cell_name(const std::string& text, Place at);
  bool grammar_word(const Words& words, std::size_t at, int file) const;
  bool holds_condition(const std::string& text) const;
  int cell_tree(Span cell);

  const Input& input_;
  RuleBase base_;
  std::vector<Line> lines_;
  std::deque<Line> cell_lines_;
  std::vector<Node> nodes_;
  std::vector<Statement> statements_;
  std::set<std::string, std::less<>> names_;
  std::vector<Conversion> conversions_;
  std::map<std::string, int, std::less<>> rule_names_;
  std::vector<int> scopes_;  // by file
  std::vector<std::pair<std::size_t, std::size_t>> shared_;  // rules of tables whose shared signs count less

  struct GivenTuple {
    int relation = -1;
    Things things;
    double certainty = 1;
    Place at;
  };
  std::vector<Thing> things_;
  std::map<std::string, int, std::less<>> things_by_key_;
  std::map<std::pair<Kind, double>, int> figures_;
  std::vector<Extension> extensions_;  // by relation
  std::vector<GivenTuple> given_;
  std::vector<std::pair<int, TupleName>> somes_;  // findings named with `?`
  std::deque<Plan> plans_;
  const Plan* plan_ = nullptr;                // of the statement that is read
  const std::vector<Bound>* bound_ = nullptr;
  bool schema_ = false;  // variables stand for themselves
  int crisp_ = 0;        // how deep in what reads a closed tuple as so or not so
  std::uint64_t tries_ = 0;
};

bool is_blank(std::string_view cell);
bool begins_figure(std::string_view text);
std::optional<std::pair<std::string, std::string>> parenthesis_of(std::string_view cell);

}  // namespace hence::verify
