import { performance } from 'node:perf_hooks';
import { NativeError } from '../../error.ts';
import { contentKey } from '../../msl/clang/cache.ts';
import { declaredMemory } from '../../msl/index.ts';
import type { CompileOptions, FunctionConstant, NativeDevice } from '../../types.ts';
import { addon } from '../addon.ts';
import type { AddonLibrary, AddonPipeline, LibraryHandle } from '../addon-types.ts';
import type { Driver, LoadedLibrary, LoadedPipeline } from '../driver.ts';
import { RecentPromises } from '../recent-promises.ts';
import { checkDeclaredMemory, checkKernelMemory } from '../threadgroup-memory.ts';
import { archiveFile } from './archive-file.ts';
import { measurePeak } from './metal-peak.ts';

type LanguageVersion = NonNullable<CompileOptions['languageVersion']>;

const LANGUAGE_VERSIONS: Readonly<Record<LanguageVersion, [number, number]>> = {
  '3.1': [3, 1],
  '3.2': [3, 2],
  '4.0': [4, 0],
  '4.1': [4, 1],
};

/** How many compiled objects are kept. */
const CACHE_SIZE = 512;

/** A device and what its driver has compiled. */
interface Gpu {
  readonly device: NativeDevice;
  readonly libraries: RecentPromises<AddonLibrary>;
  readonly pipelines: RecentPromises<AddonPipeline>;
}

/** A GPU, whose driver compiles MSL text to a library and the library's functions to pipelines. */
export function metalDriver(device: NativeDevice): Driver {
  const gpu: Gpu = {
    device,
    libraries: new RecentPromises(CACHE_SIZE),
    pipelines: new RecentPromises(CACHE_SIZE),
  };
  const compileHere: Driver['compile'] = (source, options) => compile(gpu, source, options);
  return {
    device,
    compile: compileHere,
    checksReason: checksReason(device),
    peak: (options) => measurePeak(device, compileHere, options),
  };
}

const checksReason = ({ id }: NativeDevice) => `Checks are supported only on the cpu (requested: ${id})`;

async function refuseChecks(device: NativeDevice): Promise<never> {
  throw new NativeError('UNSUPPORTED', checksReason(device));
}

async function compile(gpu: Gpu, source: string, options: CompileOptions): Promise<LoadedLibrary> {
  const { languageVersion = '3.1', defines = {}, includeFolders = [], caches = 'all' } = options;
  if (includeFolders.length > 0) {
    throw new NativeError('UNSUPPORTED', 'includeFolders are supported only on the cpu');
  }
  const { device } = gpu;
  const declared = declaredMemory(source, { defines });
  checkDeclaredMemory(declared, device);
  const version = LANGUAGE_VERSIONS[languageVersion];
  const macros = Object.entries(defines).sort(([a], [b]) => (a < b ? -1 : 1));
  // Compiled code is specific to a driver, so the key names the device and the build of the system.
  const key = contentKey(device.id, device.name, device.gpu?.osBuild, source, version, macros);
  const { value, ...cost } = await timed(caches === 'all' ? gpu.libraries : null, key, () =>
    addon().compile(device.id, { source, languageVersion: version, defines: macros }),
  );
  // A driver reports a function's arguments and limits only for its pipelines.
  const unknown = { arguments: null, maxThreadsPerThreadgroup: null };
  return {
    kernels: value.kernels.map((kernel) => ({ ...kernel, ...unknown })),
    diagnostics: value.diagnostics,
    ...cost,
    async pipeline(name, constants = {}, { checksOnly = false }) {
      if (checksOnly) return refuseChecks(device);
      checkKernelMemory(declared, name, device);
      return makePipeline(gpu, { key, library: value.library, caches }, { name, constants, indirect: false });
    },
    release: () => undefined,
  };
}

/** The library a pipeline is made from. */
interface Origin {
  /** Identifies everything that went into the library. */
  readonly key: string;
  readonly library: LibraryHandle;
  readonly caches: NonNullable<CompileOptions['caches']>;
}

interface PipelineRequest {
  readonly name: string;
  readonly constants: Readonly<Record<number, FunctionConstant>>;
  readonly indirect: boolean;
}

async function makePipeline(gpu: Gpu, origin: Origin, request: PipelineRequest): Promise<LoadedPipeline> {
  const { device } = gpu;
  const { name, constants, indirect } = request;
  const key = contentKey(origin.key, request);
  const archive = origin.caches === 'none' ? '' : await archiveFile(key);
  const { value, cached, compileMs } = await timed(origin.caches === 'all' ? gpu.pipelines : null, key, () =>
    addon().pipeline(device.id, {
      library: origin.library,
      kernel: name,
      indirect,
      constants: Object.entries(constants).map(([index, one]) => ({ index: Number(index), ...one })),
      archive,
    }),
  );
  const { archived, ...limits } = value;
  // A rotation asks for the same pipeline again at every pass.
  const indirectly = new RecentPromises<LoadedPipeline>(1);
  return {
    ...limits,
    name,
    device: device.id,
    tensors: [],
    threadgroupVariables: [],
    watched: [],
    checksOnly: false,
    compileMs,
    cached: cached || archived,
    checked: () => refuseChecks(device),
    indirect: () => indirectly.get(name, () => makePipeline(gpu, origin, { ...request, indirect: true })),
  };
}

/** The value for a key, with the time it took: the compiler's, or the wait for a compilation in progress. */
async function timed<T extends { compileMs: number }>(
  kept: RecentPromises<T> | null,
  key: string,
  make: () => Promise<T>,
) {
  const start = performance.now();
  const cached = kept?.has(key) ?? false;
  const value = await (kept?.get(key, make) ?? make());
  return { value, cached, compileMs: cached ? performance.now() - start : value.compileMs };
}
