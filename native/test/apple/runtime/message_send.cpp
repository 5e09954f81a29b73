// Called by the stubs in message_send_*.S.
#include "classes.h"

#include <cstdio>
#include <cstdlib>

using namespace objc_runtime;

namespace {

Implementation Find(const Class *receiver, Selector selector) {
  if (const Implementation found = FindMethod(receiver, selector))
    return found;
  std::fprintf(stderr, "objc: unrecognized selector \"%s\" sent to an object of class %s\n", selector,
               receiver->record->name);
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
  return Find(receiver->isa, selector);
}

__attribute__((visibility("hidden"))) Implementation FindForSuper(SuperCall *call, Selector selector) {
  return Find(call->sender->super, selector);
}
}
