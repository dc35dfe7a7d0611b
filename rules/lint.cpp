#include "rules/lint.hpp"

namespace hence {

void lint(const Program&, const std::vector<Mention>&, std::vector<Diagnostic>&) {}

}  // namespace hence
