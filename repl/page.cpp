#include "repl/page.hpp"

#include <fmt/format.h>

#include "repl/render_markdown.hpp"

namespace hence::repl {

std::string as_text(const Page& page, const Style& style) {
  std::string out;
  for (const Page::Line& line : page.lines())
    out += paragraph(style, line.lead, line.text, line.ink);
  return out;
}

std::vector<std::size_t> depths(const Page& page) {
  std::vector<std::size_t> result, indents;
  for (const Page::Line& line : page.lines()) {
    const std::size_t indent = std::min(line.lead.find_first_not_of(' '), line.lead.size());
    while (!indents.empty() && indents.back() >= indent) indents.pop_back();
    result.push_back(indents.size());
    indents.push_back(indent);
  }
  return result;
}

std::string plain_line(const Page::Line& line) {
  const std::string_view label = trimmed(line.lead);
  if (label.empty() || label == "-") return line.text;
  if (line.text.empty()) return std::string(label);
  const bool sentence = label.ends_with(':') || label.ends_with('=') || label.ends_with(',') ||
                        label == "because" || label == "provided that" || label == "for" ||
                        label == "against";
  return fmt::format("{}{} {}", label, sentence ? "" : ":", line.text);
}

std::string as_markdown(const Page& page) {
  std::string out;
  const std::vector<std::size_t> depth = depths(page);
  for (std::size_t i = 0; i < depth.size(); ++i) {
    const std::string text = markdown_text(one_line(plain_line(page.lines()[i])));
    if (depth[i] == 0) out += fmt::format("{}**{}**\n\n", out.empty() ? "" : "\n", text);
    else out += fmt::format("{}- {}\n", std::string(2 * (depth[i] - 1), ' '), text);
  }
  return out;
}

}  // namespace hence::repl
