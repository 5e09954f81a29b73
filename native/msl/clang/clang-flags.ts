import { join } from 'node:path';
import { INCLUDE_FOLDER } from './include-folder.ts';
import type { Toolchain } from './toolchain.ts';

/** What clang's driver itself tells the front end of a release: nothing here debugs the compiler. */
const RELEASED = ['-disable-free', '-clear-ast-before-backend', '-disable-llvm-verifier'];

/** GPUs read vectors at any address that suits their elements; the CPU's aligned instructions would fault. */
const OPTIMISED = ['-O2', '-vectorize-loops', '-vectorize-slp', '-fmax-type-align=4', '-discard-value-names'];

/**
 * For watch/: nothing is optimised but what is to be inlined, and it is told where variables begin to exist. What is not
 * set holds the same in every run. Loops may be endless, which C++ would let the optimiser overlook. Calls are no jumps,
 * so that they return to the line that made them. DWARF 4 is what every addr2line reads.
 */
const CHECKED = [
  ...['-O0', '-disable-O0-optnone', '-fsanitize-address-use-after-scope', '-ftrivial-auto-var-init=pattern'],
  ...['-fsanitize=signed-integer-overflow', '-fsanitize-recover=signed-integer-overflow'],
  // A file that a text itself names by #line keeps that name.
  '-fdebug-compilation-dir=.',
  ...[
    '-fno-finite-loops',
    '-fno-optimize-sibling-calls',
    '-debug-info-kind=line-tables-only',
    '-dwarf-version=4',
  ],
];

/**
 * What is watched is optimised afterwards, but calls on two branches stay two: each keeps its line.
 */
const WATCHED = [
  ...['-O1', '-mllvm', '-sink-common-insts=0', '-mllvm', '-hoist-common-insts=0'],
  ...['-mllvm', '-enable-tail-merge=0'],
];

/**
 * What clang says of kernels as it does of any C++: the headers and what the translation adds are left out
 * (diagnostics.ts). A function that is declared and never defined would be missed when the kernel is loaded.
 */
const WARNINGS = [
  ...['array-bounds', 'uninitialized', 'sometimes-uninitialized', 'return-type'],
  ...[
    'division-by-zero',
    'shift-count-overflow',
    'shift-count-negative',
    'integer-overflow',
    'literal-range',
  ],
  ...['constant-conversion', 'literal-conversion', 'implicit-const-int-float-conversion', 'bool-conversion'],
  ...[
    'parentheses',
    'logical-not-parentheses',
    'logical-op-parentheses',
    'bitwise-op-parentheses',
    'shift-op-parentheses',
  ],
  ...[
    'tautological-compare',
    'tautological-constant-out-of-range-compare',
    'tautological-unsigned-zero-compare',
  ],
  ...[
    'self-assign',
    'unused-variable',
    'no-unused-const-variable',
    'unused-but-set-variable',
    'unused-value',
  ],
  ...['empty-body', 'dangling-else', 'misleading-indentation', 'switch', 'infinite-recursion', 'unsequenced'],
  ...[
    'for-loop-analysis',
    'sizeof-array-argument',
    'sizeof-pointer-div',
    'string-plus-int',
    'return-stack-address',
  ],
].map((name) => `-W${name}`);

/** How clang makes code for the host's processor. */
function machineFlags({ cpu, triple }: Toolchain): string[] {
  return [
    ...['-cc1', '-triple', triple, '-target-cpu', cpu, ...RELEASED],
    ...['-mrelocation-model', 'pic', '-pic-level', '2', '-mframe-pointer=none', '-fstack-clash-protection'],
    '-ffp-contract=fast',
  ];
}

/**
 * Parameters of clang's front end for C++ for OpenCL on the host's processor. Fast-math as Metal's default has it,
 * but infinities and NaNs are kept, as Metal's own `fast` functions say nothing about kernels that rely on them.
 * @param checks for watch/, which makes LLVM's text report every access to memory
 * @param tensors the language's version, if the text includes the headers of tensors; otherwise 0
 */
export function clangFlags(toolchain: Toolchain, checks: boolean, tensors: number): string[] {
  return [
    ...[...machineFlags(toolchain), ...(checks ? CHECKED : OPTIMISED)],
    ...[
      '-x',
      'clcpp',
      '-cl-std=clc++2021',
      '-cl-ext=+all', // of the extensions an x86-64 has all, an arm64 none by itself
      '-cl-single-precision-constant',
      '-fdeclspec',
      '-fgnuc-version=4.2.1',
      // Otherwise half3 is stored with a fourth element that is poison, and so is the integer that a copy moves it in.
      '-fpreserve-vec3-type',
    ],
    ...['-fno-signed-zeros', '-mreassociate', '-freciprocal-math'],
    ...[`-DMSL_CHECKS=${Number(checks)}`, `-DMSL_TENSORS=${tensors}`],
    // The headers say what they must.
    ...['-I', join(INCLUDE_FOLDER, 'msl'), '-Wno-everything', ...WARNINGS, '-Werror=undefined-internal'],
  ];
}

/** Parameters of clang for what watch/ made of its text. */
export function watchedFlags(toolchain: Toolchain): string[] {
  return [...machineFlags(toolchain), ...WATCHED, '-x', 'ir', '-emit-obj'];
}
