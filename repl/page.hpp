// Text before it is set: lines with what stands before each, so that one renderer of words serves
// the terminal, Markdown and HTML.
// Invariant: nothing in it is escaped or printable yet; setting it does that.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "repl/style.hpp"

namespace hence::repl {

class Page {
 public:
  /// lead: its spaces say how deep the line stands; what follows them is a label («+0.60  »,
  /// «given   »), or a column («muscle cramps   »).
  struct Line {
    std::string lead, text;
    Ink ink = Ink::plain;
  };

  void put(std::string lead, std::string text, Ink ink = Ink::plain) {
    lines_.push_back({std::move(lead), std::move(text), ink});
  }
  void put(const Page& page) {
    lines_.insert(lines_.end(), page.lines_.begin(), page.lines_.end());
  }
  bool empty() const { return lines_.empty(); }
  const std::vector<Line>& lines() const { return lines_; }
  std::vector<Line>& lines() { return lines_; }

 private:
  std::vector<Line> lines_;
};

/// Wrapped at the style's width.
std::string as_text(const Page& page, const Style& style);

/// The first line as a paragraph, the others as nested lists.
std::string as_markdown(const Page& page);

/// How deep each line stands, from 0: its indent among those of the lines above that hold it.
std::vector<std::size_t> depths(const Page& page);

/// «+0.60: night cramps → …»: label and text of a line in one.
std::string plain_line(const Page::Line& line);

}  // namespace hence::repl
