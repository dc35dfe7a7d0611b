#include "rules/growable.hpp"

#include "rules/growable_parts.hpp"

namespace hence {

FactText parsed_facts(const Program& program, std::string_view text, std::string path, const SpecialNames& names, std::vector<Diagnostic>& diagnostics) {
    FactText out;
    out.source = make_source(std::move(path), std::string(text));
    const auto id = static_cast<SourceId>(program.sources.size());
    const Tokens scanned = scan(out.source, id, {{0, static_cast<std::uint32_t>(out.source.text.size()), false}}, diagnostics);
    out.tokens = classify(out.source, scanned, names, true);
    out.parsed = parse_facts(out.source, id, out.tokens, diagnostics);
    return out;
}

ToldTexts::ToldTexts(const Program& program, const std::vector<std::string>& facts, const SpecialNames& names) : id_(static_cast<SourceId>(program.sources.size())) {
    std::vector<Diagnostic> unheard;
    for (const std::string& text : facts) texts_.push_back(parsed_facts(program, text, "(fact)", names, unheard));
}

std::vector<ToldFacts> ToldTexts::facts() const {
    std::vector<ToldFacts> out;
    for (const FactText& text : texts_) out.push_back({&text.source, id_, &text.tokens, &text.parsed});
    return out;
}

Growable::Growable() = default;
Growable::Growable(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Growable::~Growable() = default;
Growable::Growable(Growable&&) noexcept = default;
Growable& Growable::operator=(Growable&&) noexcept = default;

const Program& Growable::schema() const { return parts_->resolver.schema(); }

bool Growable::grow(Program& program, const std::vector<std::string>& facts, const std::function<bool(const ProgramRows& before)>& fits) {
    if (!parts_) return false;
    const ProgramRows before = rows_of(program);
    const ToldTexts told(program, facts, parts_->names);
    std::swap(parts_->program, program);
    const bool grown = parts_->resolver.grow(parts_->sources, told.facts());
    std::swap(parts_->program, program);
    if (grown && fits(before)) return true;
    const auto& remarked = parts_->resolver.remarked();
    for (auto last = remarked.rbegin(); last != remarked.rend(); ++last) {
        Finding& finding = program.findings[last->first.index()];
        finding.unmatched = last->second.unmatched;
        finding.goal = last->second.goal;
    }
    cut_to(program, before);
    parts_.reset();
    return false;
}

}  // namespace hence
