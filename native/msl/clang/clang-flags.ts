import { join } from 'node:path';
import { INCLUDE_FOLDER } from './include-folder.ts';
import type { Toolchain } from './toolchain.ts';

/** How clang compiles the text, and the headers before it. */
export interface Variant {
  /** Reports every access to memory to the runtime, and keeps the lines of the text. */
  readonly checks: boolean;
  /** With checks: vectors are copied as plain data, so that unions that hold them can be; their alignment is not checked. */
  readonly plainCopies: boolean;
}

/** What clang's driver itself tells the front end of a release: nothing here debugs the compiler. */
const RELEASED = [
  '-disable-free',
  '-clear-ast-before-backend',
  '-disable-llvm-verifier',
  '-discard-value-names',
];

/** GPUs read vectors at any address that suits their elements; the CPU's aligned instructions would fault. */
const OPTIMISED = ['-O2', '-vectorize-loops', '-vectorize-slp', '-fmax-type-align=4'];

/**
 * Accesses stay as narrow as they are written, and stores on two branches stay two: each keeps its line. Loops
 * may be endless, which C++ would let the optimiser overlook. DWARF 4 is
 * what every addr2line reads.
 */
const CHECKED = [
  ...['-O1', '-fno-finite-loops', '-debug-info-kind=line-tables-only', '-dwarf-version=4'],
  ...['-fsanitize=thread', '-mllvm', '-tsan-instrument-func-entry-exit=0'],
  ...['-mllvm', '-tsan-instrument-atomics=0', '-mllvm', '-tsan-instrument-read-before-write=1'],
  ...['-mllvm', '-sink-common-insts=0', '-mllvm', '-hoist-common-insts=0'],
];

/**
 * Parameters of clang's front end for C++ for OpenCL on the host's processor. Fast-math as Metal's default has it,
 * but infinities and NaNs are kept, as Metal's own `fast` functions say nothing about kernels that rely on them.
 */
export function clangFlags({ cpu, triple }: Toolchain, { checks, plainCopies }: Variant): string[] {
  return [
    ...['-cc1', '-triple', triple, '-target-cpu', cpu, ...RELEASED, ...(checks ? CHECKED : OPTIMISED)],
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
    ...['-mrelocation-model', 'pic', '-pic-level', '2', '-mframe-pointer=none', '-fstack-clash-protection'],
    ...['-fno-signed-zeros', '-mreassociate', '-freciprocal-math', '-ffp-contract=fast'],
    `-DMSL_CHECKS=${Number(checks)}`,
    `-DMSL_PLAIN_COPIES=${Number(plainCopies)}`,
    // The headers say what they must; of the user's text only what Metal's compiler would say is of interest.
    ...['-I', join(INCLUDE_FOLDER, 'msl'), '-Wno-everything'],
  ];
}
