// Multiplies matrices with compute shaders on lavapipe, as a peer of the benchmark: vulkan NAME=FILE.spv …
#include "peer.h"

#include <vulkan/vulkan.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

constexpr uint32_t kBlock = 64;
constexpr uint32_t kMatrices = 3;

VkDevice device;
VkPhysicalDevice physical_device;
VkQueue queue;
VkCommandPool command_pool;
VkDescriptorSetLayout set_layout;
VkPipelineLayout pipeline_layout;
VkDescriptorSet descriptor_set;
std::map<std::string, VkPipeline> pipelines;

void Check(VkResult result, const char *what) {
  if (result != VK_SUCCESS)
    Fail("%s failed with %d", what, result);
}

// Picks the first CPU device, which is lavapipe.
void OpenDevice() {
  VkApplicationInfo application{VK_STRUCTURE_TYPE_APPLICATION_INFO};
  application.apiVersion = VK_API_VERSION_1_1;
  VkInstanceCreateInfo instance_info{VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO};
  instance_info.pApplicationInfo = &application;
  VkInstance instance;
  if (vkCreateInstance(&instance_info, nullptr, &instance) != VK_SUCCESS)
    Fail("no Vulkan driver found");
  VkPhysicalDevice devices[8];
  uint32_t count = 8;
  vkEnumeratePhysicalDevices(instance, &count, devices);
  VkPhysicalDeviceProperties properties{};
  for (uint32_t i = 0; i < count && !physical_device; i++) {
    vkGetPhysicalDeviceProperties(devices[i], &properties);
    if (properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU)
      physical_device = devices[i];
  }
  if (!physical_device)
    Fail("lavapipe not found");
  VkPhysicalDeviceDriverProperties driver{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES};
  VkPhysicalDeviceProperties2 all{VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &driver, properties};
  vkGetPhysicalDeviceProperties2(physical_device, &all);
  printf("{\"device\": \"%s, %s\"}\n", driver.driverInfo, properties.deviceName);

  const float priority = 1;
  VkDeviceQueueCreateInfo queue_info{VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO};
  queue_info.queueCount = 1;
  queue_info.pQueuePriorities = &priority;
  VkDeviceCreateInfo device_info{VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO};
  device_info.queueCreateInfoCount = 1;
  device_info.pQueueCreateInfos = &queue_info;
  Check(vkCreateDevice(physical_device, &device_info, nullptr, &device), "vkCreateDevice");
  vkGetDeviceQueue(device, 0, 0, &queue);
  VkCommandPoolCreateInfo pool_info{VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
  pool_info.flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT;
  Check(vkCreateCommandPool(device, &pool_info, nullptr, &command_pool), "vkCreateCommandPool");
}

// Three storage buffers, and n as a push constant.
void MakeLayout() {
  VkDescriptorSetLayoutBinding bindings[kMatrices]{};
  for (uint32_t i = 0; i < kMatrices; i++)
    bindings[i] = {i, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1, VK_SHADER_STAGE_COMPUTE_BIT, nullptr};
  VkDescriptorSetLayoutCreateInfo set_info{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO};
  set_info.bindingCount = kMatrices;
  set_info.pBindings = bindings;
  Check(vkCreateDescriptorSetLayout(device, &set_info, nullptr, &set_layout), "vkCreateDescriptorSetLayout");
  const VkPushConstantRange sizes{VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof(uint32_t)};
  VkPipelineLayoutCreateInfo layout_info{VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO};
  layout_info.setLayoutCount = 1;
  layout_info.pSetLayouts = &set_layout;
  layout_info.pushConstantRangeCount = 1;
  layout_info.pPushConstantRanges = &sizes;
  Check(vkCreatePipelineLayout(device, &layout_info, nullptr, &pipeline_layout), "vkCreatePipelineLayout");
  const VkDescriptorPoolSize pool_size{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, kMatrices};
  VkDescriptorPoolCreateInfo pool_info{VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO};
  pool_info.maxSets = 1;
  pool_info.poolSizeCount = 1;
  pool_info.pPoolSizes = &pool_size;
  VkDescriptorPool pool;
  Check(vkCreateDescriptorPool(device, &pool_info, nullptr, &pool), "vkCreateDescriptorPool");
  VkDescriptorSetAllocateInfo allocate_info{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO};
  allocate_info.descriptorPool = pool;
  allocate_info.descriptorSetCount = 1;
  allocate_info.pSetLayouts = &set_layout;
  Check(vkAllocateDescriptorSets(device, &allocate_info, &descriptor_set), "vkAllocateDescriptorSets");
}

VkPipeline LoadPipeline(const char *file) {
  std::ifstream stream(file, std::ios::binary);
  const std::vector<char> code{std::istreambuf_iterator<char>(stream), {}};
  VkShaderModuleCreateInfo module_info{VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO};
  module_info.codeSize = code.size();
  module_info.pCode = reinterpret_cast<const uint32_t *>(code.data());
  VkComputePipelineCreateInfo pipeline_info{VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO};
  pipeline_info.stage = {VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO};
  pipeline_info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
  pipeline_info.stage.pName = "main";
  pipeline_info.layout = pipeline_layout;
  Check(vkCreateShaderModule(device, &module_info, nullptr, &pipeline_info.stage.module),
        "vkCreateShaderModule");
  VkPipeline pipeline;
  Check(vkCreateComputePipelines(device, VK_NULL_HANDLE, 1, &pipeline_info, nullptr, &pipeline),
        "vkCreateComputePipelines");
  return pipeline;
}

struct Matrix {
  VkBuffer buffer;
  VkDeviceMemory memory;
  float *values;
};
Matrix matrices[kMatrices];
long prepared_size;
std::set<std::string> checked_jobs; // at this size

// All of lavapipe's memory is host memory.
Matrix NewMatrix(uint32_t binding, VkDeviceSize bytes) {
  Matrix matrix;
  VkBufferCreateInfo buffer_info{VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO};
  buffer_info.size = bytes;
  buffer_info.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT;
  Check(vkCreateBuffer(device, &buffer_info, nullptr, &matrix.buffer), "vkCreateBuffer");
  VkMemoryRequirements requirements;
  vkGetBufferMemoryRequirements(device, matrix.buffer, &requirements);
  VkMemoryAllocateInfo allocate_info{VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO};
  allocate_info.allocationSize = requirements.size;
  Check(vkAllocateMemory(device, &allocate_info, nullptr, &matrix.memory), "vkAllocateMemory");
  vkBindBufferMemory(device, matrix.buffer, matrix.memory, 0);
  void *values;
  Check(vkMapMemory(device, matrix.memory, 0, bytes, 0, &values), "vkMapMemory");
  matrix.values = static_cast<float *>(values);
  const VkDescriptorBufferInfo whole{matrix.buffer, 0, VK_WHOLE_SIZE};
  VkWriteDescriptorSet write{VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET};
  write.dstSet = descriptor_set;
  write.dstBinding = binding;
  write.descriptorCount = 1;
  write.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
  write.pBufferInfo = &whole;
  vkUpdateDescriptorSets(device, 1, &write, 0, nullptr);
  return matrix;
}

// Records `repetitions` multiplications in sequence, runs them and waits.
double Run(const std::string &job, uint32_t n, long repetitions) {
  VkCommandBufferAllocateInfo allocate_info{VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO};
  allocate_info.commandPool = command_pool;
  allocate_info.commandBufferCount = 1;
  VkCommandBuffer commands;
  Check(vkAllocateCommandBuffers(device, &allocate_info, &commands), "vkAllocateCommandBuffers");
  const VkCommandBufferBeginInfo begin_info{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
  vkBeginCommandBuffer(commands, &begin_info);
  vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipelines.at(job));
  vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline_layout, 0, 1, &descriptor_set, 0,
                          nullptr);
  vkCmdPushConstants(commands, pipeline_layout, VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof n, &n);
  VkMemoryBarrier barrier{VK_STRUCTURE_TYPE_MEMORY_BARRIER};
  barrier.srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT;
  barrier.dstAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT;
  for (long i = 0; i < repetitions; i++) {
    vkCmdDispatch(commands, n / kBlock, n / kBlock, 1);
    vkCmdPipelineBarrier(commands, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                         0, 1, &barrier, 0, nullptr, 0, nullptr);
  }
  Check(vkEndCommandBuffer(commands), "vkEndCommandBuffer");
  VkSubmitInfo submission{VK_STRUCTURE_TYPE_SUBMIT_INFO};
  submission.commandBufferCount = 1;
  submission.pCommandBuffers = &commands;
  const double start = NowNs();
  Check(vkQueueSubmit(queue, 1, &submission, VK_NULL_HANDLE), "vkQueueSubmit");
  Check(vkQueueWaitIdle(queue), "vkQueueWaitIdle");
  const double elapsed = NowNs() - start;
  vkFreeCommandBuffers(device, command_pool, 1, &commands);
  return elapsed;
}

