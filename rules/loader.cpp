#include "rules/loader.hpp"

#include "rules/calendar.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "rules/csv.hpp"
#include "rules/json_lines.hpp"
#include "rules/growable_parts.hpp"
#include "rules/lexer.hpp"
#include "rules/limits.hpp"
#include "rules/lint.hpp"
#include "rules/markdown.hpp"
#include "rules/parse.hpp"
#include "rules/resolver.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

namespace fs = std::filesystem;

// The parts of a source that are rules: all of it, or the blocks of Markdown that are marked so.
std::vector<Region> regions_of(const Source& source) {
    if (source.path.ends_with(".md")) return hence_blocks(source.text);
    return {{0, static_cast<std::uint32_t>(source.text.size()), false}};
}

// Reads the files of a knowledge base, each once, and scans them.
class Reader {
public:
    Reader(Program& program, std::vector<Diagnostic>& diagnostics) : program_(program), diagnostics_(diagnostics) {}

    void path(const std::string& path) {
        read(path);
        read_used();
    }

    void text(std::string path, std::string content) {
        const fs::path root = fs::path(path).parent_path();
        text(std::move(path), std::move(content), root);
        read_used();
    }

    std::vector<Tokens> take_scanned() { return std::move(scanned_); }
    std::vector<std::vector<UsedCsv>> take_csvs() { return std::move(csvs_); }

private:
    // A file that some `use` names.
    struct Used {
        std::string path;
        fs::path root;
        Span from;
    };

    void read(const std::string& path) {
        std::error_code error;
        if (!fs::is_directory(path, error)) return file(path, fs::path(path).parent_path(), {});
        std::vector<std::string> files;
        for (const auto& entry : fs::directory_iterator(path, error))
            if (entry.path().extension() == ".hence") files.push_back(entry.path().string());
        std::sort(files.begin(), files.end());
        if (files.empty()) report({}, fmt::format("{} holds no .hence file", path), "Name a folder with rule files, or a file.");
        for (const std::string& f : files) {
            if (inside(f, path)) file(f, path, {});
            else report({}, fmt::format("{} lies outside the knowledge base's folder", f), "Move the file under it.");
        }
    }

    // In a list, not by recursion: a chain of files may be long.
    void read_used() {
        for (std::size_t next = 0; next < used_.size(); ++next) {
            const Used used = used_[next];
            file(used.path, used.root, used.from);
        }
        used_.clear();
    }

    // Puts text in as a source and notes its `use` lines. `root`: no file outside it is read.
    void text(std::string path, std::string content, const fs::path& root) {
        const auto index = program_.sources.size();
        const auto id = static_cast<SourceId>(index);
        program_.sources.push_back(make_source(std::move(path), std::move(content)));
        const std::vector<std::uint32_t> bad_bytes = clean(id);
        scanned_.push_back(scan(program_.sources[index], id, regions_of(program_.sources[index]), diagnostics_));
        for (const std::uint32_t at : bad_bytes) leave_out(scanned_[index], at);
        csvs_.resize(program_.sources.size());
        follow(id, root);
    }

    void report(Span span, std::string message, std::string advice, Code code = Code::file) {
        diagnostics_.push_back(make_diagnostic(code, span, std::move(message), std::move(advice)));
    }

