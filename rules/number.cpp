#include "rules/number.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace hence {

namespace {

// x times a power of ten in [−22, 22], rounded once: each of these powers is a double.
double times_ten_to(double x, int power) {
  static constexpr std::array<double, 23> tens = {
      1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
      1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  if (power >= 0) return x * tens[static_cast<std::size_t>(power)];
  return x / tens[static_cast<std::size_t>(-power)];
}

}  // namespace

std::string format_number(double x) {
  const double size = std::abs(x);
  const bool plain = size == 0 || (size >= 1e-5 && size < 1e15);
  std::array<char, 64> text{};
  const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = text.data() + text.size();
  return std::string(text.data(), std::to_chars(text.data(), end, x + 0.0, format).ptr);
}

double round12_by_text(double x) {
  if (!std::isfinite(x) || x == 0) return x + 0.0;
  std::array<char, 32> text{};
  const auto end = text.data() + text.size();
  const auto last = std::to_chars(text.data(), end, x, std::chars_format::scientific, 11).ptr;
  double rounded = x;
  const auto read = std::from_chars(text.data(), last, rounded);
  // The greatest doubles round to a figure that no double holds; they stay.
  return read.ec == std::errc{} ? rounded : x;
}

double round12(double x) {
  const double size = std::abs(x);
  if (size < 1e12 && static_cast<double>(static_cast<std::int64_t>(x)) == x) return x + 0.0;
  if (!(size >= 1e-10 && size < 1e32)) return round12_by_text(x);
  // Twelve digits before the point: scaled in [1e11, 1e12). The estimate of the power, from the
  // binary exponent, is right or one too high (1233/4096 is log10 of 2, closely enough here).
  const auto exponent = static_cast<int>(std::bit_cast<std::uint64_t>(size) >> 52) - 1023;
  int power = 11 - ((exponent * 1233) >> 12);
  double scaled = times_ten_to(size, power);
  if (scaled >= 1e12) scaled = times_ten_to(size, --power);
  // Why this equals the slow way: a rounded operation never crosses a double, and n + 1/2 is one
  // here, so the exact figure lies on the same side of it as `scaled` (on it: ask the slow way).
  // Then n and the power of ten are exact, and one operation on them gives the nearest double.
  const auto whole = static_cast<std::int64_t>(scaled);
  const double rest = scaled - static_cast<double>(whole);
  if (rest == 0.5) return round12_by_text(x);
  const auto n = static_cast<double>(whole + (rest > 0.5));
  return std::copysign(times_ten_to(n, -power), x);
}

std::optional<double> read_number(std::string_view text) {
  bool negative = false;
  for (const std::string_view sign : {"+", "-", "−"}) {
    if (!text.starts_with(sign)) continue;
    negative = sign != "+";
    text.remove_prefix(sign.size());
    break;
  }
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || !is_digit(text.back())) return std::nullopt;
  if (!is_digit(text[0]) && text[0] != '.') return std::nullopt;
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return negative ? -value : value;
}

}  // namespace hence
