// Lines from a terminal, edited by libedit. Its reading is replaced by ours, so that a signal ends
// it and UTF-8 is read whatever the locale.
#include "repl/terminal.hpp"

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <cstdio>

#include <histedit.h>
#include <sys/stat.h>
#include <unistd.h>

#include "repl/interrupt.hpp"
#include "repl/screen.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

// Back from being stopped, or in a window of another size: raw again, and the line anew.
void draw_again(EditLine* edit) {
  el_set(edit, EL_PREP_TERM, 0);  // libedit believes that nothing has changed
  el_set(edit, EL_PREP_TERM, 1);
  el_resize(edit);
  el_set(edit, EL_REFRESH);
}

// One byte of the terminal; −1 at its end or on an interrupt.
int read_byte(EditLine* edit) {
  unsigned char byte = 0;
  while (true) {
    const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
    if (got == 1) return byte;
    if (got == 0 || errno != EINTR || interrupted()) return -1;
    draw_again(edit);
  }
}

int read_character(EditLine* edit, wchar_t* to) {
  const int first = read_byte(edit);
  if (first < 0) return interrupted() ? -1 : 0;
  const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
  std::string bytes(1, static_cast<char>(first));
  for (int i = 0; i < more; ++i) {
    const int next = read_byte(edit);
    if (next < 0) return -1;
    bytes += static_cast<char>(next);
  }
  const std::int32_t code = code_point(bytes, 0).code;
  *to = code < 0 ? L'?' : static_cast<wchar_t>(code);
  return 1;
}

// What all texts begin with, letters of either case taken as equal.
std::string common_start(const std::vector<std::string>& texts) {
  std::string common = texts.front();
  for (const std::string& text : texts) {
    const auto same = [](char a, char b) {
      return std::tolower(static_cast<unsigned char>(a)) ==
             std::tolower(static_cast<unsigned char>(b));
    };
    const auto end =
        std::mismatch(common.begin(), common.end(), text.begin(), text.end(), same).first;
    common.erase(end, common.end());
  }
  return common;
}

class EditedLines : public Lines {
 public:
  EditedLines(Completer completer, std::string history_file)
      : completer_(std::move(completer)), history_file_(std::move(history_file)) {
    if (!std::setlocale(LC_CTYPE, "") || MB_CUR_MAX == 1) std::setlocale(LC_CTYPE, "C.UTF-8");
    edit_.reset(el_init("hence", stdin, stdout, stderr));
    history_.reset(history_init());
    HistEvent event;
    history(history_.get(), &event, H_SETSIZE, 1000);
    history(history_.get(), &event, H_SETUNIQUE, 1);
    if (!history_file_.empty()) history(history_.get(), &event, H_LOAD, history_file_.c_str());
    configure();
  }

  ~EditedLines() override {
    if (history_file_.empty()) return;
    HistEvent event;
    const mode_t before = ::umask(0077);  // what was typed may be about a patient
    history(history_.get(), &event, H_SAVE, history_file_.c_str());
    ::umask(before);
  }

  Line read(const std::string& prompt) override {
    prompt_ = prompt;
    int size = 0;
    el_resize(edit_.get());
    const char* typed = el_gets(edit_.get(), &size);
    if (interrupted()) return put("\n"), Line{LineEnd::interrupted, {}};
    if (!typed || size <= 0) return put("\n"), Line{LineEnd::end_of_input, {}};
    std::string text(typed, static_cast<std::size_t>(size));
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    HistEvent event;
    if (!text.empty()) history(history_.get(), &event, H_ENTER, text.c_str());
    return {LineEnd::line, text};
  }

 private:
  struct Close {
    void operator()(EditLine* edit) const { el_end(edit); }
    void operator()(History* history) const { history_end(history); }
  };

  static EditedLines& self(EditLine* edit) {
    void* client = nullptr;
    el_get(edit, EL_CLIENTDATA, &client);
    return *static_cast<EditedLines*>(client);
  }
  static char* prompt_of(EditLine* edit) { return self(edit).prompt_.data(); }
  static unsigned char on_tab(EditLine* edit, int) { return self(edit).complete(); }

  void configure() {
    EditLine* edit = edit_.get();
    el_set(edit, EL_CLIENTDATA, this);
    el_set(edit, EL_PROMPT, &EditedLines::prompt_of);
    el_set(edit, EL_EDITOR, "emacs");
    el_set(edit, EL_SIGNAL, 0);
    el_set(edit, EL_HIST, history, history_.get());
    el_set(edit, EL_ADDFN, "hence-complete", "Complete a name", &EditedLines::on_tab);
    el_set(edit, EL_BIND, "^I", "hence-complete", nullptr);
    el_set(edit, EL_BIND, "^R", "em-inc-search-prev", nullptr);
    el_set(edit, EL_GETCFN, &read_character);
  }

  unsigned char complete() {
    const LineInfo* line = el_line(edit_.get());
    const std::string typed(line->buffer, line->cursor);
    const Completions found = completer_(typed);
    if (found.texts.empty()) return CC_REFRESH_BEEP;
    const std::string part = typed.substr(found.from);
    std::string common = common_start(found.texts);
    if (found.texts.size() == 1) common += ' ';
    if (common.size() > part.size()) {
      el_deletestr(edit_.get(), static_cast<int>(code_points(part)));
      el_insertstr(edit_.get(), common.c_str());
      return CC_REFRESH;
    }
    show(found.texts);
    return CC_REDISPLAY;
  }

  static std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    }));
  }

  static void show(const std::vector<std::string>& texts) {
    constexpr std::size_t shown = 20;
    std::vector<std::string> some(
        texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(std::min(shown, texts.size())));
    if (texts.size() > shown) some.emplace_back("…");
    put("\n" + paragraph(style_of(STDOUT_FILENO), "  ", join(some, ", "), Ink::faint));
  }

  Completer completer_;
  std::string history_file_;
  std::string prompt_;
  std::unique_ptr<History, Close> history_;
  std::unique_ptr<EditLine, Close> edit_;
};

}  // namespace

std::unique_ptr<Lines> lines_from_terminal(Completer completer, const std::string& history) {
  return std::make_unique<EditedLines>(std::move(completer), history);
}

}  // namespace hence::repl
