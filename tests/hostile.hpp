// What the hostile tests share: a bad text between two good lines, which must stay in use.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "engine/knowledge.hpp"

namespace hence {

inline const std::string good_line = "good sign → good end";

// All errors and warnings as «H06 3:1», sorted by place.
inline std::vector<std::string>
reports_of(const Program& program, const std::vector<Diagnostic>& diagnostics, bool notes = false) {
  std::vector<std::string> reports;
  for (const Diagnostic& d : diagnostics) {
    if (d.severity == Severity::note && !notes) continue;
    std::string text(entry(d.code).text);
    if (d.span.source != no_source) {
      const Place at =
          place(program.sources[static_cast<std::size_t>(d.span.source)], d.span.begin);
      text += " " + std::to_string(at.line) + ":" + std::to_string(at.column);
    }
    reports.push_back(text);
  }
  return reports;
}

// The bad text, a good line before and after it (lines 1 and last); seconds that reading took.
struct Hostile {
  explicit Hostile(const std::string& bad) {
    const auto start = std::chrono::steady_clock::now();
    knowledge =
        compile(load({}, {{"bad.hence", good_line + "\n\n" + bad + "\n\nlast sign → last end\n"}}));
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

  std::vector<std::string> reports() const {
    return reports_of(knowledge.program, knowledge.diagnostics);
  }
  bool good_lines_used() const { return concluded("good end") && concluded("last end"); }
  bool concluded(std::string_view name) const {
    const FindingId id = knowledge.program.find(name);
    return id && concluded_findings(knowledge.program)[id.index()];
  }
  // Every diagnostic can be drawn, and shows no control character.
  std::string drawn() const {
    std::string text;
    for (const Diagnostic& d : knowledge.diagnostics) text += render(d, knowledge.program.sources);
    return text;
  }
  const Diagnostic& first() const { return knowledge.diagnostics.at(0); }
  // The lines that the first diagnostic is about, its own first.
  std::vector<int> lines() const {
    std::vector<int> at;
    const auto add = [&](Span span) {
      at.push_back(
          place(knowledge.program.sources[static_cast<std::size_t>(span.source)], span.begin).line);
    };
    add(first().span);
    for (const Related& r : first().related) add(r.span);
    return at;
  }

  Knowledge knowledge;
  double seconds = 0;
};

inline std::string times(std::size_t n, std::string_view text) {
  std::string all;
  all.reserve(n * text.size());
  while (n-- > 0) all += text;
  return all;
}

}  // namespace hence
