// hence verify: checks a receipt against the rules that it names.
#include <fmt/format.h>

#include "engine/verify/verify.hpp"
#include "repl/files.hpp"
#include "repl/screen.hpp"
#include "repl/verbs.hpp"
#include "rules/text.hpp"

namespace hence::repl {

int verify_verb(const std::string& receipt, const std::vector<std::string>& knowledge) {
  const ReadFile file = read_file(receipt);
  if (!file.error.empty()) {
    put_error(fmt::format("error: {} cannot be read: {}\n", printable(receipt), file.error));
    return exit_unusable;
  }
  const verify::Outcome outcome = verify::verify(file.text, {knowledge, {}});
  if (outcome.verdict == verify::Verdict::verified) {
    const auto counted = [](std::size_t n, std::string_view what) {
      return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
    };
    put(fmt::format("verified: {}, {}, {}, {}\n", counted(outcome.conclusions, "conclusion"),
                    counted(outcome.arguments, "argument"), counted(outcome.findings, "finding"),
                    counted(outcome.files, "file")));
    return exit_done;
  }
  if (outcome.verdict == verify::Verdict::unusable) {
    put_error(fmt::format("error: cannot verify: {}\n", outcome.reasons.front()));
    return exit_unusable;
  }
  std::string text = "not verified:\n";
  for (const std::string& reason : outcome.reasons) text += "  " + reason + "\n";
  if (outcome.more > 0) text += fmt::format("  and {} more\n", outcome.more);
  put(text);
  return exit_found;
}

}  // namespace hence::repl
