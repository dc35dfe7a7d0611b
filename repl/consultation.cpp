#include "repl/consultation.hpp"

#include <algorithm>

#include "engine/answered.hpp"
#include "engine/grow.hpp"
#include "repl/case_file.hpp"
#include "repl/files.hpp"
#include "repl/progress_line.hpp"
#include "repl/style.hpp"

namespace hence::repl {
namespace {

constexpr std::size_t steps_kept = 1000;
constexpr const char* own_name = "(session)";

// Rules added to an article go into a block of their own.
std::string as_block(const std::string& file, const std::string& text) {
  return file.ends_with(".md") ? "```hence\n" + text + "```\n" : text;
}

}  // namespace

Consultation::Consultation(std::vector<std::string> paths, std::vector<NamedText> texts,
                           Knowledge knowledge, std::optional<double> today)
    : paths_(std::move(paths)), texts_(std::move(texts)),
      knowledge_(std::make_unique<Knowledge>(std::move(knowledge))),
      session_(std::make_unique<Session>(*knowledge_)), today_(today) {
  tell_today();
  stamp_files();
}

void Consultation::tell_today() {
  const FindingId day = program().today;
  if (day && today_ && !session_->fact(day)) session_->tell({day, 1, *today_, {}});
}

std::vector<Fact> Consultation::told() const {
  std::vector<Fact> facts = session_->facts();
  std::erase_if(facts, [&](const Fact& f) {
    return f.finding == program().today && f.certainty == 1 && today_ && f.value == *today_;
  });
  return facts;
}

Consultation::Snapshot Consultation::snapshot() const {
  return {fact_lines(program(), session_->facts()), statements_};
}

void Consultation::remember() {
  if (past_.size() >= steps_kept) past_.erase(past_.begin());
  past_.push_back(snapshot());
}

void Consultation::tell(const std::vector<Fact>& facts) {
  remember();
  for (const Fact& fact : facts) {
    session_->tell(fact);
    if (fact.certainty > 0) take_back_none(fact.finding);
  }
  for (const Fact& fact : answered(program(), session_->facts())) session_->tell(fact);
}

// «None» is answered anew by one that there is.
void Consultation::take_back_none(FindingId tuple) {
  for (const Kind& kind : program().kinds) {
    if (kind.kind != tuple || !program().findings[kind.broader.index()].is_some()) continue;
    const Fact* none = session_->fact(kind.broader);
    if (none != nullptr && none->certainty < 0) session_->forget(kind.broader);
  }
}

Attempt Consultation::know(const std::string& facts) {
  if (const auto growth = grow(*knowledge_, {facts})) {
    session_->follow(*growth);
    return {true, {}, {}, {}};
  }
  const std::string told = fact_lines(program(), session_->facts());
  Knowledge again = compiled_with_progress([&](Progress* progress) {
    return load_again(program(), {told, facts}, progress);
  });
  Attempt attempt{again.usable, again.diagnostics, again.program.sources, {}};
  if (again.usable) take(std::move(again), told);
  return attempt;
}

void Consultation::forget(FindingId finding) {
  remember();
  session_->forget(finding);
  tell_today();
}

void Consultation::restart() {
  remember();
  session_ = std::make_unique<Session>(*knowledge_);
  tell_today();
}

bool Consultation::undo() {
  if (past_.empty()) return false;
  const Snapshot before = past_.back();
  if (before.statements != statements_) {
    const Attempt attempt = read_again(paths_, before.statements);
    if (!attempt.taken) return false;
  }
  past_.pop_back();
  session_ = std::make_unique<Session>(*knowledge_);
  if (read_facts(program(), before.facts).unknown_tuples) know(before.facts);
  for (const Fact& fact : read_facts(program(), before.facts).facts) session_->tell(fact);
  tell_today();
  return true;
}

Attempt Consultation::read_again(const std::vector<std::string>& paths,
                                 const std::vector<std::string>& statements) {
  std::vector<NamedText> texts = texts_;
  if (!statements.empty()) texts.push_back({own_name, join(statements, "\n") + "\n"});
  const std::string so_far = fact_lines(program(), session_->facts());
  Knowledge knowledge = compiled_with_progress(
      [&](Progress* progress) { return load(paths, texts, {so_far}, progress); });
  Attempt attempt{knowledge.usable, knowledge.diagnostics, knowledge.program.sources, {}};
  if (!attempt.taken) return attempt;
  const std::vector<Fact> facts = knowledge.program.today ? session_->facts() : told();
  attempt.lost = take(std::move(knowledge), fact_lines(program(), facts));
  paths_ = paths;
  statements_ = statements;
  stamp_files();
  return attempt;
}

// Puts the knowledge in force and tells the facts to it, line by line.
std::vector<std::string> Consultation::take(Knowledge knowledge, const std::string& facts) {
  auto next = std::make_unique<Knowledge>(std::move(knowledge));
  auto session = std::make_unique<Session>(*next);
  std::vector<std::string> lost;
  for (std::string_view rest = facts; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const ReadFacts read = read_facts(next->program, rest.substr(0, end));
    if (has_errors(read.diagnostics)) lost.emplace_back(rest.substr(0, end));
    else
      for (const Fact& fact : read.facts) session->tell(fact);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  session_ = std::move(session);
  knowledge_ = std::move(next);
  tell_today();
  return lost;
}

Attempt Consultation::add_statement(const std::string& text) {
  std::vector<std::string> statements = statements_;
  statements.push_back(text);
  const Snapshot before = snapshot();
  Attempt attempt = read_again(paths_, statements);
  if (attempt.taken) past_.push_back(before);
  return attempt;
}

Attempt Consultation::load_also(const std::string& path) {
  std::vector<std::string> paths = paths_;
  paths.push_back(path);
  return read_again(paths, statements_);
}

Attempt Consultation::adopt(const std::string& file) {
  std::vector<std::string> paths = paths_;
  const bool read = std::any_of(stamps_.begin(), stamps_.end(),
                                [&](const auto& stamp) { return stamp.first == file; });
  if (!read) paths.push_back(file);
  Attempt attempt = read_again(paths, {});
  if (attempt.taken)
    for (Snapshot& snapshot : past_) snapshot.statements.clear();
  return attempt;
}

Attempt Consultation::reload() { return read_again(paths_, statements_); }

Consultation::Stamp Consultation::stamp_of(const std::string& path) {
  std::error_code failed;
  Stamp stamp;
  stamp.size = std::filesystem::file_size(path, failed);
  if (failed) return {};
  stamp.time = std::filesystem::last_write_time(path, failed);
  stamp.there = !failed;
  return stamp;
}

void Consultation::stamp_files() {
  stamps_.clear();
  for (const Source& source : program().sources)
    if (source.path != own_name) stamps_.emplace_back(source.path, stamp_of(source.path));
}

bool Consultation::noticed_change() {
  bool changed = false;
  for (auto& [path, stamp] : stamps_) {
    const Stamp now = stamp_of(path);
    changed = changed || !(now == stamp);
    stamp = now;
  }
  return changed;
}

std::string Consultation::file_to_write() const {
  const auto last = std::find_if(paths_.rbegin(), paths_.rend(), [](const std::string& path) {
    std::error_code failed;
    return !std::filesystem::is_directory(path, failed);
  });
  return last == paths_.rend() ? std::string() : *last;
}

std::string Consultation::append_to(const std::string& file, const std::string& text) {
  std::error_code ignored;
  std::string content;
  if (std::filesystem::exists(file, ignored)) {
    ReadFile old = read_file(file);
    if (!old.error.empty()) return old.error;
    content = std::move(old.text);
  }
  if (!content.empty() && !content.ends_with('\n')) content += '\n';
  if (!content.empty()) content += '\n';
  return write_file(file, content + as_block(file, text));
}

}  // namespace hence::repl