    // Bytes that are not text cost their line an error, and nothing else.
    std::vector<std::uint32_t> clean(SourceId id) {
        Source& source = program_.sources[static_cast<std::size_t>(id)];
        std::string& text = source.text;
        const std::string_view mend = source.separator != '\0' && source.separator != json_lines ? "Save it from the spreadsheet as CSV UTF-8." : "Save the file as UTF-8.";
        if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
            report({id, 0, 2}, "this file is UTF-16", source.separator != '\0' ? std::string(mend) : "Save it as UTF-8.", Code::encoding);
            text.clear();
            const char separator = source.separator;
            source = make_source(source.path, "");
            source.separator = separator;
            return {};
        }
        std::vector<std::uint32_t> bad_bytes;
        std::size_t from = 0;
        while (const auto bad = invalid_utf8(std::string_view(text).substr(from))) {
            const std::size_t at = from + *bad;
            if (bad_bytes.size() < diagnostics_shown_limit)
                report({id, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 1)}, "this byte is not UTF-8", std::string(mend), Code::encoding);
            bad_bytes.push_back(static_cast<std::uint32_t>(at));
            text[at] = '?';
            from = at + 1;
        }
        return bad_bytes;
    }

    // The statement or row in which the byte stands, if any.
    static void leave_out(Tokens& tokens, std::uint32_t at) {
        const auto behind = std::partition_point(tokens.lines.begin(), tokens.lines.end(), [&](const Line& line) { return tokens.tokens[line.tokens.first].begin <= at; });
        if (behind == tokens.lines.begin()) return;
        Line& line = *std::prev(behind);
        if (tokens.tokens[line.tokens.last - 1].end > at) line.bad = true;
    }

    void file(const std::string& path, const fs::path& root, Span from) {
        std::error_code error;
        const fs::path real = fs::canonical(path, error);
        if (error) return report(from, fmt::format("{} cannot be read: {}", path, error.message()), "Check the path.");
        if (std::find(seen_.begin(), seen_.end(), real) != seen_.end()) return;
        if (auto content = content_of(path, real, from)) text(path, *std::move(content), root);
    }

    std::optional<std::string> content_of(const std::string& path, const fs::path& real, Span from) {
        std::error_code error;
        const auto refuse = [&](std::string message, std::string advice, Code code = Code::file) {
            report(from, std::move(message), std::move(advice), code);
            return std::nullopt;
        };
        if (!fs::is_regular_file(real, error)) return refuse(fmt::format("{} is not a regular file", path), "Name a file of rules.");
        if (seen_.size() >= file_count_limit) return refuse(fmt::format("more than {} files", file_count_limit), "Put rules together in fewer files.", Code::limit);
        if (fs::file_size(real, error) > file_size_limit) return refuse(fmt::format("{} is larger than {} bytes", path, file_size_limit), "Split it.", Code::limit);
        seen_.push_back(real);
        std::ifstream in(real, std::ios::binary);
        std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        if (!in) return refuse(fmt::format("{} cannot be read: {}", path, std::strerror(errno)), "Check its permissions.");
        return content;
    }

    // Notes the files that `use "…"` names, relative to this one, and reads the rows that are `from` one.
    void follow(SourceId id, const fs::path& root) {
        const auto index = static_cast<std::size_t>(id);
        for (std::size_t i = 0; i < scanned_[index].lines.size(); ++i) {
            const Line line = scanned_[index].lines[i];
            if (line.row || line.has_arrow || line.tokens.size() < 2) continue;
            const std::string_view opener = word(id, line.tokens.first);
            for (const std::string_view reads : {"table", "cases", "score", "choice", "fact"})
                if (same_word(opener, reads)) rows_from(id, line, root);
            const Token name = scanned_[index].tokens[line.tokens.first + 1];
            if (line.tokens.size() != 2 || name.kind != Tok::text || !same_word(opener, "use")) continue;
            if (const auto path = used_path(unquote(word(id, line.tokens.first + 1)), {id, name.begin, name.end}, root))
                used_.push_back({path->string(), root, {id, name.begin, name.end}});
        }
    }

    std::string_view word(SourceId id, std::uint32_t token) const {
        const auto index = static_cast<std::size_t>(id);
        const Token& t = scanned_[index].tokens[token];
        return std::string_view(program_.sources[index].text).substr(t.begin, t.end - t.begin);
    }

    // `from "drugs.csv"`, `from "drugs.csv" separated by ";"` in the statement's first line.
    void rows_from(SourceId id, const Line& line, const fs::path& root) {
        const auto index = static_cast<std::size_t>(id);
        for (std::uint32_t t = line.tokens.first + 1; t + 1 < line.tokens.last; ++t) {
            const Token name = scanned_[index].tokens[t + 1];
            if (scanned_[index].tokens[t].starts_line) return;
            if (name.kind != Tok::text || !same_word(word(id, t), "from")) continue;
            const std::string file = unquote(word(id, t + 1));
            const Span span{id, name.begin, name.end};
            char separator = file.ends_with(".jsonl") ? json_lines : ',';
            if (separator == json_lines && !same_word(word(id, line.tokens.first), "fact"))
                return report(span, "JSON Lines hold the rows of fact tables only", "Save them as CSV.", Code::table);
            if (t + 4 < line.tokens.last && same_word(word(id, t + 2), "separated") && same_word(word(id, t + 3), "by")) {
                const bool quoted = scanned_[index].tokens[t + 4].kind == Tok::text;
                separator = csv_separator(quoted ? unquote(word(id, t + 4)) : std::string(word(id, t + 4)));
            }
            if (separator != '\0')
                if (const auto path = used_path(file, span, root)) csv(*path, separator, span);
            return;
        }
    }

    // Each file of rows is one source, though several statements read it.
    void csv(const fs::path& path, char separator, Span from) {
        std::error_code error;
        const fs::path real = fs::canonical(path, error);
        if (error) return report(from, fmt::format("{} cannot be read: {}", path.string(), error.message()), "Check the path.");
        const auto known = std::find_if(csv_sources_.begin(), csv_sources_.end(), [&](const auto& c) { return c.first == real; });
        SourceId id{};
        if (known != csv_sources_.end()) {
            id = known->second;
            if (program_.sources[static_cast<std::size_t>(id)].separator != separator)
                return report(from, fmt::format("{} is read elsewhere with another sign between its columns", path.string()), "Write the same `separated by` in both places.");
        } else {
            auto content = content_of(path.string(), real, from);
            if (!content) return;
            id = static_cast<SourceId>(program_.sources.size());
            program_.sources.push_back(make_source(path.string(), *std::move(content)));
            program_.sources.back().separator = separator;
            clean(id);
            scanned_.emplace_back();
            csvs_.emplace_back();
            csv_sources_.emplace_back(real, id);
        }
        csvs_[static_cast<std::size_t>(from.source)].push_back({from.begin, id});
    }

    // Links followed.
    static bool inside(const fs::path& path, const fs::path& root) {
        std::error_code error;
        const auto whole = [&](const fs::path& p) { return fs::weakly_canonical(fs::absolute(p, error), error); };
        const fs::path way = whole(path).lexically_relative(whole(root.empty() ? "." : root));
        return !way.empty() && *way.begin() != "..";
    }

    std::optional<fs::path> used_path(const std::string& name, Span span, const fs::path& root) {
        const fs::path here = fs::path(program_.sources[static_cast<std::size_t>(span.source)].path).parent_path();
        const fs::path path = here / name;
        if (fs::path(name).is_absolute()) report(span, "a file is used by its path from this one", "Write it without a leading /.");
        else if (!inside(path, root)) report(span, fmt::format("{} lies outside the knowledge base's folder", name), "Move the file under it.");
        else return path.lexically_normal();
        return std::nullopt;
    }

    Program& program_;
    std::vector<Diagnostic>& diagnostics_;
    std::vector<Tokens> scanned_;
    std::vector<std::vector<UsedCsv>> csvs_;  // by source, those that it reads
    std::vector<std::pair<fs::path, SourceId>> csv_sources_;
    std::vector<fs::path> seen_;
    std::vector<Used> used_;
};

