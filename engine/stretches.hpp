// The stretches of a number: what lies between the figures that it is compared with, and these.
#pragma once

#include <vector>

namespace hence {

/// A value of each stretch, ascending: every bound, and one between any two. whole: of a date.
std::vector<double> stretches(std::vector<double> bounds, double lowest, double highest,
                              bool whole);

}  // namespace hence
