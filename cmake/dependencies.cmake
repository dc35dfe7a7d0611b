# The libraries that hence::hence needs; read by this build and by the installed package alike.
find_package(Boost 1.81 CONFIG REQUIRED COMPONENTS headers json)
find_package(fmt REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(UDUNITS REQUIRED IMPORTED_TARGET udunits)
