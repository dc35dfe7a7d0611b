// What is kept of reading a knowledge base with relations, so that its Program can grow: facts
// about tuples that nothing named get their findings, and rules with variables their instances,
// without reading all again.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "rules/program.hpp"

namespace hence {

class Growable {
public:
    struct Parts;

    Growable();  // of a knowledge base without relations: it never grows
    explicit Growable(std::unique_ptr<Parts> parts);
    ~Growable();
    Growable(Growable&&) noexcept;
    Growable& operator=(Growable&&) noexcept;

    explicit operator bool() const { return parts_ != nullptr; }
    // The program in which a finding stands for all tuples of a relation. Requires: it is growable.
    const Program& schema() const;

    // Puts in what these FACTs are about and what follows by rules. `program`: the one that was read
    // with this, as it was left. `fits` is asked once it has the new rows, which stand behind those
    // that it had before. False: it does not fit, or it can't be done in place (a count, a question
    // or advice takes the tuples in, a limit is reached, ...); then `program` is as before, and this
    // is growable no more. Cost: in proportion to the new instances.
    bool grow(Program& program, const std::vector<std::string>& facts, const std::function<bool(const ProgramRows& before)>& fits);

private:
    std::unique_ptr<Parts> parts_;
};

}  // namespace hence
