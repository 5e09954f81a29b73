#include "faults.h"

#import <Foundation/Foundation.h>

#include <exception>

void faults::ThrowIfRequested(void *receiver, const char *selector) {
  // A handler's own messages are spared, so that it can say what it caught.
  if (std::current_exception() || !Strikes(Name::kException, selector))
    return;
  if (std::string_view(selector).starts_with("init"))
    (void)(__bridge_transfer id)receiver; // which such a method owns
  [NSException raise:NSInternalInconsistencyException format:@"requested of %s", selector];
}
