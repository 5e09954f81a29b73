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

#define MSL_FUNCTION inline __attribute__((always_inline))
#if MSL_CHECKS // the entry point's own accesses are not checked
#define MSL_KERNEL __attribute__((noinline)) static
#define MSL_ENTRY __attribute__((visibility("default"), no_sanitize("thread")))
#else
#define MSL_KERNEL inline __attribute__((always_inline))
#define MSL_ENTRY __attribute__((visibility("default")))
#endif
#define METAL_FUNC MSL_FUNCTION
// Precedes every function that the user defines (native/msl/rewrite/words.ts).
#if MSL_CHECKS
#define MSL_USER_FUNCTION
#else
#define MSL_USER_FUNCTION __attribute__((always_inline))
#endif
// The front end declares msl_is_defined_NAME beside each function constant NAME.
#define is_function_constant_defined(name) msl_is_defined_##name
