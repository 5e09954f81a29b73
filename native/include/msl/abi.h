// The interface between a compiled kernel and the runtime that executes it: the records of a lane, a
// SIMD-group and a threadgroup, and the table of functions that the runtime fills in when it loads a shared
// object. Included by kernels (C++ for OpenCL, no system headers) and by the runtime (plain C++), hence the
// basic types.
#ifndef MSL_ABI_H
#define MSL_ABI_H

typedef unsigned char msl_u8;
typedef unsigned short msl_u16;
typedef unsigned int msl_u32;
typedef unsigned long msl_u64;

// Increment it whenever a record, a function of the table or the meaning of an entry point changes: the
// runtime refuses to load shared objects of another version. It is part of the compile cache's key.
#define MSL_ABI_VERSION 11u

enum {
  MSL_SIMD_WIDTH = 32,
  MSL_MAX_LANES = 1024,              // threads of a threadgroup
  MSL_MAX_SIMDGROUPS = 32,           // MSL_MAX_LANES / MSL_SIMD_WIDTH
  MSL_MAX_BUFFERS = 31,              // [[buffer(0)]] to [[buffer(30)]]
  MSL_MAX_THREADGROUP_BYTES = 32768, // Apple GPUs, family 7 to 9 (Metal feature set tables)
  MSL_MAX_VARIABLES = 64,            // `threadgroup` variables declared in one kernel
  MSL_MAX_TENSOR_RANK = 16,          // MTL_TENSOR_MAX_RANK
  MSL_MAX_EXCHANGE = 64              // bytes of a lane in one SIMD operation: two values of vec<long, 4>
};

// A site identifies the synchronisation that a lane waits at by its position in the user's text and its kind.
// Lanes that arrive at different sites, or at one site by different paths, have diverged.
//   bits 0-15   column
//        16-39  line
//        40-42  log2 of the bytes exchanged
//        43     values are exchanged
//        44     device memory is ordered
//        45     threadgroup memory is ordered
//        46     the whole threadgroup synchronises
//        47     it is an operation rather than a barrier
typedef msl_u64 msl_site;
#define MSL_SITE_AT(line, column) (((msl_site)(line) & 0xffffff) << 16 | ((msl_site)(column) & 0xffff))
#define MSL_SITE_LINE(site) ((msl_u32)((site) >> 16) & 0xffffffu)
#define MSL_SITE_COLUMN(site) ((msl_u32)(site) & 0xffffu)
#define MSL_SITE_POSITION 0xfffffffffful
#define MSL_SITE_BYTES_SHIFT 40
#define MSL_SITE_EXCHANGE ((msl_site)1 << 43)
#define MSL_SITE_MEMORY_SHIFT 44 // metal::mem_flags: 1 device, 2 threadgroup
#define MSL_SITE_THREADGROUP ((msl_site)1 << 46)
#define MSL_SITE_OPERATION ((msl_site)1 << 47)
#define MSL_SITE_END ((msl_site)1 << 62) // the lane has finished
#define MSL_SITE_POISON (~(msl_site)0)   // matches no site: sends every lane to the slow scheduler

struct MslLane;
struct MslSimdgroup;
struct MslThreadgroup;

// The values of one SIMD operation in one slot per lane. A slot is as wide as the value.
struct alignas(64) MslExchange {
  msl_u32 mask;   // participating lanes
  msl_u32 leader; // the lowest of them: computes the shared result and resumes first
  msl_u8 unused[56];
  msl_u8 values[MSL_SIMD_WIDTH * MSL_MAX_EXCHANGE];
  msl_u8 result[64]; // written by the leader, read by all
};

// A loop or a call around a synchronisation, on the stack of a lane that is in it (scope.h).
struct MslScope {
  MslScope *outer;
  msl_u64 outer_path; // the lane's path without this scope
  msl_u64 step; // what it adds to the path on entry and with each turn of a loop: MSL_STEP of a position
};
// A hash of a position as in a site. It is odd, so that the number of turns can be told from a path.
#define MSL_STEP_FACTOR 0x9e3779b97f4a7c15ul
// Beside the position: the step comes before the function it is in the call of.
#define MSL_STEP_ARGUMENT ((msl_site)1 << 40)
#define MSL_STEP(position) (((msl_u64)(position) << 1 | 1) * MSL_STEP_FACTOR)

struct alignas(64) MslLane {
  // The suspended fiber. The assembly in lane.h depends on the order.
  void *stack, *resume, *frame, *base;
  MslLane *first_of_simdgroup; // follows the last lane of the SIMD-group
  MslSimdgroup *simdgroup;
  MslThreadgroup *threadgroup;
  msl_site site;
  msl_u8 lane;   // [[thread_index_in_simdgroup]]
  msl_u8 parity; // which of the two exchange buffers is next
  msl_u8 last;   // MSL_LAST_*