void PrepareMatrices(long size) {
  const size_t count = static_cast<size_t>(size) * size;
  for (uint32_t i = 0; i < kMatrices; i++) {
    if (prepared_size) {
      vkDestroyBuffer(device, matrices[i].buffer, nullptr);
      vkFreeMemory(device, matrices[i].memory, nullptr);
    }
    matrices[i] = NewMatrix(i, count * sizeof(float));
  }
  FillRandomly(matrices[0].values, count);
  FillRandomly(matrices[1].values, count);
  prepared_size = size;
  checked_jobs.clear();
}

double TimeJob(const char *job, long size, long repetitions) {
  if (size != prepared_size)
    PrepareMatrices(size);
  const uint32_t n = static_cast<uint32_t>(size);
  if (checked_jobs.insert(job).second) {
    std::fill_n(matrices[2].values, static_cast<size_t>(size) * size, 0.0f);
    Run(job, n, 1);
    CheckProduct(matrices[0].values, matrices[1].values, matrices[2].values, static_cast<int>(n));
  }
  return Run(job, n, repetitions);
}

} // namespace

int main(int count, char **arguments) {
  OpenDevice();
  MakeLayout();
  for (int i = 1; i < count; i++) {
    char *file = std::strchr(arguments[i], '=');
    *file++ = 0;
    pipelines[arguments[i]] = LoadPipeline(file);
  }
  Serve(TimeJob);
}
