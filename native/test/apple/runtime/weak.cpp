// Weak references, which are zeroed when their object is deallocated.
#include "objects.h"

#include <mutex>
#include <unordered_set>

using namespace objc_runtime;

namespace {

struct Places {
  std::mutex mutex;
  std::unordered_map<Object *, std::unordered_set<Object **>> of;

  void Enter(Object **place, Object *object) {
    *place = object;
    if (!object)
      return;
    of[object].insert(place);
    MarkWeaklyReferenced(object);
  }

  void Leave(Object **place) {
    const auto found = of.find(*place);
    if (found == of.end())
      return;
    found->second.erase(place);
    if (found->second.empty())
      of.erase(found);
  }
};

Places &AllPlaces() {
  static auto *const places = new Places; // outlives the last object
  return *places;
}

} // namespace

void objc_runtime::ClearWeakReferences(Object *object) {
  Places &places = AllPlaces();
  const std::lock_guard lock(places.mutex);
  const auto found = places.of.find(object);
  if (found == places.of.end())
    return;
  for (Object **place : found->second)
    *place = nullptr;
  places.of.erase(found);
}

extern "C" {

Object *objc_initWeak(Object **place, Object *object) {
  const std::lock_guard lock(AllPlaces().mutex);
  AllPlaces().Enter(place, object);
  return object;
}

void objc_destroyWeak(Object **place) {
  const std::lock_guard lock(AllPlaces().mutex);
  AllPlaces().Leave(place);
  *place = nullptr;
}

Object *objc_storeWeak(Object **place, Object *object) {
  const std::lock_guard lock(AllPlaces().mutex);
  AllPlaces().Leave(place);
  AllPlaces().Enter(place, object);
  return object;
}

Object *objc_loadWeakRetained(Object **place) {
  const std::lock_guard lock(AllPlaces().mutex);
  Object *const object = *place;
  return object && TryRetain(object) ? object : nullptr;
}

void objc_copyWeak(Object **target, Object **source) {
  Object *const object = objc_loadWeakRetained(source);
  objc_initWeak(target, object);
  objc_release(object);
}

void objc_moveWeak(Object **target, Object **source) {
  objc_copyWeak(target, source);
  objc_destroyWeak(source);
}
}
