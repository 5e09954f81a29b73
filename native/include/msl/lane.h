// The current lane, and switching from one lane's fiber to another's. Used by kernels and the runtime.
#ifndef MSL_LANE_H
#define MSL_LANE_H
#include "abi.h"

#define MSL_INLINE static inline __attribute__((always_inline))

// In C++ for OpenCL a program-scope variable needs an address space.
#ifdef __OPENCL_CPP_VERSION__
#define MSL_GLOBAL __global
#else
#define MSL_GLOBAL
#endif

#ifdef MSL_HOST
extern MslRuntime msl_runtime;
#else
#ifdef __APPLE__
#define MSL_EXPORTED __attribute__((visibility("default")))
#else
// Protected: exported to the loader but accessed without the global offset table.
#define MSL_EXPORTED __attribute__((visibility("protected")))
#endif
extern "C" MSL_EXPORTED MSL_GLOBAL MslRuntime msl_runtime; // object.h defines it
#endif

#if defined(__x86_64__)
#ifdef __APPLE__
#define MSL_THREAD_SEGMENT "%%gs"
#else
#define MSL_THREAD_SEGMENT "%%fs"
#endif
// A clobbered part of a register is all of it that counts: whatever was in the register is lost. So the
// narrowest names do, and they have to: clang ignores those of registers that it does not use, as "zmm0"
// where it prefers 256 bits.
#define MSL_LOW_VECTORS                                                                                      \
  "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", \
      "xmm13", "xmm14", "xmm15"
#ifdef __AVX512F__
#define MSL_VECTOR_CLOBBERS                                                                                  \
  MSL_LOW_VECTORS, "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25", \
      "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31", "k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7"
#else
#define MSL_VECTOR_CLOBBERS MSL_LOW_VECTORS
#endif

// The lane whose fiber is running. The assembly is deliberately not volatile: within one fiber the result
// never changes, so the compiler may keep it across synchronisations.
MSL_INLINE MslLane *msl_current_lane() {
  MslLane *lane;
  asm("movq " MSL_THREAD_SEGMENT ":(%1), %0" : "=r"(lane) : "r"(msl_runtime.current_offset));
  return lane;
}

// Suspends `from`, which must be the current lane, and resumes `to`. Everything is declared clobbered, so the
// compiler saves exactly what is live here. Only the stack, frame and base pointers cannot be declared
// clobbered and are saved by hand.
MSL_INLINE void msl_switch(MslLane *from, MslLane *to) {
  msl_u64 current = msl_runtime.current_offset;
  asm volatile("leaq 1f(%%rip), %%rax\n\t"
               "movq %%rsp, (%0)\n\t"
               "movq %%rax, 8(%0)\n\t"
               "movq %%rbp, 16(%0)\n\t"
               "movq %%rbx, 24(%0)\n\t"
               "movq %1, " MSL_THREAD_SEGMENT ":(%2)\n\t"
               "movq %1, %0\n\t"
               "movq (%0), %%rsp\n\t"
               "movq 16(%0), %%rbp\n\t"
               "movq 24(%0), %%rbx\n\t"
               "jmpq *8(%0)\n\t"
               ".p2align 4\n"
               "1:"
               : "+D"(from), "+S"(to), "+c"(current)
               :
               : "rax", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory", "cc",
                 MSL_VECTOR_CLOBBERS);
}

#elif defined(__aarch64__)
// Where the address of the current lane is stored.
MSL_INLINE MslLane **msl_current_slot() {
  msl_u64 thread;
#ifdef __APPLE__
  asm("mrs %0, tpidrro_el0" : "=r"(thread));
  thread &= ~(msl_u64)7; // Darwin may store a CPU number in the low bits
#else
  asm("mrs %0, tpidr_el0" : "=r"(thread));
#endif
  return (MslLane **)(thread + msl_runtime.current_offset);
}

// See above. Also in assembly, so that checks do not count it as an access of the kernel's.
MSL_INLINE MslLane *msl_current_lane() {
  MslLane *lane;
  asm("ldr %0, [%1]" : "=r"(lane) : "r"(msl_current_slot()));
  return lane;
}

// See above. The operands may be in x1 to x3, x19 and x29, which are therefore not declared clobbered but
// saved by hand; x18 is reserved by the platform. A new fiber finds its lane in x0.
MSL_INLINE void msl_switch(MslLane *from, MslLane *to) {
  asm volatile("sub sp, sp, #160\n\t" // 128 bytes may be a leaf function's red zone
               "stp x1, x2, [sp]\n\t"
               "str x3, [sp, #16]\n\t"
               "adr x9, 1f\n\t"
               "mov x10, sp\n\t"
               "stp x10, x9, [%0]\n\t"
               "stp x29, x19, [%0, #16]\n\t"
               "str %1, [%2]\n\t"
               "mov x0, %1\n\t"
               "ldp x10, x9, [x0]\n\t"
               "ldp x29, x19, [x0, #16]\n\t"
               "mov sp, x10\n\t"
               "br x9\n"
               "1:\n\t"
               "ldp x1, x2, [sp]\n\t"
               "ldr x3, [sp, #16]\n\t"
               "add sp, sp, #160"
               :
               : "r"(from), "r"(to), "r"(msl_current_slot())
               : "x0", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16",
                 "x17", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x30", "memory", "cc",
                 "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13",
                 "v14", "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26",
                 "v27", "v28", "v29", "v30", "v31");
}
#else
#error "the fiber switch supports x86-64 and aarch64 only"
#endif

// Address of a variable that the kernel declares `threadgroup`, the same for all lanes; `declaration` numbers
// the kernel's variables from 0.
MSL_INLINE msl_u8 *msl_threadgroup_variable(MslThreadgroup *group, msl_u32 declaration, msl_u32 bytes,
                                            msl_u32 alignment) {
  msl_u32 offset = group->variable_offsets[declaration];
  if (__builtin_expect(offset == 0, 0))
    offset = ((MslDeclareVariable)msl_runtime.declare_variable)(group, declaration, bytes, alignment);
  return group->memory + (offset - 1);
}

#endif
