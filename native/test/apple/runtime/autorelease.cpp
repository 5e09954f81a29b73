// Autorelease pools: a stack of objects per thread. Objects autoreleased outside any pool are released when
// the thread ends.
#include "objects.h"

using namespace objc_runtime;

namespace {

class Pools {
public:
  ~Pools() { ReleaseDownTo(0); }

  size_t Depth() const { return objects_.size(); }
  void Add(Object *object) { objects_.push_back(object); }

  // Releasing an object may autorelease others.
  void ReleaseDownTo(size_t depth) {
    while (objects_.size() > depth) {
      Object *const object = objects_.back();
      objects_.pop_back();
      objc_release(object);
    }
  }

private:
  std::vector<Object *> objects_;
};

thread_local Pools pools;

} // namespace

extern "C" {

size_t objc_autoreleasePoolPush() { return pools.Depth(); }
void objc_autoreleasePoolPop(size_t depth) { pools.ReleaseDownTo(depth); }

Object *objc_autorelease(Object *object) {
  if (object)
    pools.Add(object);
  return object;
}

Object *objc_retainAutorelease(Object *object) { return objc_autorelease(objc_retain(object)); }

// Apple's runtime bypasses the pool if caller and callee cooperate; the result is the same.
Object *objc_autoreleaseReturnValue(Object *object) { return objc_autorelease(object); }
Object *objc_retainAutoreleaseReturnValue(Object *object) { return objc_retainAutorelease(object); }
Object *objc_retainAutoreleasedReturnValue(Object *object) { return objc_retain(object); }
Object *objc_unsafeClaimAutoreleasedReturnValue(Object *object) { return object; }
}
