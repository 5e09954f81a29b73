// Blocks: literals on the stack that move to the heap when they are copied.
#import <Foundation/Foundation.h>

#include "objects.h"

#include <cstdlib>
#include <cstring>

using objc_runtime::Object;

// The classes of blocks. A block's reference count is in its flags.
@interface NSBlock : NSObject
@end
@interface NSStackBlock : NSBlock
@end
@interface NSGlobalBlock : NSBlock
@end
@interface NSMallocBlock : NSBlock
@end

asm(".globl _NSConcreteStackBlock\n.hidden _NSConcreteStackBlock\n"
    ".set _NSConcreteStackBlock, OBJC_CLASS_$_NSStackBlock\n"
    ".globl _NSConcreteGlobalBlock\n.hidden _NSConcreteGlobalBlock\n"
    ".set _NSConcreteGlobalBlock, OBJC_CLASS_$_NSGlobalBlock\n");

namespace {

// See clang's "Block Implementation Specification".
struct Descriptor {
  unsigned long reserved;
  unsigned long bytes;
  void (*copy)(void *target, const void *source);
  void (*dispose)(const void *block);
};

struct Block {
  void *isa;
  std::atomic<int32_t> flags;
  int32_t reserved;
  void *invoke;
  const Descriptor *descriptor;
};

// A __block variable.
struct Shared {
  void *isa;
  Shared *forwarding;
  std::atomic<int32_t> flags;
  int32_t bytes;
  void (*keep)(Shared *target, Shared *source);
  void (*dispose)(Shared *shared);
};

enum : int32_t {
  kReferences = 0xfffe, // counted in twos
  kOneReference = 2,
  kOnHeap = 1 << 24,
  kHasHelpers = 1 << 25,
  kIsGlobal = 1 << 28,
};

// Kinds of captured variables.
enum : int { kObject = 3, kBlock = 7, kShared = 8, kWeakShared = 8 | 16 };

// For a block or a shared variable that has been moved to the heap.
template <class T> bool DropReference(T &counted) {
  return ((counted.flags.fetch_sub(kOneReference) - kOneReference) & kReferences) == 0;
}

template <class T> T *MoveToHeap(const T *source, size_t bytes, int references) {
  auto *copy = static_cast<T *>(std::malloc(bytes));
  if (!copy)
    std::abort();
  std::memcpy(static_cast<void *>(copy), static_cast<const void *>(source), bytes);
  copy->flags = (source->flags & ~kReferences) | kOnHeap | references * kOneReference;
  return copy;
}

Shared *KeepShared(Shared *variable) {
  Shared *const source = variable->forwarding;
  if (source->flags & kOnHeap) {
    source->flags += kOneReference;
    return source;
  }
  // One reference for the block and one for the frame that declared the variable.
  Shared *const copy = MoveToHeap(source, static_cast<size_t>(source->bytes), 2);
  copy->forwarding = copy;
  source->forwarding = copy;
  if (copy->flags & kHasHelpers)
    copy->keep(copy, source);
  return copy;
}

void DropShared(Shared *variable) {
  Shared *const shared = variable->forwarding;
  if (!(shared->flags & kOnHeap) || !DropReference(*shared))
    return;
  if (shared->flags & kHasHelpers)
    shared->dispose(shared);
  std::free(shared);
}

} // namespace

extern "C" {

extern char kMallocBlockClass asm("OBJC_CLASS_$_NSMallocBlock");

void *_Block_copy(const void *pointer) {
  auto *const block = static_cast<Block *>(const_cast<void *>(pointer));
  if (!block || block->flags & kIsGlobal)
    return block;
  if (block->flags & kOnHeap) {
    block->flags += kOneReference;
    return block;
  }
  Block *const copy = MoveToHeap(block, block->descriptor->bytes, 1);
  copy->isa = &kMallocBlockClass;
  if (copy->flags & kHasHelpers)
    copy->descriptor->copy(copy, block);
  return copy;
}

void _Block_release(const void *pointer) {
  auto *const block = static_cast<Block *>(const_cast<void *>(pointer));
  if (!block || !(block->flags & kOnHeap) || !DropReference(*block))
    return;
  if (block->flags & kHasHelpers)
    block->descriptor->dispose(block);
  std::free(block);
}

void *objc_retainBlock(void *block) { return _Block_copy(block); }

void _Block_object_assign(void *target, const void *captured, int kind) {
  void *const value = const_cast<void *>(captured);
  switch (kind) {
  case kObject:
    *static_cast<Object **>(target) = objc_retain(static_cast<Object *>(value));
    return;
  case kBlock:
    *static_cast<void **>(target) = _Block_copy(value);
    return;
  case kShared:
  case kWeakShared:
    *static_cast<Shared **>(target) = KeepShared(static_cast<Shared *>(value));
    return;
  default: // the contents of a shared variable move with it
    *static_cast<void **>(target) = value;
  }
}

void _Block_object_dispose(const void *captured, int kind) {
  void *const value = const_cast<void *>(captured);
  switch (kind) {
  case kObject:
    return objc_release(static_cast<Object *>(value));
  case kBlock:
    return _Block_release(value);
  case kShared:
  case kWeakShared:
    return DropShared(static_cast<Shared *>(value));
  }
}
}

@implementation NSBlock
- (instancetype)retain {
  return (__bridge id)_Block_copy((__bridge void *)self);
}
- (oneway void)release {
  _Block_release((__bridge void *)self);
}
- (id)copy {
  return (__bridge id)_Block_copy((__bridge void *)self);
}
@end
@implementation NSStackBlock
// A block on the stack is retained by copying it.
- (instancetype)retain {
  return self;
}
- (oneway void)release {
}
@end
@implementation NSGlobalBlock
@end
@implementation NSMallocBlock
@end
