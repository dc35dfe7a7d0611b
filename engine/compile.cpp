// From a Program to a Network: contents, conditions, arguments, evidence, strata, rows in order.
#include "engine/assemble.hpp"
#include "engine/assume.hpp"
#include "engine/cycle.hpp"
#include "engine/evidence.hpp"
#include "engine/knowledge.hpp"
#include "engine/named_recursion.hpp"
#include "engine/score.hpp"

namespace hence {

namespace {

// A finding given and concluded, or concluded both ways, may be definite on both sides.
std::function<bool(FindingId)> can_conflict(const Program& program) {
  std::vector<bool> result(program.findings.size());
  for (const Conclusion& c : program.conclusions) result[c.finding.row] = true;
  for (const Kind& k : program.kinds) {
    result[k.kind.row] = true;
    result[k.broader.row] = true;
  }
  return [result = std::move(result)](FindingId f) { return result[f.row]; };
}

NodeOp op_of(FindingKind kind) {
  switch (kind) {
    case FindingKind::yes_no: return NodeOp::finding;
    case FindingKind::number:
    case FindingKind::date: return NodeOp::number;
    case FindingKind::score: return NodeOp::score;
    default: return NodeOp::choice;
  }
}

Draft draft_of_findings(const Program& program) {
  Draft draft;
  draft.nodes.reserve(program.findings.size() + program.conclusions.size() +
                      program.exprs.size() / 4);
  draft.inputs.reserve(program.exprs.size() + program.conclusions.size());
  for (std::uint32_t row = 0; row < program.findings.size(); ++row) {
    const FindingKind kind = program.findings[row].kind;
    draft.add(op_of(kind), 0, row);
  }
  return draft;
}

class Compiler {
 public:
  explicit Compiler(const Program& program)
      : program_(program), contents_(program), draft_(draft_of_findings(program)),
        conditions_(program, contents_, draft_, can_conflict(program)),
        arguments_(program, contents_, conditions_, draft_),
        evidence_(program, arguments_, conditions_, draft_),
        scores_(program, contents_, conditions_, draft_) {}

  // `recursion`: that of the schema's names; none: it has no schema.
  Network run(std::vector<Diagnostic>& diagnostics, const NamedRecursion* recursion = nullptr) {
    evidence_.join_all();
    scores_.join_all();
    for (const Advice& advice : program_.advice) {
      if (advice.when) conditions_.condition(advice.when);
      if (advice.unless) conditions_.unless(advice.unless);
    }
    evidence_.finish();
    scores_.complete_comparisons();
    Components components = components_of(draft_);
    const auto reads = unsettled_reads(draft_, components);
    if (!reads.empty()) {
      for (Diagnostic& d : tell_cycles(program_, draft_, arguments_.table(), components, reads))
        diagnostics.push_back(std::move(d));
      cut(draft_, reads);
      components = components_of(draft_);
    }
    const Strata strata =
        recursion == nullptr
            ? stratify(draft_, components)
            : stratify(draft_, components,
                       components_by_name(draft_, program_, arguments_.table(), *recursion));
    return assembled(Assembler(draft_, strata));
  }

 private:
  Network assembled(const Assembler& assembler) {
    Network network;
    network.threshold = program_.options.threshold;
    network.combine_strongest = program_.options.combine_strongest;
    network.reads_rules =
        !program_.overrides.empty() || program_.firsts > 0 || !conditions_.applied().empty();
    network.may_assume = may_assume(program_);
    assembler.put_nodes(network);
    network.arguments = std::move(arguments_.table());
    for (ArgumentOrigin& a : network.arguments) {
      a.node = assembler.row_of(a.node);
      a.shadowed_by = assembler.row_of(a.shadowed_by);
    }
    network.finding_arguments = arguments_.rows();
    network.expr_nodes = conditions_.take_expr_nodes();
    for (NodeId& node : network.expr_nodes) node = assembler.row_of(node);
    network.points = conditions_.take_points();
    scores_.put(assembler, network);
    put_findings(network, assembler);
    return network;
  }

  void put_findings(Network& network, const Assembler& assembler) const {
    const std::size_t findings = program_.findings.size();
    network.finding_nodes.reserve(room_for(findings));
    network.finding_facts.reserve(room_for(findings));
    network.fact_nodes.reserve(room_for(findings));
    const auto& readers = scores_.readers();
    auto reader = readers.begin();
    for (std::size_t row = 0; row < findings; ++row) {
      network.finding_nodes.push_back(assembler.row_of(NodeId{row}));
      const auto first = static_cast<std::uint32_t>(network.fact_nodes.size());
      const NodeId evidence = evidence_.for_node(FindingId{row});
      network.fact_nodes.push_back(
          assembler.row_of(evidence ? evidence : evidence_.joint(FindingId{row})));
      if (evidence) network.fact_nodes.push_back(assembler.row_of(NodeId{evidence.index() + 1}));
      for (; reader != readers.end() && reader->first.row == row; ++reader)
        network.fact_nodes.push_back(assembler.row_of(reader->second));
      network.finding_facts.push_back(
          {first, static_cast<std::uint32_t>(network.fact_nodes.size())});
    }
  }

  const Program& program_;
  Contents contents_;
  Draft draft_;
  Conditions conditions_;
  Arguments arguments_;
  Evidence evidence_;
  Scores scores_;
};

}  // namespace

Knowledge compile(Loaded loaded, Progress* progress) {
  if (progress != nullptr) progress->begin(Stage::compiling);
  Knowledge knowledge;
  knowledge.program = std::move(loaded.program);
  knowledge.diagnostics = std::move(loaded.diagnostics);
  // Whether all is final before it is read is a matter of the names as written: a cycle of them is
  // told though no instance closes it, and then not again for those that do.
  std::vector<Diagnostic> cycles, ground_cycles;
  const bool has_schema{loaded.growable};
  if (has_schema) {
    const Program& schema = loaded.growable.schema();
    knowledge.recursion =
        named_recursion(schema, Compiler(schema).run(cycles), knowledge.program.relations);
  }
  knowledge.network =
      Compiler(knowledge.program).run(ground_cycles, has_schema ? &knowledge.recursion : nullptr);
  if (cycles.empty()) cycles = std::move(ground_cycles);
  knowledge.diagnostics.insert(knowledge.diagnostics.end(), cycles.begin(), cycles.end());
  sort_by_place(knowledge.diagnostics, knowledge.program.sources);
  knowledge.usable = !has_errors(knowledge.diagnostics);
  if (knowledge.usable) knowledge.growable = std::move(loaded.growable);
  return knowledge;
}

Knowledge load_knowledge(const std::vector<std::string>& paths) { return compile(load(paths)); }

}  // namespace hence