  msl_u16 index, x, y, z; // [[thread_index_in_threadgroup]], [[thread_position_in_threadgroup]]
  MslExchange *exchange;  // the values of the current SIMD operation
  MslLane *first_of_threadgroup;
  // The scopes that the lane is in, which tell apart its arrivals at one site; `path` is a hash of them.
  msl_u64 path;
  MslScope *scope;
  msl_u32 state; // of the slow scheduler
};
#define MSL_LAST_OF_SIMDGROUP 1
#define MSL_LAST_OF_THREADGROUP 2

struct alignas(64) MslSimdgroup {
  msl_site site; // where lane 0 waits and the others are expected
  msl_u32 index, lanes, full_mask;
  msl_u64 path;            // of lane 0 when it arrived there
  MslExchange exchange[2]; // alternate, so that the next operation does not overwrite what lanes still read
  MslExchange partial;     // for lanes that have diverged
  // The values with which diverged lanes wait. They may wait at different operations, hence slots of full
  // width.
  alignas(64) msl_u8 waiting[MSL_SIMD_WIDTH][MSL_MAX_EXCHANGE];
};

// A tensor that the host makes: what stands at the index of a kernel's argument that is one. Extents and
// strides are in elements, the innermost first.
struct MslTensorArgument {
  void *data;
  msl_u64 extents[MSL_MAX_TENSOR_RANK], strides[MSL_MAX_TENSOR_RANK];
};
// How the text declares such an argument. A kernel's are in an array named SYMBOL_tensors, behind which there
// is one with a rank of 0.
struct MslTensorType {
  char element[24]; // the type's name in the language
  msl_u32 index, rank;
  msl_u64 largest;                      // index that the type of indices can hold
  msl_u64 extents[MSL_MAX_TENSOR_RANK]; // ~0 where the host says it
};

struct alignas(64) MslThreadgroup {
  msl_site site;             // where lane 0 waits and the other SIMD-groups are expected
  msl_u32 diverged;          // nonzero while the slow scheduler is active
  void *const *buffers;      // by index of [[buffer(i)]]; an MslTensorArgument for a tensor
  msl_u8 *memory;            // threadgroup memory, MSL_MAX_THREADGROUP_BYTES
  msl_u32 *argument_offsets; // into memory, by index of [[threadgroup(i)]]
  msl_u32 position[3];       // [[threadgroup_position_in_grid]]
  msl_u32 size[3];           // [[threads_per_threadgroup]]; smaller than full_size at the edge of the grid
  msl_u32 full_size[3];      // [[dispatch_threads_per_threadgroup]]
  msl_u32 grid_groups[3];    // [[threadgroups_per_grid]]
  msl_u32 grid_threads[3];   // [[threads_per_grid]]
  msl_u32 lane_count, simdgroup_count;
  MslLane *lanes;
  MslSimdgroup *simdgroups;
  // Variables that the kernel declares `threadgroup`: their offset + 1 by declaration, 0 before first use.
  msl_u32 variables_base, variables_end;
  msl_u32 variable_offsets[MSL_MAX_VARIABLES];
  msl_u32 layout; // of cooperative tensors, by number: 0 without checks
};

// A shared object exports one variable of this type named `msl_runtime` (defined in object.h); the runtime
// checks the version and fills in the rest. Function addresses are plain pointers because C++ for OpenCL
// allows no function pointers in a record.
struct MslRuntime {
  msl_u32 abi_version;
  msl_u32 unused;
  msl_u64 current_offset; // of the current lane's address, from the thread pointer
  void *slow_sync;        // MslSlowSync
  void *end;              // MslEnd
  void *declare_variable; // MslDeclareVariable
  void *staging;          // MslStaging
  void *wrong_scope;      // MslWrongScope
  // For objects compiled with MSL_CHECKS:
  void *access;        // MslAccess
  void *inactive_lane; // MslInactiveLane
  void *own_fault;     // MslOwnFault
  void *own;           // MslOwn
  void *arithmetic;    // MslArithmetic
  void *tensor;        // MslTensor
};

// Flags of a memory access.
#define MSL_ACCESS_WRITE 1u
#define MSL_ACCESS_ATOMIC 2u
#define MSL_ACCESS_UNSET 4u       // a read of a thread's own variable before it is set
#define MSL_ACCESS_MODIFY 8u      // a write that depends on the old value
#define MSL_ACCESS_BITS 16u       // of a bit-field: MslOwn says which bits
#define MSL_ACCESS_BEYOND 32u     // outside of an array in a structure or vector
#define MSL_ACCESS_MISALIGNED 64u // of a thread's own variable; the number of bytes is the alignment
#define MSL_ACCESS_TENSOR 128u    // outside of the extents of a tensor
// The alignment that the type requires is in the bits above.
#define MSL_ACCESS_ALIGNMENT_SHIFT 8

