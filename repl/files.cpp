#include "repl/files.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "rules/limits.hpp"

namespace hence::repl {
namespace {

namespace fs = std::filesystem;

// Closes what it holds.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

std::string reason() { return std::strerror(errno); }

ReadFile read_all(int fd) {
  ReadFile file;
  std::string chunk(1U << 16U, '\0');
  while (true) {
    const ssize_t got = ::read(fd, chunk.data(), chunk.size());
    if (got == 0) return file;
    if (got < 0 && errno == EINTR) return {{}, "interrupted"};
    if (got < 0) return {{}, reason()};
    file.text.append(chunk, 0, static_cast<std::size_t>(got));
    if (file.text.size() > file_size_limit)
      return {{}, fmt::format("more than {} bytes (limit «file size»)", file_size_limit)};
  }
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t done = ::write(fd, text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  return true;
}

// Makes a rename last: the folder's entry is on disk too.
void sync_folder(const std::string& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() >= 0) ::fsync(fd.get());
}

// The file that a link names; the path itself if there is none.
std::string resolved(const std::string& path) {
  std::error_code failed;
  const fs::path target = fs::canonical(path, failed);
  return failed ? path : target.string();
}

}  // namespace

ReadFile read_file(const std::string& path) {
  if (path == "-") return read_all(STDIN_FILENO);
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (fd.get() < 0) return {{}, reason()};
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return {{}, reason()};
  if (!S_ISREG(status.st_mode)) return {{}, "not a regular file"};
  return read_all(fd.get());
}

std::string write_file(const std::string& path, std::string_view text, Access access) {
  mode_t mode = 0644;
  const std::string target = resolved(path);
  struct stat status {};
  if (::stat(target.c_str(), &status) == 0) {
    if (!S_ISREG(status.st_mode)) return "not a regular file";
    if (::access(target.c_str(), W_OK) != 0) return reason();
    mode = status.st_mode & 07777U;
  }
  if (access == Access::owner_only) mode = 0600;
  std::string folder = fs::path(target).parent_path().string();
  if (folder.empty()) folder = ".";
  std::string name = folder + "/.hence-XXXXXX";
  Descriptor fd(::mkostemp(name.data(), O_CLOEXEC));
  if (fd.get() < 0) return reason();
  const bool written = write_all(fd.get(), text) && ::fchmod(fd.get(), mode) == 0 &&
                       ::fsync(fd.get()) == 0 && fd.close() &&
                       ::rename(name.c_str(), target.c_str()) == 0;
  if (!written) {
    std::string why_not = reason();
    ::unlink(name.c_str());
    return why_not;
  }
  sync_folder(folder);
  return {};
}

std::string state_folder() {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  fs::path folder;
  if (state && *state == '/') folder = state;
  else if (home && *home) folder = fs::path(home) / ".local" / "state";
  else return {};
  folder /= "hence";
  std::error_code failed;
  fs::create_directories(folder, failed);
  return folder.string();
}

}  // namespace hence::repl
