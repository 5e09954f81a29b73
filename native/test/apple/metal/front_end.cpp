#include "front_end.h"

#include "validation.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <filesystem>
#include <future>
#include <mutex>
#include <spawn.h>
#include <thread>
#include <unistd.h>

namespace metal_double {
namespace {

namespace fs = std::filesystem;

constexpr const char *kWhere = "the MSL front end";

// The addon is in native/build/metal-double/.
std::string CommandFile() {
  Dl_info self;
  dladdr(reinterpret_cast<void *>(&CommandFile), &self);
  return (fs::canonical(self.dli_fname).parent_path() / "../../msl/command.ts").lexically_normal();
}

// This process is Node, or Electron, which acts as Node if its environment says so.
std::string NodeFile() { return fs::read_symlink("/proc/self/exe"); }

std::vector<std::string> Environment() {
  std::vector<std::string> variables = {"ELECTRON_RUN_AS_NODE=1"};
  for (char **each = environ; *each; each++)
    if (!std::string_view(*each).starts_with("NODE_OPTIONS=")) // may be the test runner's
      variables.push_back(*each);
  return variables;
}

std::vector<char *> Pointers(std::vector<std::string> &texts) {
  std::vector<char *> pointers;
  for (std::string &text : texts)
    pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// The process and the pending answers. It ends when its input does, which is when this process ends.
class FrontEnd {
public:
  FrontEnd() {
    int input[2], output[2];
    Require(pipe2(input, O_CLOEXEC) == 0 && pipe2(output, O_CLOEXEC) == 0, kWhere, std::strerror(errno));
    Start(input[0], output[1]);
    close(input[0]);
    close(output[1]);
    input_ = input[1];
    std::thread([this, from = output[0]] { Read(from); }).detach();
  }

  Json Ask(Json::Object request) {
    std::future<Json> answer;
    {
      const std::lock_guard lock(mutex_);
      request["id"] = static_cast<double>(next_);
      answer = waiting_[next_++].get_future();
    }
    Write(Json(request).Text() + "\n");
    return answer.get();
  }

private:
  static void Start(int input, int output) {
    std::vector<std::string> arguments = {NodeFile(), CommandFile(), "--serve"};
    std::vector<std::string> environment = Environment();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    pid_t process;
    const int error = posix_spawn(&process, arguments[0].c_str(), &actions, nullptr,
                                  Pointers(arguments).data(), Pointers(environment).data());
    Require(error == 0, kWhere, "cannot start " + arguments[0] + ": " + std::strerror(error));
    posix_spawn_file_actions_destroy(&actions);
  }

  void Write(const std::string &line) {
    const std::lock_guard lock(writing_);
    for (size_t written = 0; written < line.size();) {
      const ssize_t count = write(input_, line.data() + written, line.size() - written);
      Require(count > 0 || errno == EINTR, kWhere, "it no longer accepts requests");
      written += count > 0 ? static_cast<size_t>(count) : 0;
    }
  }

  void Read(int from) {
    FILE *stream = fdopen(from, "r");
    char *line = nullptr;
    size_t capacity = 0;
    for (ssize_t length; (length = getline(&line, &capacity, stream)) > 0;) {
      Json answer = Json::Parse({line, static_cast<size_t>(length)});
      const auto id = static_cast<uint64_t>(answer["id"].Number());
      const std::lock_guard lock(mutex_);
      waiting_.at(id).set_value(std::move(answer));
      waiting_.erase(id);
    }
    const std::lock_guard lock(mutex_);
    Require(waiting_.empty(), kWhere, "it exited without an answer");
  }

  int input_;
  std::mutex writing_;
  std::mutex mutex_;
  uint64_t next_ = 0;
  std::map<uint64_t, std::promise<Json>> waiting_;
};

} // namespace

Json AskFrontEnd(const Json &request) {
  static auto *const front_end = new FrontEnd; // its thread is never joined
  return front_end->Ask(request.Members());
}

} // namespace metal_double
