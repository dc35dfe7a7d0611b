// The published scores once more, written down by hand from their papers, with no thought of rules:
// what kb/*.hence is held against. An item that nobody answered is tried both ways, so that the
// answers are the totals, and the classes, of every completion. Shares no code with the program.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace hence::reference {

using Open = std::optional<bool>;  // none: not answered

struct Scored {
  std::set<int> totals;             // of every completion
  std::set<std::string> classes;    // of the score's first classification
  std::set<std::string> classes_2;  // of its second, if it has one
};

/// Wells 1997, 2003. items: in the order of the paper, nine for and the last against.
/// classes: clot likelihood; classes_2: clot risk.
Scored wells(const std::vector<Open>& items);

/// Lim 2003. Figures in the paper's units (mmol/L, mg/dL, /min, mmHg, years).
struct Curb {
  Open confusion;
  std::optional<double> urea, nitrogen, breaths, systolic, diastolic, age;
};
Scored curb_65(const Curb& patient);

/// Lip 2010. items: heart failure, hypertension, diabetes, stroke, vascular disease, female.
Scored cha2ds2_vasc(const std::vector<Open>& items, std::optional<int> age);

/// Teasdale 1974. The points of each response.
Scored glasgow(std::optional<int> eyes, std::optional<int> speech, std::optional<int> movement);

}  // namespace hence::reference
