#include "repl/json_text.hpp"

#include <boost/json.hpp>

#include "rules/number.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

namespace json = boost::json;

std::string flat(const json::value& value);

std::string key_text(const json::key_value_pair& member) {
  return json::serialize(json::value(member.key())) + ": ";
}

std::string flat_object(const json::object& object) {
  std::string out = "{";
  for (const auto& member : object)
    out += (out.size() > 1 ? ", " : "") + key_text(member) + flat(member.value());
  return out + "}";
}

std::string flat_array(const json::array& array) {
  std::string out = "[";
  for (const json::value& element : array) out += (out.size() > 1 ? ", " : "") + flat(element);
  return out + "]";
}

std::string flat(const json::value& value) {
  if (const json::object* object = value.if_object()) return flat_object(*object);
  if (const json::array* array = value.if_array()) return flat_array(*array);
  if (const double* number = value.if_double()) return format_number(*number);
  return json::serialize(value);
}

void write(const json::value& value, int indent, std::string& out) {
  constexpr int columns = 80;
  const std::string line = flat(value);
  const bool nested = value.is_object() || value.is_array();
  if (!nested || indent + display_width(line) <= columns) {
    out += line;
    return;
  }
  const std::string inner = "\n" + std::string(static_cast<std::size_t>(indent + 2), ' ');
  bool first = true;
  const auto part = [&](const std::string& key, const json::value& element) {
    out += (first ? "" : ",") + inner + key;
    first = false;
    write(element, indent + 2, out);
  };
  out += value.is_object() ? '{' : '[';
  if (const json::object* object = value.if_object())
    for (const auto& member : *object) part(key_text(member), member.value());
  else
    for (const json::value& element : value.get_array()) part("", element);
  out +=
      "\n" + std::string(static_cast<std::size_t>(indent), ' ') + (value.is_object() ? "}" : "]");
}

}  // namespace

std::string json_text(const json::value& value) {
  std::string out;
  write(value, 0, out);
  return out + "\n";
}

}  // namespace hence::repl
