// Receipts in tests: of a session, of its rules, and corrupted ones whose digest is renewed.
#pragma once

#include <string>
#include <vector>

#include <boost/json.hpp>

#include "engine/session.hpp"
#include "engine/verify/verify.hpp"

namespace hence {

// The reasons of an outcome, a line each; empty: verified.
std::string rejection(const verify::Outcome& outcome);

// As `know` names them.
verify::Input input_of(const std::vector<std::string>& files);

// The receipt of a JSON value, with the digest that fits.
std::string with_digest(boost::json::object root);

// One change that makes a receipt say something else, chosen by the figures of a tape. Its kind, for
// counting; empty: this receipt has nothing of the kind. It changes `root` only then.
constexpr std::size_t corruptions = 25;
std::string corrupt(boost::json::object& root, std::size_t kind, std::size_t pick);

}  // namespace hence
