#include "caught_error.h"

#include "text.h"

namespace tilescope {
namespace {

// Any object can be thrown, though Apple's frameworks throw only NSException.
std::string Describe(id thrown) {
  if (![thrown isKindOfClass:[NSException class]])
    return ToStd([thrown description]);
  NSException *exception = thrown;
  return ToStd(exception.name) + (exception.reason ? ": " + ToStd(exception.reason) : "");
}

} // namespace

Error CaughtError() {
  try {
    throw;
  } catch (id thrown) {
    return {"DRIVER_EXCEPTION", "macOS raised " + Describe(thrown)};
  } catch (const Error &error) {
    return error;
  } catch (const std::exception &error) {
    return {"INTERNAL", error.what()};
  } catch (...) {
    return {"INTERNAL", "An exception of an unknown type was thrown"};
  }
}

} // namespace tilescope
