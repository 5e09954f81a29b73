#pragma once
#include "classes.h"

namespace objc_runtime {

// A new object with one reference; its variables are zeroed, and C++ objects constructed.
Object *Allocate(Class *of);

// Destroys the object's variables, clears weak references to it and frees it.
void Dispose(Object *object);

// Retains the object unless it is being deallocated.
bool TryRetain(Object *object);

// Records that the object has weak references, which must be cleared when it is freed.
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
