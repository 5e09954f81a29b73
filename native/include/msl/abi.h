// What a compiled kernel and the runtime that executes it agree on: the records
// of a lane, a SIMD-group and a threadgroup, and the table of functions that
// the runtime hands to each shared object after loading it. Read by the kernels
// (C++ for OpenCL, no system headers) and by the runtime (plain C++), hence the
// bare types.
#ifndef MSL_ABI_H
#define MSL_ABI_H

typedef unsigned char msl_u8;
typedef unsigned short msl_u16;
typedef unsigned int msl_u32;
typedef unsigned long msl_u64;

// Raised whenever a record, a function of the table or the meaning of an entry
// point changes: a shared object compiled against another version is refused
// when it is loaded. It belongs into the key of the compile cache.
#define MSL_ABI_VERSION 4u

enum {
  MSL_SIMD_WIDTH = 32,
  MSL_MAX_LANES = 1024,              // threads of a threadgroup
  MSL_MAX_SIMDGROUPS = 32,           // MSL_MAX_LANES / MSL_SIMD_WIDTH
  MSL_MAX_BUFFERS = 31,              // [[buffer(0)]] to [[buffer(30)]]
  MSL_MAX_THREADGROUP_BYTES = 32768, // Apple GPUs, family 7 to 9 (Metal feature set tables)
  MSL_MAX_VARIABLES = 64,            // `threadgroup` variables declared in one kernel
  MSL_MAX_TILES = 64                 // matrices of one SIMD-group whose thread_elements() are live at once
};

// A site names the synchronisation a lane waits at: the position in the user's
// text and what kind it is. Lanes that meet at different sites have diverged.
//   bits 0-7 column, 8-23 line, 24-26 log2 of the bytes exchanged, 27 values
//   are exchanged, 28 device memory and 29 threadgroup memory is ordered, 30
//   whole threadgroup
#define MSL_SITE_POSITION 0x00ffffffu
#define MSL_SITE_BYTES_SHIFT 24
#define MSL_SITE_EXCHANGE 0x08000000u
#define MSL_SITE_MEMORY_SHIFT 28 // metal::mem_flags: 1 device, 2 threadgroup
#define MSL_SITE_THREADGROUP 0x40000000u
#define MSL_SITE_END 0x7ffffffeu    // the lane has finished
#define MSL_SITE_POISON 0xffffffffu // equals no site: sends every lane to the slow scheduler

struct MslLane;
struct MslSimdgroup;
struct MslThreadgroup;

// The values of one SIMD operation, one slot for each lane; a slot is as wide
// as the value, 16 bytes at most.
struct alignas(64) MslExchange {
  msl_u32 mask;   // lanes taking part
  msl_u32 leader; // the lowest of them: it computes what is common and is the
                  // first to resume
  msl_u8 unused[56];
  msl_u8 values[MSL_SIMD_WIDTH * 16];
  msl_u8 result[64]; // written by the leader, read by all
};

struct alignas(64) MslLane {
  // The suspended fiber; the order is known to the assembly of lane.h.
  void *stack, *resume, *frame, *base;
  MslLane *first_of_simdgroup; // who follows the last lane of the SIMD-group
  MslSimdgroup *simdgroup;
  MslThreadgroup *threadgroup;
  msl_u32 site;
  msl_u8 lane;     // [[thread_index_in_simdgroup]]
  msl_u8 parity;   // which of the two exchange buffers comes next
  msl_u8 last;     // MSL_LAST_*
  msl_u8 fragment; // element of an 8x8 matrix where this lane's
                   // thread_elements() start: 8 * row + column

  msl_u16 index, x, y, z; // [[thread_index_in_threadgroup]] and
                          // [[thread_position_in_threadgroup]]
  MslExchange *exchange;  // where the values of the SIMD operation under way are
  msl_u64 tiles;          // slots of MslSimdgroup::tiles in use
  MslLane *first_of_threadgroup;
  msl_u32 state; // of the slow scheduler
};
#define MSL_LAST_OF_SIMDGROUP 1
#define MSL_LAST_OF_THREADGROUP 2

