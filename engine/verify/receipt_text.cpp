#include "engine/verify/receipt_text.hpp"

#include <charconv>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

namespace hence::verify {
namespace json = boost::json;
namespace {

// Builds the value as Boost.JSON does, but that figures are read to the nearest double, and that no
// key may stand twice in one object.
struct Handler {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = 1U << 20U;
  static constexpr std::size_t max_string_size = 1U << 20U;
  using Error = json::error_code;

  bool on_document_begin(Error&) { return stack.reset(), true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) { return keys.emplace_back(), true; }
  bool on_object_end(std::size_t n, Error&) { return keys.pop_back(), stack.push_object(n), true; }
  bool on_array_begin(Error&) { return true; }
  bool on_array_end(std::size_t n, Error&) { return stack.push_array(n), true; }
  bool on_key_part(std::string_view part, std::size_t, Error&) { return key += part, stack.push_chars(part), true; }
  bool on_key(std::string_view part, std::size_t, Error&) {
    if (!keys.back().insert(key.append(part)).second) throw Unable{{}, "a key stands twice in one object: " + shown(key)};
    key.clear();
    return stack.push_key(part), true;
  }
  bool on_string_part(std::string_view part, std::size_t, Error&) { return stack.push_chars(part), true; }
  bool on_string(std::string_view part, std::size_t, Error&) { return stack.push_string(part), true; }
  bool on_number_part(std::string_view part, Error&) { return number += part, true; }
  bool on_int64(std::int64_t x, std::string_view, Error&) { return number.clear(), stack.push_int64(x), true; }
  bool on_uint64(std::uint64_t x, std::string_view, Error&) { return number.clear(), stack.push_uint64(x), true; }
  bool on_double(double, std::string_view part, Error&) {
    number += part;
    double x = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), x);
    if (read.ec != std::errc{} || read.ptr != number.data() + number.size()) throw Unable{{}, "a figure cannot be read: " + shown(number)};
    number.clear();
    return stack.push_double(x), true;
  }
  bool on_bool(bool x, Error&) { return stack.push_bool(x), true; }
  bool on_null(Error&) { return stack.push_null(), true; }
  bool on_comment_part(std::string_view, Error&) { return true; }
  bool on_comment(std::string_view, Error&) { return true; }

  json::value_stack stack;
  std::vector<std::set<std::string>> keys;
  std::string key, number;
};

json::value parsed(std::string_view text) {
  json::parse_options options;
  options.max_depth = 16;
  json::basic_parser<Handler> parser(options);
  json::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (!error && (!parser.done() || used != text.size())) error = json::error::extra_data;
  if (error) throw Unable{{}, "this is no JSON: " + error.message()};
  return parser.handler().stack.release();
}

}  // namespace

Fields::Fields(const json::value& value, std::string where) : object_(value.if_object()), where_(std::move(where)) {
  if (!object_) throw Wrong{where_ + " is no object"};
}

void Fields::fail(std::string_view key, std::string_view why) const { throw Wrong{fmt::format("{}: {} {}", where_, key, why)}; }

const json::value& Fields::any(std::string_view key) {
  const auto found = object_->find(key);
  if (found == object_->end()) fail(key, "is missing");
  read_.emplace(key);
  return found->value();
}

std::string Fields::text(std::string_view key) {
  const auto* text = any(key).if_string();
  if (!text) fail(key, "is no text");
  return {text->data(), text->size()};
}

double Fields::figure(std::string_view key) {
  const json::value& value = any(key);
  if (const auto* x = value.if_double()) return *x + 0.0;
  if (const auto* x = value.if_int64()) return static_cast<double>(*x);
  if (const auto* x = value.if_uint64()) return static_cast<double>(*x);
  fail(key, "is no figure");
}

bool Fields::flag(std::string_view key) {
  if (!has(key)) return false;
  const auto* flag = any(key).if_bool();
  if (!flag || !*flag) fail(key, "is not true");
  return true;
}

const json::array& Fields::list(std::string_view key) {
  const auto* list = any(key).if_array();
  if (!list) fail(key, "is no list");
  return *list;
}

void Fields::end() const {
  for (const auto& member : *object_)
    if (!read_.contains(member.key())) throw Wrong{fmt::format("{}: {} does not belong here", where_, shown(std::string(member.key())))};
}

ReceiptText parse_receipt(std::string_view text) {
  constexpr std::string_view before = "  \"digest\": \"", behind = "\"\n}\n";
  constexpr std::size_t size = 64;
  const std::size_t tail = before.size() + size + behind.size();
  ReceiptText out;
  out.root = parsed(text);
  if (!out.root.is_object()) throw Unable{{}, "this is no receipt"};
  if (text.size() > tail && text.substr(text.size() - tail).starts_with(before) && text.ends_with(behind)) {
    const std::string_view digest = text.substr(text.size() - behind.size() - size, size);
    out.digest_fits = sha256(text.substr(0, text.size() - tail)) == digest;
  }
  return out;
}

}  // namespace hence::verify
