import type {
  DeviceBuffer,
  Diagnostic,
  Extent3,
  FunctionConstant,
  Library,
  Native,
  NativeBinding,
  NativePass,
  Pipeline,
  TensorView,
} from '../../../native/types.ts';
import type {
  BufferContents,
  CheckLaunch,
  CheckRequest,
  CheckResponse,
  DescribedLibrary,
  LaunchOutcome,
  Mismatch,
} from '../../ipc/check-types.ts';
import { withDeadline } from '../deadline.ts';
import { ComputeError } from '../failure.ts';
import { bytesOf, compare } from './check-data.ts';

const DEVICE = 'cpu';
/** A check is a compilation followed by two runs, each with its own time limit. */
const RUNS = 2;
const COMPILE_MS = 60_000;

/** An error of native/. */
type CompilerError = Error & { code?: string; diagnostics?: readonly Diagnostic[] };

/** Buffers of a launch, by index. */
type Buffers = ReadonlyMap<number, DeviceBuffer>;

/**
 * Compiles MSL text and, if a launch is given, runs it with every memory access checked. Text that does not compile, or
 * declares too much threadgroup memory, gives an answer with messages; throws ComputeError and NativeError for
 * everything else.
 */
export async function checkSource(native: Native, request: CheckRequest): Promise<CheckResponse> {
  try {
    const { source, options, launch, timeoutMs } = request;
    const library = await native.compile(DEVICE, source, options);
    return {
      diagnostics: [...library.diagnostics],
      library: await describe(native, library),
      outcome: launch && (await runLaunch(native, library, launch, timeoutMs)),
    };
  } catch (error) {
    if (!(error instanceof Error) || !isAboutText(error)) throw error;
    return { diagnostics: diagnosticsOf(error), library: null, outcome: null };
  }
}

/** A launch can ask for too much threadgroup memory, too, but then it is not the text that has to change. */
function isAboutText({ code, diagnostics = [] }: CompilerError): boolean {
  return code === 'COMPILE_FAILED' || (code === 'THREADGROUP_MEMORY_EXCEEDED' && diagnostics.length > 0);
}

/** An error without a place, such as the linker's, is a diagnostic too. */
function diagnosticsOf(error: CompilerError): Diagnostic[] {
  const { diagnostics = [], message } = error;
  return diagnostics.length > 0
    ? [...diagnostics]
    : [{ severity: 'error', file: null, line: 0, column: 0, message }];
}

async function describe(native: Native, { kernels, compileMs }: Library): Promise<DescribedLibrary> {
  const device = (await native.devices()).find(({ id }) => id === DEVICE);
  if (!device) throw new Error(`there is no device "${DEVICE}"`);
  const { simdWidth, maxThreadsPerThreadgroup, maxThreadgroupBytes } = device;
  return {
    kernels: kernels.map(({ functionConstants: _ofAll, ...kernel }) => ({
      ...kernel,
      arguments: kernel.arguments ?? [],
    })),
    functionConstants: kernels[0]?.functionConstants ?? [],
    compileMs,
    limits: { simdWidth, maxThreadsPerThreadgroup, maxThreadgroupBytes },
  };
}

async function runLaunch(
  native: Native,
  library: Library,
  launch: CheckLaunch,
  timeoutMs: number,
): Promise<LaunchOutcome> {
  const pipeline = await native.pipeline(library, launch.kernel, constantsOf(launch));
  const buffers = new Map<number, DeviceBuffer>();
  try {
    for (const [index, contents] of Object.entries(launch.buffers ?? {})) {
      const bytes = await bytesOf(contents, `buffer ${index}`);
      const buffer = await native.buffer(DEVICE, bytes.byteLength);
      buffers.set(Number(index), buffer);
      await native.write(buffer, bytes);
    }
    const pass = passOf(launch, pipeline, buffers);
    const report = await withDeadline(
      (signal) => native.check(DEVICE, [pass], { timeoutMs, signal }),
      COMPILE_MS + RUNS * timeoutMs,
      new AbortController().signal,
    );
    // The contents that a stopped kernel leaves say nothing new.
    const isWhole = report.findings.every(({ kind }) => kind !== 'stopped');
    return { ...report, mismatches: isWhole ? await compareAll(native, launch, buffers) : [] };
  } finally {
    for (const buffer of buffers.values()) native.release(buffer);
  }
}

/** Function constants, in which text stands for numbers that JSON does not have. */
function constantsOf({ constants }: CheckLaunch): Record<number, FunctionConstant> | undefined {
  const entries = Object.entries(constants ?? {}).map(([index, { type, value }]) => {
    return [index, { type, value: typeof value === 'string' ? Number(value) : value }] as const;
  });
  return constants && Object.fromEntries(entries);
}

function passOf(launch: CheckLaunch, pipeline: Pipeline, buffers: Buffers): NativePass {
  const memory = Object.entries(launch.threadgroupMemory ?? {});
  const bindings: NativeBinding[] = [
    ...[...buffers].map(([index, buffer]) => {
      const tensor = tensorOf(index, launch.buffers?.[String(index)]);
      return { index, buffer, ...(tensor && { tensor }) };
    }),
    ...memory.map(([index, threadgroupBytes]) => ({ index: Number(index), threadgroupBytes })),
  ];
  return {
    pipeline,
    bindings,
    threadgroups: extentOf(launch.threadgroups ?? []),
    threadsPerThreadgroup: extentOf(launch.threadsPerThreadgroup),
    gridThreads: launch.grid && extentOf(launch.grid),
  };
}

/** How a kernel's argument sees a buffer as a tensor; null if it does not. Throws ComputeError BAD_INPUT. */
function tensorOf(index: number, contents: BufferContents | undefined): TensorView | null {
  if (!contents || 'struct' in contents || !contents.tensor) return null;
  const type = 'type' in contents ? contents.type : undefined;
  const { extents, strides, element = type } = contents.tensor;
  if (element === undefined)
    throw new ComputeError(
      'BAD_INPUT',
      `buffers.${index}.tensor.element: expected a type: half, int4b_format`,
    );
  return { element, extents, ...(strides && { strides }) };
}

function extentOf([x = 1, y = 1, z = 1]: readonly number[]): Extent3 {
  return [x, y, z];
}

async function compareAll(
  native: Native,
  { expect = {} }: CheckLaunch,
  buffers: Buffers,
): Promise<Mismatch[]> {
  const mismatches: Mismatch[] = [];
  for (const [index, expected] of Object.entries(expect)) {
    const buffer = buffers.get(Number(index));
    const mismatch = buffer && (await compare(Number(index), await native.read(buffer), expected));
    if (mismatch) mismatches.push(mismatch);
  }
  return mismatches;
}
