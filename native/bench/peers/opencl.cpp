// Runs the kernels of .cl files on PoCL, as a peer of the benchmark: opencl FILE.cl …
#include "peer.h"

#define CL_TARGET_OPENCL_VERSION 300
#include <CL/cl.h>

#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace {

// The work-groups that a kernel runs with: for a product one per block of C, otherwise one per so many
// elements of an array.
struct Kind {
  const char *job;
  bool is_product;
  size_t elements_per_group;
};
constexpr size_t kBlock = 64; // as in sgemm.cl
constexpr Kind kKinds[] = {{"staged", true, kBlock *kBlock},
                           {"staged_float16", true, kBlock *kBlock},
                           {"direct_float16", true, kBlock *kBlock},
                           {"sum", false, 16384},
                           {"softmax", false, 1024}};

cl_device_id device;
cl_context context;
cl_command_queue queue;
std::vector<cl_program> programs;

void Check(cl_int status, const char *what) {
  if (status != CL_SUCCESS)
    Fail("%s failed with %d", what, status);
}

std::string Info(cl_device_info what) {
  char text[1024] = "";
  clGetDeviceInfo(device, what, sizeof text, text, nullptr);
  return text;
}

void OpenDevice() {
  cl_platform_id platforms[8];
  cl_uint count = 0;
  clGetPlatformIDs(8, platforms, &count);
  for (cl_uint i = 0; i < count && !device; i++) {
    char name[256] = "";
    clGetPlatformInfo(platforms[i], CL_PLATFORM_NAME, sizeof name, name, nullptr);
    if (!std::strcmp(name, "Portable Computing Language"))
      clGetDeviceIDs(platforms[i], CL_DEVICE_TYPE_CPU, 1, &device, nullptr);
  }
  if (!device)
    Fail("PoCL not found");
  cl_int status;
  context = clCreateContext(nullptr, 1, &device, nullptr, nullptr, &status);
  Check(status, "clCreateContext");
  queue = clCreateCommandQueueWithProperties(context, device, nullptr, &status);
  Check(status, "clCreateCommandQueueWithProperties");
}

void BuildProgram(const char *file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  const std::string source = text.str();
  const char *pointer = source.c_str();
  cl_int status;
  cl_program program = clCreateProgramWithSource(context, 1, &pointer, nullptr, &status);
  Check(status, "clCreateProgramWithSource");
  Check(clBuildProgram(program, 1, &device, "-cl-fast-relaxed-math", nullptr, nullptr), "clBuildProgram");
  programs.push_back(program);
}

// A job at a size: its kernel and buffers.
class Job {
public:
  Job(const Kind &kind, long size) : kind_(kind), size_(size) {
    cl_int status = CL_INVALID_KERNEL_NAME;
    for (size_t i = 0; i < programs.size() && status == CL_INVALID_KERNEL_NAME; i++)
      kernel_ = clCreateKernel(programs[i], kind.job, &status);
    Check(status, "clCreateKernel");
    const size_t buffers = kind.is_product ? 3 : 2;
    for (cl_uint i = 0; i < buffers; i++) {
      buffers_.push_back(
          clCreateBuffer(context, CL_MEM_READ_WRITE, Count() * sizeof(float), nullptr, &status));
      Check(status, "clCreateBuffer");
      Check(clSetKernelArg(kernel_, i, sizeof(cl_mem), &buffers_[i]), "clSetKernelArg");
    }
    const cl_uint n = static_cast<cl_uint>(size);
    if (kind.is_product)
      Check(clSetKernelArg(kernel_, 3, sizeof n, &n), "clSetKernelArg");
    Check(clGetKernelWorkGroupInfo(kernel_, device, CL_KERNEL_COMPILE_WORK_GROUP_SIZE, sizeof local_, local_,
                                   nullptr),
          "clGetKernelWorkGroupInfo");
    const size_t side = size / kBlock;
    global_[0] = local_[0] * (kind.is_product ? side : size / kind.elements_per_group);
    global_[1] = kind.is_product ? side : 1;
    Try();
  }
  ~Job() {
    for (const cl_mem buffer : buffers_)
      clReleaseMemObject(buffer);
    clReleaseKernel(kernel_);
  }
  Job(const Job &) = delete;
  Job &operator=(const Job &) = delete;

  const char *Name() const { return kind_.job; }
  long Size() const { return size_; }

  double Time(long repetitions) {
    const double start = NowNs();
    for (long i = 0; i < repetitions; i++)
      Check(clEnqueueNDRangeKernel(queue, kernel_, 2, nullptr, global_, local_, 0, nullptr, nullptr),
            "clEnqueueNDRangeKernel");
    Check(clFinish(queue), "clFinish");
    return NowNs() - start;
  }

private:
  size_t Count() const { return static_cast<size_t>(size_) * (kind_.is_product ? size_ : 1); }

  // Fills the operands, runs once, and verifies products.
  void Try() {
    std::vector<std::vector<float>> values(buffers_.size(), std::vector<float>(Count()));
    for (size_t i = 0; i + 1 < buffers_.size(); i++) {
      FillRandomly(values[i].data(), Count());
      Check(clEnqueueWriteBuffer(queue, buffers_[i], CL_TRUE, 0, Count() * sizeof(float), values[i].data(), 0,
                                 nullptr, nullptr),
            "clEnqueueWriteBuffer");
    }
    Time(1);
    Check(clEnqueueReadBuffer(queue, buffers_.back(), CL_TRUE, 0, Count() * sizeof(float),
                              values.back().data(), 0, nullptr, nullptr),
          "clEnqueueReadBuffer");
    if (kind_.is_product)
      CheckProduct(values[0].data(), values[1].data(), values[2].data(), static_cast<int>(size_));
  }

  const Kind &kind_;
  const long size_;
  cl_kernel kernel_;
  std::vector<cl_mem> buffers_;
  size_t local_[3], global_[2];
};

// Jobs are kept while the size stays the same, because their turns alternate.
std::vector<std::unique_ptr<Job>> jobs;

Job &PreparedJob(const char *name, long size) {
  if (!jobs.empty() && jobs[0]->Size() != size)
    jobs.clear();
  for (const std::unique_ptr<Job> &job : jobs)
    if (!std::strcmp(job->Name(), name))
      return *job;
  for (const Kind &kind : kKinds)
    if (!std::strcmp(kind.job, name))
      return *jobs.emplace_back(std::make_unique<Job>(kind, size));
  Fail("unknown job %s", name);
}

double TimeJob(const char *name, long size, long repetitions) {
  return PreparedJob(name, size).Time(repetitions);
}

} // namespace

int main(int count, char **arguments) {
  OpenDevice();
  for (int i = 1; i < count; i++)
    BuildProgram(arguments[i]);
  printf("{\"device\": \"PoCL %s, %s\"}\n", Info(CL_DRIVER_VERSION).c_str(), Info(CL_DEVICE_NAME).c_str());
  Serve(TimeJob);
}
