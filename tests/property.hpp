// Running properties: a fixed seed that is printed, a share of cases that must conclude something,
// and the counter-test: a property that holds for a broken variant checks nothing.
// Environment: HENCE_NIGHTLY=1 runs 10,000 cases instead of 1000 (300 with sanitizers);
// HENCE_SEED=n another seed; RC_PARAMS is RapidCheck's own and wins (as its "reproduce" message
// asks for).
#pragma once

#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace hence {

#ifdef __SANITIZE_ADDRESS__
inline constexpr int usual_cases = 300;  // some ten times slower
#else
inline constexpr int usual_cases = 1000;
#endif

inline rc::detail::TestParams property_params(int usual = usual_cases) {
  if (std::getenv("RC_PARAMS") != nullptr) return rc::detail::configuration().testParams;
  rc::detail::TestParams params;
  const char* seed = std::getenv("HENCE_SEED");
  const char* nightly = std::getenv("HENCE_NIGHTLY");
  params.seed = seed != nullptr ? std::strtoull(seed, nullptr, 10) : 1975;
  params.maxSuccess = nightly != nullptr && *nightly == '1' ? 10000 : usual;
  return params;
}

template <class Property>
rc::detail::TestResult run_property(const std::string& name, rc::detail::TestParams params,
                                    Property property) {
  rc::detail::TestMetadata metadata;
  metadata.id = name;
  metadata.description = name;
  return rc::detail::checkTestable(std::move(property), metadata, params);
}

inline std::string message(const rc::detail::TestResult& result) {
  std::ostringstream out;
  rc::detail::printResultMessage(result, out);
  return out.str();
}

// Holds in all cases; at least 60 % of them were tagged «concludes» (RC_TAG or RC_CLASSIFY).
// usual: so many cases, but in the nightly mode.
template <class Property>
void expect_holds(const std::string& name, Property property, double concluding = 0.6,
                  int usual = usual_cases) {
  const rc::detail::TestParams params = property_params(usual);
  std::cout << name << ": seed " << params.seed << ", " << params.maxSuccess << " cases\n";
  const rc::detail::TestResult result = run_property(name, params, std::move(property));
  ASSERT_TRUE(result.template is<rc::detail::SuccessResult>()) << message(result);
  const auto& success = result.template get<rc::detail::SuccessResult>();
  int tagged = 0;
  for (const auto& [tags, count] : success.distribution)
    for (const std::string& tag : tags)
      tagged += tag.find("concludes") != std::string::npos ? count : 0;
  std::cout << message(result) << "\n";
  EXPECT_GE(tagged, concluding * success.numSuccess)
      << "too few generated programs conclude anything";
}

// The broken variant is caught. Nameless for RapidCheck, which would tell how to reproduce it.
template <class Property>
void expect_caught(const std::string& name, Property property, int cases = 3000) {
  rc::detail::TestParams params = property_params();
  params.maxSuccess = cases;
  params.disableShrinking = true;
  const rc::detail::TestResult result = run_property("", params, std::move(property));
  EXPECT_TRUE(result.template is<rc::detail::FailureResult>())
      << name << " is not caught: " << message(result);
}

}  // namespace hence
