#include "engine/question.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/matter.hpp"

namespace hence {

namespace {

bool contains(const std::vector<FindingId>& list, FindingId f) {
  return std::find(list.begin(), list.end(), f) != list.end();
}

// Where a finding stands among the questions.
struct Place {
  std::uint32_t topic = Id<void>::no_row;
  std::uint32_t position = 0;  // in its topic
};
std::vector<Place> places(const Program& program) {
  std::vector<Place> all(program.findings.size());
  for (std::uint32_t topic = 0; topic < program.topics.size(); ++topic) {
    const auto& findings = program.topics[topic].findings;
    for (std::uint32_t i = 0; i < findings.size(); ++i)
      if (all[findings[i].row].topic == Id<void>::no_row) all[findings[i].row] = {topic, i};
  }
  return all;
}

// What can be asked now; findings that wait for one another in a circle, rather than none.
class Candidates {
 public:
  Candidates(const Session& session, const std::vector<FindingId>& skipped,
             std::optional<int> current_topic)
      : program_(&session.program()), matter_(session), places_(places(session.program())) {
    for (const Matter::Open& open : matter_.open()) {
      const std::uint32_t topic = places_[open.finding.row].topic;
      const bool current = current_topic && *current_topic >= 0 &&
                           topic == static_cast<std::uint32_t>(*current_topic);
      ranked_.push_back(
          {open.finding, open.later, contains(skipped, open.finding), open.urgent, current});
    }
    for (Candidate& c : ranked_) c.urgent = c.urgent && matter_.matters_urgently(c.finding);
    std::sort(ranked_.begin(), ranked_.end(), [&](const Candidate& a, const Candidate& b) {
      return std::tuple(class_of(a), place_of(a.finding)) <
             std::tuple(class_of(b), place_of(b.finding));
    });
  }

  // Those that matter, in the order of topics.
  std::vector<FindingId> all() {
    std::vector<FindingId> found;
    bool later = false;
    for (const Candidate& c : ranked_) {
      if (c.later && !later && !found.empty()) break;
      if (!matter_.matters(c.finding)) continue;
      later = c.later;
      found.push_back(c.finding);
    }
    return found;
  }

  // Of the first class in which any matters, the one that leaves least open; none: none matters.
  FindingId best() {
    for (auto first = ranked_.begin(); first != ranked_.end();) {
      const auto last = std::find_if(first, ranked_.end(), [&](const Candidate& c) {
        return class_of(c) != class_of(*first);
      });
      if (const FindingId f = best_of({first, last})) return f;
      first = last;
    }
    return {};
  }

  std::uint32_t topic_of(FindingId finding) const { return places_[finding.row].topic; }

 private:
  struct Candidate {
    FindingId finding;
    bool later, skipped, urgent, current;
  };
  static constexpr int most_compared = 32;

  static std::tuple<bool, bool, bool, bool> class_of(const Candidate& c) {
    return {c.later, c.skipped, !c.urgent, !c.current};
  }
  std::tuple<std::uint32_t, std::uint32_t, std::string_view, std::uint32_t>
  place_of(FindingId f) const {
    return {places_[f.row].topic, places_[f.row].position, program_->findings[f.row].key, f.row};
  }

  FindingId best_of(std::span<const Candidate> candidates) {
    FindingId best;
    double least = 0;
    int compared = 0;
    for (const Candidate& c : candidates) {
      if (!matter_.matters(c.finding)) continue;
      // So coarse that the order of adding up cannot decide.
      const double left = std::round(matter_.left_after(c.finding) * 1e6);
      const bool together = best && left == least && is_listed(c.finding) && !is_listed(best);
      if (!best || left < least || together) {
        best = c.finding;
        least = left;
      }
      if (++compared == most_compared) break;
    }
    return best;
  }

  // With others, in one question.
  bool is_listed(FindingId finding) const {
    return std::any_of(program_->which_of.begin(), program_->which_of.end(),
                       [&](const WhichOf& which) { return contains(which.findings, finding); });
  }

  const Program* program_;
  Matter matter_;
  std::vector<Place> places_;
  std::vector<Candidate> ranked_;
};

// The first list that holds the finding; the others of it that are open are shown with it.
void join_list(const Program& program, const std::vector<FindingId>& open,
               const std::vector<FindingId>& skipped, Question& question) {
  const FindingId first = question.findings.front();
  for (std::size_t row = 0; row < program.which_of.size(); ++row) {
    const WhichOf& which = program.which_of[row];
    if (!contains(which.findings, first)) continue;
    question.which = static_cast<std::int32_t>(row);
    question.findings.clear();
    for (const FindingId f : which.findings)
      if (contains(open, f) && (contains(skipped, first) || !contains(skipped, f)))
        question.findings.push_back(f);
    if (!which.question.empty()) question.text = which.question;
    return;
  }
}

}  // namespace

std::vector<FindingId> open_findings(const Session& session) {
  return Candidates(session, {}, std::nullopt).all();
}

std::optional<Question> next_question(const Session& session, const std::vector<FindingId>& skipped,
                                      std::optional<int> current_topic) {
  const Program& program = session.program();
  Candidates candidates(session, skipped, current_topic);
  const FindingId first = candidates.best();
  if (!first) return std::nullopt;
  Question question;
  question.findings = {first};
  question.text = question_text(program, first);
  const std::uint32_t topic = candidates.topic_of(first);
  if (topic != Id<void>::no_row) question.topic = static_cast<std::int32_t>(topic);
  const auto listed = [&](const WhichOf& which) { return contains(which.findings, first); };
  if (std::any_of(program.which_of.begin(), program.which_of.end(), listed))
    join_list(program, candidates.all(), skipped, question);
  return question;
}

}  // namespace hence
