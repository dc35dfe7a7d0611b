// What a consultation holds: the knowledge in force, the session over it, statements typed in, what
// can be undone, and what the files looked like when they were read. It prints nothing.
// Invariant: a knowledge base with errors never comes into force; what was there stays whole.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/session.hpp"

namespace hence::repl {

/// What came of reading the knowledge again. `diagnostics` point into `sources`.
struct Attempt {
  bool taken = false;
  std::vector<Diagnostic> diagnostics;
  std::vector<Source> sources;
  std::vector<std::string> lost;  // facts that no longer mean anything, as FACT lines
};

class Consultation {
 public:
  /// Requires knowledge.usable. `texts`: what was read from standard input. `today`: the day of the
  /// consultation, told to a program that reads it unless another is given; none: not told.
  Consultation(std::vector<std::string> paths, std::vector<NamedText> texts, Knowledge knowledge,
               std::optional<double> today = {});

  const Session& session() const { return *session_; }
  const Program& program() const { return knowledge_->program; }
  const std::vector<std::string>& paths() const { return paths_; }
  /// The facts but for the day of the consultation, which nobody told.
  std::vector<Fact> told() const;

  // Changes of the facts; each is one step to undo.
  void tell(const std::vector<Fact>& facts);
  /// Makes the knowledge know the tuples that these FACTs are about; the facts told stay. Not taken:
  /// with them it has errors, and all stays as it is.
  Attempt know(const std::string& facts);
  void forget(FindingId finding);
  void restart();
  /// False if there is nothing to undo. Statements typed in are undone too.
  bool undo();

  // Changes of the knowledge; answers are kept, by name.
  Attempt add_statement(const std::string& text);
  Attempt load_also(const std::string& path);
  Attempt reload();

  /// True once for each change of a file that was read.
  bool noticed_change();

  /// Statements typed in and not saved.
  const std::vector<std::string>& statements() const { return statements_; }
  /// The file that `save` and `pin` write to when none is named; empty: there is none.
  std::string file_to_write() const;
  /// Appends text to a rule file, which is part of the knowledge from then on. Empty, or why not.
  std::string append_to(const std::string& file, const std::string& text);
  /// Reads again with the statements coming from `file`, where they have been written.
  Attempt adopt(const std::string& file);
  /// How many steps can be undone.
  std::size_t steps() const { return past_.size(); }

 private:
  struct Stamp {
    std::filesystem::file_time_type time;
    std::uintmax_t size = 0;
    bool there = false;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  struct Snapshot {
    std::string facts;
    std::vector<std::string> statements;
  };

  static Stamp stamp_of(const std::string& path);
  Snapshot snapshot() const;
  void remember();
  void tell_today();
  void take_back_none(FindingId tuple);
  void stamp_files();
  Attempt read_again(const std::vector<std::string>& paths,
                     const std::vector<std::string>& statements);
  std::vector<std::string> take(Knowledge knowledge, const std::string& facts);

  std::vector<std::string> paths_;
  std::vector<NamedText> texts_;
  std::vector<std::string> statements_;
  std::unique_ptr<Knowledge> knowledge_;
  std::unique_ptr<Session> session_;
  std::optional<double> today_;
  std::vector<Snapshot> past_;
  std::vector<std::pair<std::string, Stamp>> stamps_;
};

}  // namespace hence::repl
