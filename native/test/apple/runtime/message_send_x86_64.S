// Message sends for x86-64, System V: find the method, then jump to it with all arguments unchanged.
#if defined(__x86_64__)

.macro SAVE_ARGUMENTS
  pushq %rbp
  .cfi_def_cfa_offset 16
  .cfi_offset %rbp, -16
  movq %rsp, %rbp
  .cfi_def_cfa_register %rbp
  subq $0xc0, %rsp
  movq %rdi, -0x08(%rbp)
  movq %rsi, -0x10(%rbp)
  movq %rdx, -0x18(%rbp)
  movq %rcx, -0x20(%rbp)
  movq %r8, -0x28(%rbp)
  movq %r9, -0x30(%rbp)
  movq %rax, -0x38(%rbp) // number of vector registers with arguments
  movups %xmm0, -0x50(%rbp)
  movups %xmm1, -0x60(%rbp)
  movups %xmm2, -0x70(%rbp)
  movups %xmm3, -0x80(%rbp)
  movups %xmm4, -0x90(%rbp)
  movups %xmm5, -0xa0(%rbp)
  movups %xmm6, -0xb0(%rbp)
  movups %xmm7, -0xc0(%rbp)
.endm

// Moves the method from %rax to %r11.
.macro RESTORE_ARGUMENTS
  movq %rax, %r11
  movq -0x08(%rbp), %rdi
  movq -0x10(%rbp), %rsi
  movq -0x18(%rbp), %rdx
  movq -0x20(%rbp), %rcx
  movq -0x28(%rbp), %r8
  movq -0x30(%rbp), %r9
  movq -0x38(%rbp), %rax
  movups -0x50(%rbp), %xmm0
  movups -0x60(%rbp), %xmm1
  movups -0x70(%rbp), %xmm2
  movups -0x80(%rbp), %xmm3
  movups -0x90(%rbp), %xmm4
  movups -0xa0(%rbp), %xmm5
  movups -0xb0(%rbp), %xmm6
  movups -0xc0(%rbp), %xmm7
  leave
  .cfi_def_cfa %rsp, 8
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

// %rdi: receiver, %rsi: selector. Messages to nil return zero.
.macro SEND name, find
BEGIN \name
  testq %rdi, %rdi
  jz 1f
  SAVE_ARGUMENTS
  callq \find
  RESTORE_ARGUMENTS
  jmpq *%r11
1:
  xorl %eax, %eax
  xorl %edx, %edx
  xorps %xmm0, %xmm0
  xorps %xmm1, %xmm1
  retq
END \name
.endm

// %rdi: address of the result, %rsi: receiver, %rdx: selector. For a nil receiver the caller zeroes the result.
.macro SEND_STRET name, find
BEGIN \name
  testq %rsi, %rsi
  jz 1f
  SAVE_ARGUMENTS
  movq %rsi, %rdi
  movq %rdx, %rsi
  callq \find
  RESTORE_ARGUMENTS
  jmpq *%r11
1:
  movq %rdi, %rax
  retq
END \name
.endm

.text
SEND objc_msgSend, FindForMessage
SEND objc_msgSend_of_backend, FindForBackend
SEND_STRET objc_msgSend_stret, FindForMessage
SEND_STRET objc_msgSend_stret_of_backend, FindForBackend

// %rdi: SuperCall, %rsi: selector.
BEGIN objc_msgSendSuper2
  SAVE_ARGUMENTS
  callq FindForSuper
  RESTORE_ARGUMENTS
  movq (%rdi), %rdi
  jmpq *%r11
END objc_msgSendSuper2

// %rdi: address of the result, %rsi: SuperCall, %rdx: selector.
BEGIN objc_msgSendSuper2_stret
  SAVE_ARGUMENTS
  movq %rsi, %rdi
  movq %rdx, %rsi
  callq FindForSuper
  RESTORE_ARGUMENTS
  movq (%rsi), %rsi
  jmpq *%r11
END objc_msgSendSuper2_stret

#endif
.section .note.GNU-stack, "", @progbits
