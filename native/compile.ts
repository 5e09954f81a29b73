import { addon } from './addon.ts';
import { NativeError } from './error.ts';
import { compileMsl, findToolchain } from './msl/index.ts';
import type { CompiledKernel, CompiledLibrary, MslOptions } from './msl/types.ts';
import type { LoadedPipeline } from './passes.ts';
import type { Library, Native, Pipeline } from './types.ts';
import { checkDevice, coded, cpu, known } from './validation.ts';

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

  pipeline: (library, name, constants, { checksOnly = false } = {}) =>
    coded(async () => {
      const { source, options, compiled: generic } = known(compilations, library, 'library');
      // Function constants are compiled in, as a GPU's driver does.
      findKernel(generic, name);
      // Function constants are compiled in, as a GPU's driver does. Of many kernels only this one is compiled.
      const chosen = generic.objects ? {} : { kernels: [name] };
      const isMade = generic.objects && !constants && !checksOnly;
      const settings = { ...options, constants, ...chosen, ...(checksOnly && { checks: true }) };
      const compiled = isMade ? generic : await compileMsl(source, settings);
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
      const checked: LoadedPipeline['checked'] = once(async () => {
        const library = await compileMsl(source, { ...settings, checks: true });
        return load(library, findKernel(library, name), true, checked);
      });
      pipelines.set(pipeline, await load(compiled, kernel, checksOnly, checked));
      return pipeline;
    }),
} satisfies Partial<Native>;

async function load(
  library: CompiledLibrary,
  kernel: CompiledKernel,
  checksOnly: boolean,
  checked: LoadedPipeline['checked'],
): Promise<LoadedPipeline> {
  const { arguments: list, threadgroupVariables } = kernel;
  const handle = await addon().loadKernel(entriesOf(library, kernel));
  return { kernel: handle, arguments: list, threadgroupVariables, checksOnly, checked };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function findKernel({ kernels }: CompiledLibrary, name: string): CompiledKernel {
  const kernel = kernels.find((candidate) => candidate.name === name);
  if (kernel) return kernel;
  const names = kernels.map((candidate) => candidate.name).join(', ');
  throw new NativeError('UNKNOWN_KERNEL', `The library has no kernel "${name}"; it has: ${names || 'none'}`);
}

function entriesOf({ objects }: CompiledLibrary, { name, mode, symbol }: CompiledKernel) {
  if (!objects) throw new NativeError('UNKNOWN_KERNEL', `No code was made for kernel "${name}"`);
  const { leader, follower } = objects;
  if (mode === 'loop') return { loop: { file: leader, symbol } };
  return { leader: { file: leader, symbol }, follower: { file: follower ?? leader, symbol } };
}
