#pragma once
#include "backend.h"
#include "module_range.h"
#include "msl/abi.h"

#include <map>
#include <string>
#include <vector>

namespace tilescope {

// A function in a shared object.
struct EntryPoint {
  std::string file;
  std::string symbol;
};

// Keeps a compiled shared object loaded, with its MslRuntime filled in.
class SharedObject {
public:
  // Throws KERNEL_NOT_LOADED.
  explicit SharedObject(const std::string &file);
  ~SharedObject();
  SharedObject(const SharedObject &) = delete;
  SharedObject &operator=(const SharedObject &) = delete;

  // Throws KERNEL_NOT_LOADED.
  void *Resolve(const std::string &symbol) const;
  // Null if there is none.
  void *Find(const std::string &symbol) const;

  bool Contains(const void *address) const { return range_.Contains(address); }

private:
  std::string file_;
  void *handle_;
  ModuleRange range_;
};

// A compiled MSL function: either lane entries, which run each lane on its own fiber, or one entry that loops
// over the lanes itself.
class CpuKernel : public DeviceKernel {
public:
  // Lane 0 of each SIMD-group runs `leader`, the others `follower`.
  CpuKernel(const EntryPoint &leader, const EntryPoint &follower);
  explicit CpuKernel(const EntryPoint &loop);

  MslLaneEntry Leader() const { return leader_; }
  MslLaneEntry Follower() const { return follower_; }
  MslThreadgroupEntry Loop() const { return loop_; } // null for lane entries

  // How the text declares the arguments that are tensors.
  const std::vector<MslTensorType> &Tensors() const { return tensors_; }

  // Whether an address is in the kernel's own code or constants.
  bool Contains(const void *address) const;

private:
  void *Load(const EntryPoint &entry);
  void ReadTensors(const EntryPoint &entry);

  std::map<std::string, SharedObject> objects_;
  std::vector<MslTensorType> tensors_;
  MslLaneEntry leader_ = nullptr;
  MslLaneEntry follower_ = nullptr;
  MslThreadgroupEntry loop_ = nullptr;
};

} // namespace tilescope
