// Files, read whole and written whole: a reader never sees half a file, and what was there stays
// until the new content is safe on disk (temporary file, fsync, rename, fsync of the folder).
#pragma once

#include <string>
#include <string_view>

namespace hence::repl {

struct ReadFile {
  std::string text;
  std::string error;  // why it could not be read; empty: it was
};

/// A regular file (not a device, not a folder), or standard input as `-`.
ReadFile read_file(const std::string& path);

enum class Access : unsigned char { as_it_is, owner_only };

/// Empty if written, else why not; then the old file is as it was. A new file gets mode 0644,
/// another keeps its own, but for what only its owner may read (0600). A link is followed.
std::string write_file(const std::string& path, std::string_view text,
                       Access access = Access::as_it_is);

/// `$XDG_STATE_HOME/hence`, else `~/.local/state/hence`; made if it is not there. Empty: no home.
std::string state_folder();

}  // namespace hence::repl