// A name as a FACT line takes it: in quotes where a sign would take it apart.
std::string fact_name(const std::string& name) {
    bool quotes = name.find_first_of(",()<>=\"[]{}|;#:\\`") != std::string::npos || name.ends_with(" is unknown");
    for (const std::string_view sign : {" - ", "–", "−", "×", "→", "⇒", "≥", "≤", "≠", "“", "”", "„", "AND", "OR", "NOT"}) quotes |= name.find(sign) != std::string::npos;
    if (!quotes) return name;
    std::string out = "\"";
    for (const char c : name) (c == '"' || c == '\\' ? out += '\\' : out) += c;
    return out += '"';
}

std::string figure_text(const Program& program, const Fact& fact) {
    const Detail* detail = program.detail(fact.finding);
    const std::string unit = detail && detail->unit ? " " + detail->unit->spelling : "";
    return format_number(fact.value) + unit;
}

// Sorted; what is remarked of one instance holds of the statement, and is told once.
void finish_diagnostics(Loaded& out) {
    const Program& program = out.program;
    sort_by_place(out.diagnostics, program.sources);
    const auto same = [](const Diagnostic& a, const Diagnostic& b) { return a.code == b.code && a.span == b.span && a.severity != Severity::error; };
    if (!program.relations.empty()) out.diagnostics.erase(std::unique(out.diagnostics.begin(), out.diagnostics.end(), same), out.diagnostics.end());
}

