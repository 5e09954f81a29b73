// What the checker makes of arithmetic and tensor operations whose results Metal leaves undefined.
#include "checker.h"
#include "operations.h"

#include <cstdio>

namespace tilescope {
namespace {

std::string Text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

std::string TensorFaultText(uint32_t what, double x, double y) {
  switch (what) {
  case MSL_TENSOR_UNSET:
    return "reads the element in column " + Text(x) + " of row " + Text(y) +
           " of a cooperative tensor before it is set";
  case MSL_TENSOR_NOT_MAPPED:
    return "maps an iterator to a cooperative tensor of which it does not have the element; "
           "is_iterator_compatible says when it does";
  case MSL_TENSOR_NOT_INPUT:
    return "makes an input of a cooperative tensor that is laid out in another way; "
           "is_compatible_as_left_input and is_compatible_as_right_input say when it is not";
  case MSL_TENSOR_DEPTH:
    return "multiplies with k = " + Text(x) + " in its descriptor, and an operand has " + Text(y) +
           " left: what is read beyond is undefined; with dynamic_extent the operands say how long the sums "
           "are";
  default:
    return "reduces with the identity " + Text(x) + ", which replaces the result " + Text(y) +
           "; reduction_operation_identity has those of max and min";
  }
}

} // namespace

void Checker::Arithmetic(const MslLane &lane, uint32_t what, double x, double y, const void *caller) {
  const Operation &operation = kOperations[what];
  const auto kind = operation.infix ? FindingKind::kIntegerOverflow : FindingKind::kFastMath;
  Finding finding{.kind = kind, .access = SideOf(lane, caller)};
  finding.code = operation.name;
  finding.message = operation.Text(x, y);
  Add(std::move(finding));
}

void Checker::Tensor(const MslLane &lane, uint32_t what, double x, double y, const void *caller) {
  Finding finding{.kind = FindingKind::kTensorOperation, .access = SideOf(lane, caller)};
  finding.message = TensorFaultText(what, x, y);
  Add(std::move(finding));
}

} // namespace tilescope
