# Writes a source file that defines each of FILES as a string of its own: style.css as style_css.
# Usage: cmake -DOUT=… -DFILES=a;b -P embed.cmake
set(text "// Made from repl/web by cmake/embed.cmake.\n#include \"repl/web.hpp\"\n\nnamespace hence::repl::web {\n\n")
foreach(file ${FILES})
  get_filename_component(name ${file} NAME)
  string(REPLACE "." "_" name ${name})
  file(READ ${file} content)
  string(APPEND text "const std::string_view ${name} = R\"hence-web(${content})hence-web\";\n\n")
endforeach()
file(WRITE ${OUT} "${text}}  // namespace hence::repl::web\n")
