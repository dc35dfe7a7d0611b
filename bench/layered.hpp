// Generated layered rule bases: ten layers, each rule joins two findings of the layer below and
// lifts one of the next. The same text for the same size, on every machine.
#pragma once

#include <cstdint>
#include <string>

namespace hence::bench {

inline constexpr int layers = 10;

// A small generator of our own, so that the text does not hang on a standard library's.
// Source: Steele, Lea, Flood 2014, SplitMix64.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t below(std::uint64_t n) {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return (z ^ (z >> 31U)) % n;
    }

private:
    std::uint64_t state_;
};

inline std::string sign(int layer, std::uint64_t i) {
    return "sign " + std::to_string(i) + " of layer " + std::to_string(layer);
}

// `rules`: a multiple of ten.
inline std::string layered_rules(int rules) {
    Random random(7);
    const auto width = static_cast<std::uint64_t>(rules / layers);
    std::string text;
    for (int layer = 0; layer < layers; ++layer)
        for (std::uint64_t i = 0; i < width; ++i)
            text += sign(layer, random.below(width)) + " AND " + sign(layer, random.below(width)) + " → " +
                    sign(layer + 1, i) + " (0." + std::to_string(5 + random.below(5)) + ")\n";
    return text;
}

}  // namespace hence::bench
