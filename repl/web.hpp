// The pages' parts, as they stand in repl/web: put into the program when it is built (cmake/embed.cmake).
#pragma once

#include <string_view>

namespace hence::repl::web {

extern const std::string_view picture_html, report_html, style_css;
extern const std::string_view layout_js, drawing_js, explore_js, report_js;

}  // namespace hence::repl::web
