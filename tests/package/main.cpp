#include <hence/rules/text.hpp>

int main() { return hence::key_of("Night-Cramps") == "night cramps" ? 0 : 1; }