// Entry points of a kernel, resolved by name in its shared objects:
//   lane entry         Runs one lane on its own fiber and calls `end` when the lane has finished. It does not
//                      return, because returns from many fibers in turn would be mispredicted. There is one
//                      for lane 0 of each SIMD-group ("leader") and one for the others ("follower"), which
//                      may be the same.
//   threadgroup entry  ("loop") Runs all lanes of `count` threadgroups of the same shape, this one and its
//                      successors along x, in plain loops. For kernels without synchronisation.
#ifdef __OPENCL_CPP_VERSION__
#pragma OPENCL EXTENSION __cl_clang_function_pointers : enable
#endif
typedef void (*MslLaneEntry)(MslLane *);
typedef void (*MslThreadgroupEntry)(MslThreadgroup *, msl_u32 count);
// Called when a lane arrives at an unexpected site. Returns when the lane may continue.
typedef void (*MslSlowSync)(MslLane *, msl_site site);
// Called by a lane when its kernel has finished. Does not return.
typedef void (*MslEnd)(MslLane *);
// Allocates a variable that the kernel declares `threadgroup`. Returns its offset + 1 in the threadgroup's
// memory; aborts the dispatch if there is not enough memory.
typedef msl_u32 (*MslDeclareVariable)(MslThreadgroup *, msl_u32 declaration, msl_u32 bytes,
                                      msl_u32 alignment);
// Memory in which the lanes of a scope pass on the elements of tensors, at least so many bytes, until the
// dispatch ends. `place` is a SIMD-group's index, MSL_MAX_SIMDGROUPS for the threadgroup, or one more for a
// lane.
typedef void *(*MslStaging)(MslThreadgroup *, msl_u32 place, msl_u64 bytes);
// Called by a lane at an operation for so many whole SIMD-groups when there are others. Does not return.
typedef void (*MslWrongScope)(MslLane *, msl_site site, msl_u64 simdgroups);
// Called before the current lane reads or writes; `caller` is an address in the code that does.
typedef void (*MslAccess)(const void *address, msl_u64 bytes, msl_u32 what, const void *caller);
// Called when the current lane reads a value from an inactive lane of its SIMD-group.
typedef void (*MslInactiveLane)(msl_u32 lane, const void *caller);
// Called for an access to a thread's own variable, or to a constant of the program, that is outside of it or
// finds it unset. `object` is its index in the list of native/msl/watch.
typedef void (*MslOwnFault)(msl_u32 object, long offset, msl_u64 size, msl_u64 bytes, msl_u32 what,
                            const void *caller);
// Called for what happens to variables of a thread whose addresses were stored or passed on. The result is
// nonzero for MSL_OWN_TAKE where `address` is in memory that other threads can see.
typedef msl_u32 (*MslOwn)(msl_u32 event, const void *address, msl_u64 bytes, msl_u64 detail,
                          const void *caller);
enum MslOwnEvent {
  MSL_OWN_BEGIN, // a variable begins to exist: detail is its index in the list of native/msl/watch
  MSL_OWN_END,
  MSL_OWN_SET,        // padding
  MSL_OWN_READ_BITS,  // of a bit-field: detail is a mask
  MSL_OWN_WRITE_BITS, // the same
  MSL_OWN_COPY,       // detail is the address that was copied from
  MSL_OWN_TAKE        // detail is the address of what is known of each byte that was copied
};
// Called for arithmetic whose result Metal leaves undefined, or whose fast-math version is known to fail.
typedef void (*MslArithmetic)(msl_u32 what, double x, double y, const void *caller);
// Called for what Metal leaves undefined of the elements of cooperative tensors.
typedef void (*MslTensor)(msl_u32 what, double x, double y, const void *caller);
enum MslTensorFault {
  MSL_TENSOR_UNSET,      // column x of row y is read before it is set
  MSL_TENSOR_NOT_MAPPED, // map_iterator, where the lane has no such element
  MSL_TENSOR_NOT_INPUT,  // an input from a cooperative tensor that is laid out in another way
  MSL_TENSOR_IDENTITY,   // the identity x of a maximum or minimum replaces y
  MSL_TENSOR_DEPTH       // the descriptor's k is x, and an operand has only y
};
enum MslOperation {
  MSL_ADD,
  MSL_SUBTRACT,
  MSL_MULTIPLY,
  MSL_NEGATE,
  MSL_DIVIDE,
  MSL_TANH,
  MSL_SINH,
  MSL_COSH,
  MSL_ASINH,
  MSL_ACOSH,
  MSL_POW,
  MSL_POWR,
  MSL_ISNAN,
  MSL_ISINF,
  MSL_ISFINITE,
  MSL_ISNORMAL
};

#endif
