// Names that C++ for OpenCL reserves but MSL does not, and extensions that the headers need.
#pragma once
#pragma OPENCL EXTENSION __cl_clang_function_pointers : enable
#pragma OPENCL EXTENSION __cl_clang_variadic_functions : enable
#pragma OPENCL EXTENSION __cl_clang_bitfields : enable
#pragma OPENCL EXTENSION cl_khr_fp16 : enable

// Ordinary identifiers in MSL.
#define local msl_keyword_local
#define global msl_keyword_global
#define generic msl_keyword_generic
#define pipe msl_keyword_pipe
#define read_only msl_keyword_read_only
#define write_only msl_keyword_write_only
#define read_write msl_keyword_read_write
#define vec_step msl_keyword_vec_step
#define atomic_int msl_keyword_atomic_int
#define atomic_uint msl_keyword_atomic_uint
#define atomic_float msl_keyword_atomic_float
#define atomic_long msl_keyword_atomic_long
#define atomic_ulong msl_keyword_atomic_ulong
#define atomic_flag msl_keyword_atomic_flag
#define event_t msl_keyword_event_t
#define sampler_t msl_keyword_sampler_t
#define queue_t msl_keyword_queue_t
#define clk_event_t msl_keyword_clk_event_t
#define reserve_id_t msl_keyword_reserve_id_t
#define addrspace_cast msl_keyword_addrspace_cast
#define image1d_t msl_keyword_image1d_t
#define image1d_array_t msl_keyword_image1d_array_t
#define image1d_buffer_t msl_keyword_image1d_buffer_t
#define image2d_t msl_keyword_image2d_t
#define image2d_array_t msl_keyword_image2d_array_t
#define image2d_depth_t msl_keyword_image2d_depth_t
#define image2d_msaa_t msl_keyword_image2d_msaa_t
#define image3d_t msl_keyword_image3d_t

#define assert(...) ((void)0) // as without a debugger

#define MSL_FUNCTION inline __attribute__((always_inline))
#if MSL_CHECKS // the entry point's own accesses are not watched
#define MSL_KERNEL __attribute__((noinline)) static
#else
#define MSL_KERNEL inline __attribute__((always_inline))
#endif
#define MSL_ENTRY __attribute__((visibility("default")))
#define METAL_FUNC MSL_FUNCTION
// Metal's device memory, a part of OpenCL's global memory, and constant memory, a space of its own, at the
// same addresses and outside of global memory, so that member functions are told apart by it. What a program
// declares constant is in global memory, as OpenCL has it, and becomes constant by reference
// (msl::in_constant).
#define MSL_DEVICE __attribute__((opencl_global_device))
#define MSL_CONSTANT const __attribute__((address_space(0)))
// An access to members of T of objects in each address space, and of temporaries, which are in none:
// m(T, qualifiers of the function). Objects that are only read and may be anywhere are taken for constant.
#define MSL_EACH_SPACE(m, T)                                                                                 \
  m(T, &) m(const T, const &&) m(__private T, __private &) m(const __private T, const __private &)           \
      m(__local T, __local &) m(const __local T, const __local &) m(MSL_DEVICE T, __global &)                \
          m(const MSL_DEVICE T, const __global &) m(MSL_CONSTANT T, const &)
// Precedes every function that the user defines (native/msl/rewrite/words.ts).
#define MSL_USER_FUNCTION __attribute__((always_inline))
// The front end declares msl_is_defined_NAME beside each function constant NAME.
#define is_function_constant_defined(name) msl_is_defined_##name
