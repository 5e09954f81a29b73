import type { Library, Native, Pipeline } from '../types.ts';
import { addon } from './addon.ts';
import { driverOf } from './devices.ts';
import type { LoadedLibrary, LoadedPipeline } from './driver.ts';
import { coded, known } from './validation.ts';

const libraries = new WeakMap<Library, LoadedLibrary>();
const pipelines = new WeakMap<Pipeline, LoadedPipeline>();

/** The driver's object behind a pipeline. Throws NativeError BAD_ARGUMENT. */
export function loadedPipeline(pipeline: Pipeline): LoadedPipeline {
  return known(pipelines, pipeline, 'pipeline');
}

/** Null if it is no library. */
export function releaseOf(resource: object): (() => void) | null {
  return libraries.get(resource as Library)?.release ?? null;
}

export const compileMethods = {
  compile: (device, source, options = {}) =>
    coded(async () => {
      const loaded = await (await driverOf(device)).compile(source, options);
      const { kernels, diagnostics, compileMs, cached } = loaded;
      const library: Library = { device, kernels, diagnostics, compileMs, cached };
      libraries.set(library, loaded);
      return library;
    }),

  pipeline: (library, name, constants, options = {}) =>
    coded(async () => {
      // No constants are the same as none given: the library's own code serves.
      const given = Object.keys(constants ?? {}).length > 0 ? constants : undefined;
      const loaded = await known(libraries, library, 'library').pipeline(name, given, options);
      const { maxThreadsPerThreadgroup, threadgroupBytes, simdWidth, compileMs, cached } = loaded;
      const limits = { maxThreadsPerThreadgroup, threadgroupBytes, simdWidth };
      const pipeline: Pipeline = { name, ...limits, compileMs, cached };
      pipelines.set(pipeline, loaded);
      return pipeline;
    }),

  storePipelines: () => coded(() => addon().storePipelines()),
} satisfies Partial<Native>;
