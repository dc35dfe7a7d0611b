// Knowledge grows in place: facts about tuples that nothing named get their findings, rules with
// variables their instances, and the network the nodes of these. What follows is as if the
// knowledge base had been read for these facts; what was told to a session stays.
// Cost: in proportion to the new instances, and to what is read beside them.
#pragma once

#include "engine/knowledge.hpp"

namespace hence {

// `facts`: lines of FACTs that will be told. Returns what each Session of the knowledge has to
// `follow`. None: that can't be done in place (see Growable::grow; or an instance has to be weighed
// against others by its group, cap or name), and the knowledge is as before; `load_again` does it.
std::optional<Growth> grow(Knowledge& knowledge, const std::vector<std::string>& facts);

}  // namespace hence
