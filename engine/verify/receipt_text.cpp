#include "engine/verify/receipt_text.hpp"

#include <fmt/format.h>

namespace hence::verify {
namespace json = boost::json;
namespace {

// Keys in the text: colons outside quotes. Boost.JSON keeps the last of two equal keys.
std::size_t keys_in(std::string_view text) {
  std::size_t keys = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') ++i;
    else if (text[i] == '"') quoted = !quoted;
    else if (!quoted && text[i] == ':') ++keys;
  }
  return keys;
}

std::size_t keys_in(const json::value& value) {
  std::size_t keys = 0;
  if (const auto* object = value.if_object()) {
    keys += object->size();
    for (const auto& member : *object) keys += keys_in(member.value());
  } else if (const auto* array = value.if_array()) {
    for (const json::value& element : *array) keys += keys_in(element);
  }
  return keys;
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
  json::error_code error;
  json::parse_options options;
  options.max_depth = 16;
  out.root = json::parse(text, error, {}, options);
  if (error) throw Unable{{}, "this is no JSON: " + error.message()};
  if (!out.root.is_object()) throw Unable{{}, "this is no receipt"};
  if (text.size() > tail && text.substr(text.size() - tail).starts_with(before) && text.ends_with(behind)) {
    const std::string_view digest = text.substr(text.size() - behind.size() - size, size);
    out.digest_fits = sha256(text.substr(0, text.size() - tail)) == digest;
  }
  if (keys_in(text) != keys_in(out.root)) throw Unable{{}, "a key stands twice in one object"};
  return out;
}

}  // namespace hence::verify
