#pragma once
#include "classes.h"

namespace objc_runtime {

// A new object with one reference; its variables are zero, or constructed where they are C++ objects.
Object *Allocate(Class *of);

// Destroys its variables, clears the weak references to it and frees it.
void Dispose(Object *object);

// Takes a reference unless the object is already being deallocated.
bool TryRetain(Object *object);

// Says that a weak reference to the object was made: it takes more to free it.
void MarkWeaklyReferenced(Object *object);

int64_t ReferenceCount(const Object *object);

// Zeroes every weak reference to the object. (weak.cpp)
void ClearWeakReferences(Object *object);

} // namespace objc_runtime

extern "C" {
objc_runtime::Object *objc_retain(objc_runtime::Object *object);
void objc_release(objc_runtime::Object *object);
objc_runtime::Object *objc_autorelease(objc_runtime::Object *object);
void *objc_msgSend(void *receiver, objc_runtime::Selector selector, ...);
void *_Block_copy(const void *block);
void _Block_release(const void *block);
}
