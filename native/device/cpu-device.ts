import { rmSync } from 'node:fs';
import { NativeError } from '../error.ts';
import { compileMsl, findToolchain, unavailableError } from '../msl/index.ts';
import type { CompiledKernel, CompiledLibrary, MslOptions } from '../msl/types.ts';
import type { FunctionConstant, NativeDevice, PipelineOptions } from '../types.ts';
import { addon } from './addon.ts';
import type { Driver, LoadedLibrary, LoadedPipeline } from './driver.ts';
import { once } from './once.ts';
import { checkDeclaredMemory, checkKernelMemory } from './threadgroup-memory.ts';

let clangVersion: string | undefined;

/** The version line of the clang in use; undefined until findClang() has run. */
export const knownClangVersion = () => clangVersion;

/** Looks for clang. Throws MslError NO_COMPILER. */
export async function findClang(): Promise<void> {
  clangVersion = (await findToolchain()).version;
}

/** The CPU, for which the MSL front end compiles with clang. */
export function cpuDriver(device: NativeDevice): Driver {
  return {
    device,
    async compile(source, { caches = 'all', ...given }) {
      await findClang();
      // All caches that matter are on disk.
      const options = { ...given, ...(caches === 'none' && { uncached: true }) };
      const library = await compileMsl(source, options);
      checkDeclaredMemory(library.kernels, device);
      return toLibrary(device, source, options, library);
    },
    checksReason: null,
    async peak({ tensors, threads, milliseconds }) {
      if (tensors)
        throw new NativeError(
          'UNSUPPORTED',
          `tensors = ${tensors}: supported only on a GPU (requested: ${device.id})`,
        );
      const { gflops, instructionSet } = await addon().peak({ threads, milliseconds });
      const where = threads === 1 ? '1 thread' : `${threads} threads`;
      return { gflops, source: `measured: ${instructionSet} multiply-adds in registers, ${where}` };
    },
  };
}

function toLibrary(
  device: NativeDevice,
  source: string,
  options: MslOptions,
  generic: CompiledLibrary,
): LoadedLibrary {
  const { functionConstants, diagnostics, compileMs, cached } = generic;
  const folders = new Set(options.uncached ? [generic.folder] : []);
  const release = () => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  };
  const kernels = generic.kernels.map(({ name, arguments: list, maxThreadsPerThreadgroup }) => {
    return { name, arguments: list, functionConstants, maxThreadsPerThreadgroup };
  });
  const pipeline = async (
    name: string,
    constants: Readonly<Record<number, FunctionConstant>> | undefined,
    { checksOnly = false }: PipelineOptions,
  ) => {
    findKernel(generic, name);
    checkKernelMemory(generic.kernels, name, device);
    // Function constants are compiled in, as a GPU's driver does. If there are many kernels, only this one is compiled.
    const chosen = generic.object ? {} : { kernels: [name] };
    const isMade = generic.object && !constants && !checksOnly;
    const settings = { ...options, constants, ...chosen, ...(checksOnly && { checks: true }) };
    const compiled = isMade ? generic : await compileMsl(source, settings);
    if (options.uncached) folders.add(compiled.folder);
    const checked: LoadedPipeline['checked'] = once(async () => {
      const library = await compileMsl(source, { ...settings, checks: true, uncached: false });
      return load(device, library, name, { checksOnly: true, checked });
    });
    return load(device, compiled, name, { checksOnly, checked });
  };
  return { kernels, diagnostics, compileMs, cached, pipeline, release };
}

async function load(
  device: NativeDevice,
  library: CompiledLibrary,
  name: string,
  rest: Pick<LoadedPipeline, 'checksOnly' | 'checked'>,
): Promise<LoadedPipeline> {
  const kernel = findKernel(library, name);
  const { arguments: list, threadgroupVariables } = kernel;
  const { maxThreadsPerThreadgroup: deviceLimit, simdWidth } = device;
  return {
    ...rest,
    name,
    device: device.id,
    arguments: list,
    threadgroupVariables,
    watched: library.watched,
    simdWidth,
    ...(await addon().loadKernel(entriesOf(library, kernel))),
    maxThreadsPerThreadgroup: Math.min(kernel.maxThreadsPerThreadgroup ?? deviceLimit, deviceLimit),
    threadgroupBytes: kernel.threadgroupBytes,
    compileMs: library.compileMs,
    cached: library.cached,
    async indirect() {
      throw new NativeError('UNSUPPORTED', 'encoding = indirect: expected direct on the cpu');
    },
  };
}

function findKernel({ kernels, unavailable }: CompiledLibrary, name: string): CompiledKernel {
  const kernel = kernels.find((candidate) => candidate.name === name);
  if (kernel) return kernel;
  const refused = unavailable.find((candidate) => candidate.name === name);
  if (refused) throw unavailableError(refused);
  throw unknownKernel(
    name,
    kernels.map((candidate) => candidate.name),
  );
}

function unknownKernel(name: string, kernels: readonly string[]): NativeError {
  return new NativeError(
    'UNKNOWN_KERNEL',
    `The library has no kernel "${name}"; available: ${kernels.join(', ') || 'none'}`,
  );
}

function entriesOf(
  { object: file }: CompiledLibrary,
  { name, mode, symbol, followerSymbol }: CompiledKernel,
) {
  if (!file) throw new NativeError('UNKNOWN_KERNEL', `No code was generated for kernel "${name}"`);
  if (mode === 'loop') return { loop: { file, symbol } };
  return { leader: { file, symbol }, follower: { file, symbol: followerSymbol ?? symbol } };
}
