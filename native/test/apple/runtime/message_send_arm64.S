// Message sends for arm64: find the method, then jump to it with all arguments unchanged. Results in memory go where x8
// points, so one stub serves all.
#if defined(__aarch64__)

.macro SAVE_ARGUMENTS
  stp x29, x30, [sp, #-0xe0]!
  .cfi_def_cfa_offset 0xe0
  .cfi_offset x29, -0xe0
  .cfi_offset x30, -0xd8
  mov x29, sp
  stp x0, x1, [sp, #0x10]
  stp x2, x3, [sp, #0x20]
  stp x4, x5, [sp, #0x30]
  stp x6, x7, [sp, #0x40]
  str x8, [sp, #0x50]
  stp q0, q1, [sp, #0x60]
  stp q2, q3, [sp, #0x80]
  stp q4, q5, [sp, #0xa0]
  stp q6, q7, [sp, #0xc0]
.endm

// Moves the method from x0 to x16.
.macro RESTORE_ARGUMENTS
  mov x16, x0
  ldp q6, q7, [sp, #0xc0]
  ldp q4, q5, [sp, #0xa0]
  ldp q2, q3, [sp, #0x80]
  ldp q0, q1, [sp, #0x60]
  ldr x8, [sp, #0x50]
  ldp x6, x7, [sp, #0x40]
  ldp x4, x5, [sp, #0x30]
  ldp x2, x3, [sp, #0x20]
  ldp x0, x1, [sp, #0x10]
  ldp x29, x30, [sp], #0xe0
  .cfi_def_cfa_offset 0
.endm

.macro BEGIN name
  .globl \name
  .hidden \name
  .type \name, @function
  .p2align 4
\name:
  .cfi_startproc
.endm

.macro END name
  .cfi_endproc
  .size \name, . - \name
.endm

// x0: receiver, x1: selector. Messages to nil return zero.
.macro SEND name, find
BEGIN \name
  cbz x0, 1f
  SAVE_ARGUMENTS
  bl \find
  RESTORE_ARGUMENTS
  br x16
1:
  mov x1, #0
  movi d0, #0
  movi d1, #0
  movi d2, #0
  movi d3, #0
  ret
END \name
.endm

.text
SEND objc_msgSend, FindForMessage
SEND objc_msgSend_of_backend, FindForBackend

// x0: SuperCall, x1: selector.
BEGIN objc_msgSendSuper2
  SAVE_ARGUMENTS
  bl FindForSuper
  RESTORE_ARGUMENTS
  ldr x0, [x0]
  br x16
END objc_msgSendSuper2

#endif
.section .note.GNU-stack, "", %progbits