// Text to program: `facts` are told of it afterwards, so that what they are about is there.
void read_all(Loaded& out, const std::vector<Tokens>& scanned, const std::vector<std::string>& facts, Progress* progress) {
    auto parts = std::make_unique<Growable::Parts>(std::move(out.program), std::move(out.diagnostics), progress);
    Program& program = parts->program;
    for (std::size_t i = 0; i < scanned.size(); ++i) collect_names(program.sources[i], scanned[i], parts->names);
    parts->sources.resize(scanned.size());
    for (std::size_t i = 0; i < scanned.size(); ++i) {
        ReadSource& source = parts->sources[i];
        source.tokens = classify(program.sources[i], scanned[i], parts->names);
        source.file = parse(program.sources[i], static_cast<SourceId>(i), source.tokens, parts->diagnostics);
    }
    const ToldTexts told(program, facts, parts->names);
    parts->resolver.resolve(parts->sources, told.facts());
    lint(program, parts->resolver.mentions(), parts->diagnostics);
    out.program = std::move(program);
    out.diagnostics = std::move(parts->diagnostics);
    if (parts->resolver.has_schema()) out.growable = Growable(std::move(parts));
    finish_diagnostics(out);
}

// What facts are read against: the names, and what they stand for, without what is said of them.
Program names_of(const Program& program) {
    Program names;
    names.findings = program.findings;
    names.by_key = program.by_key;
    names.details = program.details;
    names.relations = program.relations;
    names.conversions = program.conversions;
    names.wordings = program.wordings;
    names.today = program.today;
    names.options = program.options;
    return names;
}

}  // namespace

Loaded load(const std::vector<std::string>& paths, const std::vector<NamedText>& texts, const std::vector<std::string>& facts, Progress* progress) {
    Loaded out;
    Reader reader(out.program, out.diagnostics);
    for (const std::string& path : paths) reader.path(path);
    for (const NamedText& text : texts) reader.text(text.path, text.text);
    const std::vector<Tokens> scanned = reader.take_scanned();
    std::vector<std::vector<UsedCsv>> csvs = reader.take_csvs();
    for (std::size_t i = 0; i < csvs.size(); ++i) out.program.sources[i].csvs = std::move(csvs[i]);
    read_all(out, scanned, facts, progress);
    return out;
}

Loaded load_again(const Program& program, const std::vector<std::string>& facts, Progress* progress) {
    Loaded out;
    out.program.sources = program.sources;
    std::vector<Tokens> scanned;
    for (std::size_t i = 0; i < program.sources.size(); ++i) {
        const Source& source = program.sources[i];
        if (source.separator != '\0') scanned.emplace_back();
        else scanned.push_back(scan(source, static_cast<SourceId>(i), regions_of(source), out.diagnostics));
    }
    read_all(out, scanned, facts, progress);
    return out;
}

ReadFacts read_facts(const Program& program, std::string_view text, std::string path) {
    ReadFacts out;
    SpecialNames names;
    for (const auto& [key, finding] : program.by_key) names.add(key);
    FactText read = parsed_facts(program, text, std::move(path), names, out.diagnostics);
    Program copy = names_of(program);  // reading figures makes rows; the program stays as it is
    Resolver resolver(copy, out.diagnostics);
    out.facts = resolver.read_facts(read.source, static_cast<SourceId>(program.sources.size()), read.tokens, read.parsed);
    out.unknown_tuples = std::any_of(out.facts.begin(), out.facts.end(), [&](const Fact& fact) { return copy.findings[fact.finding.index()].unmatched; });
    std::erase_if(out.facts, [&](const Fact& fact) { return fact.finding.index() >= program.findings.size(); });
    out.source = std::move(read.source);
    return out;
}

bool names_tuple(const Program& program, std::string_view name) {
    Relations relations;
    for (const Relation& relation : program.relations) relations.add(relation);
    const auto reading = relations.read(name);
    return reading && !reading->twice && !holds_variable(name) && relations[reading->relation].declared;
}

std::string write_fact(const Program& program, const Fact& fact) {
    const Finding& finding = program.findings[fact.finding.index()];
    const std::string name = fact_name(finding.name);
    if (fact.certainty == 0) return name + " is unknown";
    const double size = std::abs(fact.certainty);
    const std::string certainty = size == 1 ? "" : fmt::format(" ({})", format_number(finding.kind == FindingKind::yes_no ? size : fact.certainty));
    if (finding.kind == FindingKind::date) return fmt::format("{} = {}{}", name, write_date(fact.value), certainty);
    if (finding.kind == FindingKind::number || finding.kind == FindingKind::score) return fmt::format("{} = {}{}", name, figure_text(program, fact), certainty);
    if (finding.kind == FindingKind::choice)
        return fmt::format("{} is {}{}", name, fact_name(program.detail(fact.finding)->values[static_cast<std::size_t>(fact.value)]), certainty);
    return fmt::format("{}{}{}", fact.certainty < 0 ? "NOT " : "", name, certainty);
}

}  // namespace hence