struct alignas(64) MslSimdgroup {
  msl_u32 site; // where lane 0 waits, and the others are expected
  msl_u32 index, lanes, full_mask;
  void *tiles[MSL_MAX_TILES]; // matrices published by lane 0 for
                              // thread_elements()
  MslExchange exchange[2];    // alternate, so that a slow reader is not
                              // overwritten by the next operation
  MslExchange partial;        // of lanes that have diverged
};

struct alignas(64) MslThreadgroup {
  msl_u32 site;              // where lane 0 waits, and the other SIMD-groups are expected
  msl_u32 diverged;          // not 0: the slow scheduler is at work
  void *const *buffers;      // by index of [[buffer(i)]]
  msl_u8 *memory;            // threadgroup memory, MSL_MAX_THREADGROUP_BYTES
  msl_u32 *argument_offsets; // into memory, by index of [[threadgroup(i)]]
  msl_u32 position[3];       // [[threadgroup_position_in_grid]]
  msl_u32 size[3];           // [[threads_per_threadgroup]]; smaller than full_size at the
                             // edge of the grid
  msl_u32 full_size[3];      // [[dispatch_threads_per_threadgroup]]
  msl_u32 grid_groups[3];    // [[threadgroups_per_grid]]
  msl_u32 grid_threads[3];   // [[threads_per_grid]]
  msl_u32 lane_count, simdgroup_count;
  MslLane *lanes;
  MslSimdgroup *simdgroups;
  // Variables declared `threadgroup` in the kernel, laid out when first met:
  // their offset + 1 by declaration.
  msl_u32 variables_base, variables_end;
  msl_u32 variable_offsets[MSL_MAX_VARIABLES];
};

// A shared object exports one variable of this type named `msl_runtime` (object.h
// defines it); the runtime checks the version and fills in the rest. Addresses
// of functions are plain pointers, since C++ for OpenCL allows no others inside
// a record.
struct MslRuntime {
  msl_u32 abi_version;
  msl_u32 unused;
  msl_u64 current_offset; // of the current lane's address, from the thread pointer
  void *slow_sync;        // MslSlowSync
  void *end;              // MslEnd
  void *declare_variable; // MslDeclareVariable
  // Of objects that were compiled with MSL_CHECKS:
  void *access;        // MslAccess
  void *inactive_lane; // MslInactiveLane
};

// What is known of an access to memory, beside its bytes.
#define MSL_ACCESS_WRITE 1u
#define MSL_ACCESS_ATOMIC 2u
#define MSL_ACCESS_ALIGNED 4u // to its bytes, as the compiler was told
#define MSL_ACCESS_NONE 16u   // only the address is of interest
#define MSL_ACCESS_MODIFY 8u  // a write that depends on what was there

// Entry points of a kernel, resolved by name in its shared object(s):
//   lane entry      runs one lane on its own fiber and, when the lane has
//                   finished, calls `end` instead of returning: returns from
//                   many fibers in turn would be mispredicted. There are two,
//                   one for lane 0 of each SIMD-group ("leader") and one for
//                   the others ("follower"); they may be the same.
//   threadgroup entry ("loop")  runs all lanes of `count` threadgroups of the
//   same shape, this one and those beside it along x, in plain loops; for
//   kernels without any sync.
#ifdef __OPENCL_CPP_VERSION__
#pragma OPENCL EXTENSION __cl_clang_function_pointers : enable
#endif
typedef void (*MslLaneEntry)(MslLane *);
typedef void (*MslThreadgroupEntry)(MslThreadgroup *, msl_u32 count);
// A lane arrived at a site where it was not expected. Returns when the lane may
// go on.
typedef void (*MslSlowSync)(MslLane *, msl_u32 site);
// What a lane does when its kernel has finished. Does not return.
typedef void (*MslEnd)(MslLane *);
// Makes room for a variable that the kernel declares `threadgroup`. Returns its
// offset + 1 in the threadgroup's memory; gives up the dispatch when that is
// exhausted.
typedef msl_u32 (*MslDeclareVariable)(MslThreadgroup *, msl_u32 declaration, msl_u32 bytes,
                                      msl_u32 alignment);
// The current lane is about to read or write; `caller` is in the code that does.
typedef void (*MslAccess)(const void *address, msl_u64 bytes, msl_u32 what, const void *caller);
// The current lane reads a value of a lane of its SIMD-group that gives none.
typedef void (*MslInactiveLane)(msl_u32 lane, const void *caller);

#endif
