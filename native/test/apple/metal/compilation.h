#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace metal_double {

struct ConstantValue {
  std::string type; // "bool", "int", "uint" or "float"
  double value;
};
using ConstantValues = std::map<uint32_t, ConstantValue>;

// What is compiled; see MslOptions in native/msl/types.ts.
struct Request {
  std::string source;
  std::string language_version; // "3.1"; empty: the front end's own choice
  std::map<std::string, std::string> defines;
  std::shared_ptr<const ConstantValues> constants; // null: none are given
  std::vector<std::string> kernels;                // empty: all
};

struct CompiledArgument {
  std::string name;
  std::string kind; // "buffer", "threadgroup" or "position"
  int index;
  bool is_written; // of a buffer
};

struct CompiledKernel {
  std::string name;
  std::string symbol, follower_symbol; // the same where all lanes have one entry
  bool loops;
  uint32_t max_threads; // 0: as many as the device takes
  std::vector<CompiledArgument> arguments;
};

struct CompiledConstant {
  uint32_t index;
  std::string name;
  std::string type;
};

struct Compiled {
  std::string key; // equal keys, equal objects
  std::vector<CompiledKernel> kernels;
  std::vector<CompiledConstant> constants;
  std::string object; // shared; empty where no code was made
};

struct Answer {
  std::shared_ptr<const Compiled> compiled; // null: errors
  std::string messages;                     // errors or warnings as Metal prints them, one a line
};

// Has the MSL front end compile, and waits. From any thread, several at once.
Answer Compile(const Request &request);

} // namespace metal_double
