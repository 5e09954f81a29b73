#include "kernel.h"

#include "checks/checking.h"
#include "current_lane.h"
#include "divergence.h"
#include "error.h"
#include "worker.h"

#include <algorithm>
#include <dlfcn.h>

namespace tilescope {
namespace {

std::string LastLoaderError() {
  const char *message = dlerror();
  return message ? message : "unknown reason";
}

} // namespace

SharedObject::SharedObject(const std::string &file)
    : file_(file), handle_(dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (!handle_)
    throw Error("KERNEL_NOT_LOADED", "Cannot load the compiled kernel: " + LastLoaderError());
  auto *runtime = static_cast<MslRuntime *>(dlsym(handle_, "msl_runtime"));
  if (!runtime || runtime->abi_version != MSL_ABI_VERSION) {
    dlclose(handle_);
    throw Error("KERNEL_NOT_LOADED", file + " was compiled for another version of the runtime; "
                                            "clear the cache of compiled kernels");
  }
  runtime->current_offset = CurrentLaneOffset();
  runtime->slow_sync = reinterpret_cast<void *>(&SlowSync);
  runtime->end = reinterpret_cast<void *>(&EndLane);
  runtime->declare_variable = reinterpret_cast<void *>(&DeclareVariable);
  runtime->staging = reinterpret_cast<void *>(&StagingMemory);
  runtime->wrong_scope = reinterpret_cast<void *>(&WrongScope);
  runtime->access = reinterpret_cast<void *>(&CheckAccess);
  runtime->inactive_lane = reinterpret_cast<void *>(&CheckInactiveLane);
  runtime->own_fault = reinterpret_cast<void *>(&CheckOwnFault);
  runtime->own = reinterpret_cast<void *>(&CheckOwn);
  runtime->arithmetic = reinterpret_cast<void *>(&CheckArithmetic);
  runtime->tensor = reinterpret_cast<void *>(&CheckTensor);
  range_ = ModuleRangeOf(runtime);
}

SharedObject::~SharedObject() { dlclose(handle_); }

void *SharedObject::Resolve(const std::string &symbol) const {
  void *address = dlsym(handle_, symbol.c_str());
  if (!address)
    throw Error("KERNEL_NOT_LOADED", file_ + " has no entry point " + symbol);
  return address;
}

void *SharedObject::Find(const std::string &symbol) const { return dlsym(handle_, symbol.c_str()); }

CpuKernel::CpuKernel(const EntryPoint &leader, const EntryPoint &follower)
    : leader_(reinterpret_cast<MslLaneEntry>(Load(leader))),
      follower_(reinterpret_cast<MslLaneEntry>(Load(follower))) {
  ReadTensors(leader);
}

CpuKernel::CpuKernel(const EntryPoint &loop) : loop_(reinterpret_cast<MslThreadgroupEntry>(Load(loop))) {
  ReadTensors(loop);
}

void CpuKernel::ReadTensors(const EntryPoint &entry) {
  const SharedObject &object = objects_.at(entry.file);
  const auto *tensor = static_cast<const MslTensorType *>(object.Find(entry.symbol + "_tensors"));
  for (; tensor && tensor->rank > 0; tensor++)
    tensors_.push_back(*tensor);
}

bool CpuKernel::Contains(const void *address) const {
  return std::any_of(objects_.begin(), objects_.end(),
                     [&](const auto &object) { return object.second.Contains(address); });
}

void *CpuKernel::Load(const EntryPoint &entry) {
  const auto object = objects_.try_emplace(entry.file, entry.file).first;
  return object->second.Resolve(entry.symbol);
}

} // namespace tilescope
