// A receipt as text: its digest, its JSON read strictly (no key twice, none unknown, each of its
// kind). Internal to the checker.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "engine/verify/basics.hpp"

namespace hence::verify {

// Something about the receipt that is not so.
struct Wrong {
  std::string why;
};

// Reads the keys of one object; what is left unread is wrong too.
class Fields {
 public:
  Fields(const boost::json::value& value, std::string where);
  bool has(std::string_view key) const { return object_->contains(key); }
  const boost::json::value& any(std::string_view key);
  std::string text(std::string_view key);
  double figure(std::string_view key);
  bool flag(std::string_view key);  // true, or not there
  const boost::json::array& list(std::string_view key);
  void end() const;  // all were read

 private:
  [[noreturn]] void fail(std::string_view key, std::string_view why) const;

  const boost::json::object* object_ = nullptr;
  std::string where_;
  std::set<std::string, std::less<>> read_;
};

struct ReceiptText {
  boost::json::value root;
  bool digest_fits = false;
};

// Throws Unable where it is no receipt.
ReceiptText parse_receipt(std::string_view text);

}  // namespace hence::verify
