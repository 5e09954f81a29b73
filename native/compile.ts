import { addon } from './addon.ts';
import { checkDevice, coded, cpu, known } from './checks.ts';
import { NativeError } from './error.ts';
import { compileMsl, findToolchain } from './msl/index.ts';
import type { CompiledKernel, CompiledLibrary, MslOptions } from './msl/types.ts';
import type { LoadedPipeline } from './passes.ts';
import type { Library, Native, Pipeline } from './types.ts';

const compilations = new WeakMap<
  Library,
  { source: string; options: MslOptions; compiled: CompiledLibrary }
>();
const pipelines = new WeakMap<Pipeline, LoadedPipeline>();
let clangVersion: string | undefined;

/** The version line of the clang in use; undefined until it has been looked for. */
export const knownClangVersion = () => clangVersion;

/** Looks for clang. Throws MslError NO_COMPILER. */
export async function findClang(): Promise<void> {
  clangVersion = (await findToolchain()).version;
}

/** What a pipeline stands for. Throws NativeError BAD_ARGUMENT. */
export function loadedPipeline(pipeline: Pipeline): LoadedPipeline {
  return known(pipelines, pipeline, 'pipeline');
}

export const compileMethods = {
  compile: (device, source, options = {}) =>
    coded(async () => {
      checkDevice(device);
      await findClang();
      const compiled = await compileMsl(source, options);
      const { functionConstants, diagnostics, compileMs, cached } = compiled;
      const kernels = compiled.kernels.map(({ name, arguments: list, maxThreadsPerThreadgroup }) => {
        return { name, arguments: list, functionConstants, maxThreadsPerThreadgroup };
      });
      const library: Library = { device, kernels, diagnostics, compileMs, cached };
      compilations.set(library, { source, options, compiled });
      return library;
    }),

  pipeline: (library, name, constants) =>
    coded(async () => {
      const { source, options, compiled: generic } = known(compilations, library, 'library');
      // Function constants are compiled in, as a GPU's driver does.
      const compiled = constants ? await compileMsl(source, { ...options, constants }) : generic;
      const kernel = findKernel(compiled, name);
      const { maxThreadsPerThreadgroup: deviceLimit, simdWidth } = cpu();
      const pipeline: Pipeline = {
        name,
        maxThreadsPerThreadgroup: Math.min(kernel.maxThreadsPerThreadgroup ?? deviceLimit, deviceLimit),
        threadgroupBytes: null,
        simdWidth,
        compileMs: compiled.compileMs,
        cached: compiled.cached,
      };
      const handle = await addon().loadKernel(entriesOf(compiled, kernel));
      pipelines.set(pipeline, { kernel: handle, arguments: kernel.arguments });
      return pipeline;
    }),
} satisfies Partial<Native>;

function findKernel({ kernels }: CompiledLibrary, name: string): CompiledKernel {
  const kernel = kernels.find((candidate) => candidate.name === name);
  if (kernel) return kernel;
  const names = kernels.map((candidate) => candidate.name).join(', ');
  throw new NativeError('UNKNOWN_KERNEL', `The library has no kernel "${name}"; it has: ${names || 'none'}`);
}

function entriesOf({ objects: { leader, follower } }: CompiledLibrary, { mode, symbol }: CompiledKernel) {
  if (mode === 'loop') return { loop: { file: leader, symbol } };
  return { leader: { file: leader, symbol }, follower: { file: follower ?? leader, symbol } };
}
