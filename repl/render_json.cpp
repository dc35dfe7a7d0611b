#include "repl/render_json.hpp"

#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "engine/explain.hpp"
#include "engine/question.hpp"
#include "repl/files.hpp"
#include "repl/json_parts.hpp"
#include "repl/json_text.hpp"
#include "repl/render_explained_json.hpp"
#include "repl/words.hpp"

namespace hence::repl {
namespace {

const std::string& name_of(const Program& program, FindingId finding) {
  return program.findings[finding.index()].name;
}

json::array knowledge_json(const Program& program) {
  json::array array;
  for (const Source& source : program.sources)
    array.push_back(json::object{{"file", source.path}, {"sha256", hash_of(source)}});
  return array;
}

json::object conclusion_json(const Session& session, const ConclusionReport& report) {
  const Program& program = session.program();
  json::object object{{"finding", name_of(program, report.finding)}};
  object["certainty"] = certainty_json(report.value);
  object["state"] = state_text(report.value.state);
  object["band"] = text_of(report.band);
  put_held(session, report.finding, report.value, object);
  object["assumes"] = assumes_json(session, report.assumes);
  object["goal"] = report.goal;
  object["advice"] = advice_json(session, report.advice);
  object["arguments"] = arguments_json(session, why(session, report.finding).fired);
  return object;
}

}  // namespace

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    return {};
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

std::string hash_of(const Source& source) {
  const ReadFile file = read_file(source.path);
  std::string_view bytes = file.text;
  std::string_view plain = bytes;
  if (plain.starts_with("\xef\xbb\xbf")) plain.remove_prefix(3);
  return sha256(file.error.empty() && plain == source.text ? bytes : std::string_view(source.text));
}

std::string render_json(const Session& session, const Explained& explained) {
  const Program& program = session.program();
  json::object root{{"version", 1}, {"knowledge", knowledge_json(program)}};
  json::array facts, found;
  for (const Fact& fact : session.facts()) facts.push_back(fact_json(session, fact));
  const std::vector<ConclusionReport> reports = conclusions(session);
  for (const ConclusionReport& report : reports) found.push_back(conclusion_json(session, report));
  root["facts"] = std::move(facts);
  root["conclusions"] = std::move(found);
  root["open"] = names(program, open_findings(session));
  root["not_excluded"] = names(program, not_excluded(session));
  root["unexplained"] = names(program, unexplained(session));
  if (const auto rest = advice_on_answers(session, reports); !rest.empty())
    root["advice"] = advice_json(session, rest);
  put_explained(session, explained, root);
  return json_text(root);
}

}  // namespace hence::repl
