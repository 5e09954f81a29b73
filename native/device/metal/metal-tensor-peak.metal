// Products of Metal 4's tensor operations at full rate, from registers only: what a GPU's matrix units can do at most. Each
// SIMD-group adds one and the same product to four tiles that do not depend on each other, so that the sum over them shows
// whether everything was computed. The sums are exact, since `rounds` is a power of two.
//
//   repeat `rounds` times: C[0..3] += A x B, where A is 16 x 16 of `2 * left`, B 16 x 32 of `right` and C 16 x 32
//   out[thread] = sum of the SIMD-group's C[0..3] / rounds = 4 * 16 * 32 * 16 * 2 * left * right
#include <metal_stdlib>
#include <metal_tensor>
#include <MetalPerformancePrimitives/MetalPerformancePrimitives.h>
using namespace metal;
using namespace mpp::tensor_ops;

// All of a thread's elements: which they are does not matter.
template <typename Tensor, typename T>
void fill_elements(thread Tensor &owned, T value) {
  for (ushort i = 0; i < owned.get_capacity(); i++)
    owned[i] = value;
}

template <typename Tensor>
float sum_elements(thread Tensor &owned) {
  float total = 0;
  for (ushort i = 0; i < owned.get_capacity(); i++)
    if (owned.is_valid_element(i)) total += owned[i];
  return total;
}

template <typename T, typename Sum>
kernel void peak_tensor(device float *out [[buffer(0)]],
                        constant uint &rounds [[buffer(1)]],
                        constant float &left [[buffer(2)]],
                        constant float &right [[buffer(3)]],
                        uint thread_index [[thread_position_in_grid]]) {
  // Sizes that operands in registers may have, and the ones that MLX multiplies with.
  constexpr auto shape =
      matmul2d_descriptor(16, 32, 16, false, false, true, matmul2d_descriptor::mode::multiply_accumulate);
  matmul2d<shape, execution_simdgroup> multiply;
  auto A = multiply.template get_left_input_cooperative_tensor<T, T, Sum>();
  auto B = multiply.template get_right_input_cooperative_tensor<T, T, Sum>();
  auto C0 = multiply.template get_destination_cooperative_tensor<decltype(A), decltype(B), Sum>();
  auto C1 = multiply.template get_destination_cooperative_tensor<decltype(A), decltype(B), Sum>();
  auto C2 = multiply.template get_destination_cooperative_tensor<decltype(A), decltype(B), Sum>();
  auto C3 = multiply.template get_destination_cooperative_tensor<decltype(A), decltype(B), Sum>();
  fill_elements(A, T(2 * left)); // a whole number
  fill_elements(B, T(right));
  fill_elements(C0, Sum(0));
  fill_elements(C1, Sum(0));
  fill_elements(C2, Sum(0));
  fill_elements(C3, Sum(0));
  for (uint i = 0; i < rounds; i++) {
    multiply.run(A, B, C0);
    multiply.run(A, B, C1);
    multiply.run(A, B, C2);
    multiply.run(A, B, C3);
  }
  const float total = sum_elements(C0) + sum_elements(C1) + sum_elements(C2) + sum_elements(C3);
  out[thread_index] = simd_sum(total) / float(rounds);
}

template [[host_name("peak_tensor_f16")]] kernel decltype(peak_tensor<half, float>) peak_tensor<half, float>;
template [[host_name("peak_tensor_f32")]] kernel decltype(peak_tensor<float, float>) peak_tensor<float, float>;
template [[host_name("peak_tensor_i8")]] kernel decltype(peak_tensor<char, int>) peak_tensor<char, int>;
