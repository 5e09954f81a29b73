import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { NativeError } from '../error.ts';
import type { Addon } from './addon-types.ts';
import { packageRoot } from './root.ts';

/**
 * How long OpenBLAS's idle threads spin: 2^20 cycles of the timestamp counter (under half a millisecond) instead of
 * 2^26. OpenBLAS reads this when it is loaded, which is when the addon is.
 */
const OPENBLAS_THREAD_TIMEOUT = '20';

let loaded: Addon | undefined;

/** The addon for each value of TILESCOPE_BACKEND, and the command that builds it. */
const BACKENDS = {
  system: { file: 'native/build/Release/tilescope.node', build: 'node-gyp rebuild -C native' },
  /** For developers: the Metal backend over a test double of Metal that runs on the CPU. */
  'metal-double': {
    file: 'native/build/metal-double/tilescope.node',
    build: 'make -C native/test/apple',
  },
} as const;

/** Loads the addon once. Throws NativeError NATIVE_MISSING, or BAD_ARGUMENT for an unknown TILESCOPE_BACKEND. */
export function addon(): Addon {
  loaded ??= load(chosenBackend());
  return loaded;
}

function chosenBackend(): (typeof BACKENDS)[keyof typeof BACKENDS] {
  const name = process.env.TILESCOPE_BACKEND ?? 'system';
  for (const [known, backend] of Object.entries(BACKENDS)) if (known === name) return backend;
  const names = Object.keys(BACKENDS).join(', ');
  throw new NativeError('BAD_ARGUMENT', `TILESCOPE_BACKEND = ${name}: expected ${names}`);
}

function load(backend: ReturnType<typeof chosenBackend>): Addon {
  const file = join(packageRoot(), backend.file);
  if (!existsSync(file)) {
    throw new NativeError(
      'NATIVE_MISSING',
      `The addon has not been built (${file}). Build it with: ${backend.build}`,
    );
  }
  process.env.OPENBLAS_THREAD_TIMEOUT ??= OPENBLAS_THREAD_TIMEOUT;
  try {
    return createRequire(import.meta.url)(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NativeError('NATIVE_MISSING', `The addon failed to load: ${reason}`);
  }
}
