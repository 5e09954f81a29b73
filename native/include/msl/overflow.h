// What clang calls where a signed integer of the user's overflows, which is undefined in MSL (this is the
// interface of its sanitizer of undefined behaviour).
#pragma once
extern "C" {
struct MslIntegerType {
  msl_u16 kind, info; // bit 0: signed; above: log2 of the width
};
struct MslOverflow {
  const char *file;
  msl_u32 line, column;
  const MslIntegerType *type;
};
// The value of an operand.
MSL_INLINE double msl_operand(const void *overflow, const void *value) {
  const msl_u32 rest = 64 - (1u << (((const MslOverflow *)overflow)->type->info >> 1));
  return (double)((long)((msl_u64)value << rest) >> rest);
}
#define MSL_OVERFLOW(name, what)                                                                             \
  MSL_REPORT __ubsan_handle_##name##_overflow(void *overflow, void *a, void *b) {                            \
    ((MslArithmetic)msl_runtime.arithmetic)(what, msl_operand(overflow, a), msl_operand(overflow, b),        \
                                            MSL_CALLER);                                                     \
  }
MSL_OVERFLOW(add, MSL_ADD)
MSL_OVERFLOW(sub, MSL_SUBTRACT)
MSL_OVERFLOW(mul, MSL_MULTIPLY)
MSL_OVERFLOW(divrem, MSL_DIVIDE)
#undef MSL_OVERFLOW
MSL_REPORT __ubsan_handle_negate_overflow(void *overflow, void *a) {
  ((MslArithmetic)msl_runtime.arithmetic)(MSL_NEGATE, msl_operand(overflow, a), 0, MSL_CALLER);
}
}
