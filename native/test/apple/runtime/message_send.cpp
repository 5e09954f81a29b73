// Called by the stubs in message_send_*.S.
#include "classes.h"

#include <cstdio>
#include <cstdlib>

using namespace objc_runtime;

namespace {

// The method of `where`, which is the receiver's class or a superclass. If there is none, the receiver's
// doesNotRecognizeSelector: raises an exception.
Implementation Find(const Class *where, Object *receiver, Selector selector) {
  if (const Implementation found = FindMethod(where, selector))
    return found;
  const Selector refuse = Intern("doesNotRecognizeSelector:");
  if (const Implementation refusal = FindMethod(receiver->isa, refuse))
    reinterpret_cast<void (*)(Object *, Selector, Selector)>(refusal)(receiver, refuse, selector);
  std::fprintf(stderr, "objc: unrecognized selector \"%s\" sent to an object of class %s\n", selector,
               receiver->isa->record->name);
  std::abort();
}

} // namespace

extern "C" {

// The argument of objc_msgSendSuper2: the receiver and the class whose method sends the message.
struct SuperCall {
  Object *receiver;
  Class *sender;
};

__attribute__((visibility("hidden"))) Implementation FindForMessage(Object *receiver, Selector selector) {
  return Find(receiver->isa, receiver, selector);
}

__attribute__((visibility("hidden"))) Implementation FindForSuper(SuperCall *call, Selector selector) {
  return Find(call->sender->super, call->receiver, selector);
}
}
