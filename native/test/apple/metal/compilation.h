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

// A request to compile; see MslOptions in native/msl/types.ts.
struct Request {
  std::string source;
  std::string language_version; // "3.1"; empty for the front end's default
  std::map<std::string, std::string> defines;
  std::shared_ptr<const ConstantValues> constants; // null if none are given
  std::vector<std::string> kernels;                // empty for all
};

struct CompiledArgument {
  std::string name;
  std::string kind; // "buffer", "threadgroup" or "position"
  int index;
  bool is_written; // for buffers
  bool is_tensor;  // that the host makes of a buffer
};

struct CompiledKernel {
  std::string name;
  std::string symbol, follower_symbol; // the same where all lanes have one entry
  bool loops;
  bool multiplies_matrices;
  uint32_t max_threads;       // 0 for the device's limit
  uint32_t threadgroup_bytes; // that it declares, if the text tells; else 0
  std::vector<CompiledArgument> arguments;
};

struct CompiledConstant {
  uint32_t index;
  std::string name;
  std::string type;
};

struct Compiled {
  std::string key; // equal keys mean equal objects
  std::vector<CompiledKernel> kernels;
  std::vector<CompiledConstant> constants;
  std::string object; // a shared object; empty if no code was generated
};

struct Answer {
  std::shared_ptr<const Compiled> compiled; // null on errors
  std::string messages;                     // errors or warnings as Metal prints them, one per line
};

// Compiles with the MSL front end and waits. Thread-safe; requests run concurrently.
Answer Compile(const Request &request);

} // namespace metal_double
