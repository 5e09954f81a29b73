import {
  adoptedFor,
  type Configuration,
  contenderOf,
  DEVICE_LIMITS,
  describeIssue,
  generateWith,
  lackOf,
  launchOf,
  leastCommands,
  type Program,
  parametersOf,
  targetOf,
  tensorUnitsOf,
  usesTensorOperations,
} from '../../../kernels/index.ts';
import type {
  DeviceBuffer,
  Library,
  Native,
  NativePass,
  Pipeline,
  PipelineOptions,
} from '../../../native/types.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { keepProgram } from '../../ipc/programs/keep-program.ts';
import { keptProgram, restoreProgram } from '../../ipc/programs/restore-program.ts';
import { ComputeError } from '../failure.ts';
import { type BufferSet, type Operands, sizeOf } from './operands.ts';
import type { PreparedContender, Setting } from './prepared-contender.ts';
import { createRunner } from './runner.ts';

/** What generates programs here, in the programs that are kept. */
const GENERATOR = `tilescope ${manifest.version}`;

/** A generated contender, with its passes over the problem's first set of buffers. */
export interface PreparedProgram extends PreparedContender {
  readonly passes: readonly NativePass[];
}

/**
 * Generates a contender's program unless it is given, compiles its kernels and binds its buffers. Throws as
 * prepareContender does.
 */
export async function prepareProgram(
  id: string,
  setting: Setting,
  options: PipelineOptions = {},
): Promise<PreparedProgram> {
  const { native, device, operands, encoding, spinMs } = setting;
  const lack = lackOf(id, setting.problem, device);
  if (lack !== null) throw new ComputeError('UNSUPPORTED', lack);
  const { program, configuration, generator } = givenProgram(id, setting) ?? generatedProgram(id, setting);
  setting.onProgram?.(keepProgram(program, configuration, generator));
  const compileStart = performance.now();
  const pipelines = await compileKernels(native, device.id, program, options);
  const compileMs = performance.now() - compileStart;
  for (const [index, pass] of program.passes.entries()) {
    checkLimits(pipelines[index] as Pipeline, pass.threadsPerThreadgroup);
  }
  if (contenderOf(id)?.simdgroups !== 'none') pipelines.forEach(checkWidth);
  const { scratch, release } = await allocateScratch(native, device.id, program, operands);
  const bind = (buffers: BufferSet) => bindPasses(program, pipelines, { ...buffers, ...scratch });
  const passes = bind(operands.buffers);
  const works = [passes, ...operands.copies.map(bind)];
  const { flops } = program.estimate;
  const launch = launchOf(configuration);
  const run = createRunner({ native, device, works, flops, launch, encoding, spinMs });
  const notes = [unitsNote(program, setting), adoptedNote(id, configuration, setting)];
  const note = notes.filter((one) => one !== null).join('. ') || null;
  return { compileMs, note, passes, run, leastCommands: leastCommands(configuration), release };
}

/** A program, and what it is kept with. */
interface Origin {
  readonly program: Program;
  readonly configuration: Configuration;
  readonly generator: string;
}

function givenProgram(id: string, { program: given, problem }: Setting): Origin | null {
  if (!given) return null;
  const { configuration, generator } = keptProgram(given.hash, given.kept);
  return { program: restoreProgram(given.hash, given.kept, problem, id), configuration, generator };
}

function generatedProgram(id: string, { problem, device, fault, adopted = {} }: Setting): Origin {
  const generated = generateWith(adopted, id, problem, targetOf(device));
  if ('issues' in generated) {
    throw new ComputeError('UNSUPPORTED', generated.issues.map(describeIssue).join('; '));
  }
  const { program, configuration } = generated;
  return { program: fault?.breakSource(id, program) ?? program, configuration, generator: GENERATOR };
}

/** That tensor operations run on no units of their own; null where they do, and for programs without them. */
function unitsNote({ passes }: Program, { device }: Setting): string | null {
  const hasTensors = device.kind === 'gpu' && passes.some(({ kernel }) => usesTensorOperations(kernel));
  const found = hasTensors ? tensorUnitsOf(device) : null;
  return found?.units === 'vector' ? found.note : null;
}

/**
 * "Runs with the defaults adopted for this device: Block M 32, Block N 64"; null if it does not, perhaps because this
 * version refuses them.
 */
function adoptedNote(
  id: string,
  configuration: Configuration,
  { problem, adopted = {} }: Setting,
): string | null {
  const own = Object.entries(adoptedFor(id, problem, adopted) ?? {});
  if (own.length === 0 || own.some(([name, value]) => configuration[name] !== value)) return null;
  const labels = parametersOf(id);
  const values = own.map(([name, value]) => `${labels[name]?.label ?? name} ${value}`);
  return `Runs with the defaults adopted for this device: ${values.join(', ')}`;
}

/** The passes of a program, bound to buffers by name. */
function bindPasses(program: Program, pipelines: readonly Pipeline[], buffers: BufferSet): NativePass[] {
  return program.passes.map(({ bindings, threadgroups, threadsPerThreadgroup, gridThreads }, index) => ({
    pipeline: pipelines[index] as Pipeline,
    bindings: bindings.map((binding) =>
      'buffer' in binding ? { ...binding, buffer: bufferNamed(buffers, binding.buffer) } : binding,
    ),
    threadgroups,
    threadsPerThreadgroup,
    ...(gridThreads && { gridThreads }),
  }));
}

/** One pipeline per pass; text that several passes share is compiled once. */
async function compileKernels(
  native: Native,
  device: string,
  program: Program,
  options: PipelineOptions,
): Promise<Pipeline[]> {
  const libraries = new Map<string, Library>();
  const pipelines: Pipeline[] = [];
  for (const { kernel } of program.passes) {
    const { source, functionName, constants, languageVersion } = kernel;
    const library = libraries.get(source) ?? (await native.compile(device, source, { languageVersion }));
    libraries.set(source, library);
    pipelines.push(await native.pipeline(library, functionName, constants, options));
  }
  return pipelines;
}

/** Scratch memory of a program by name, shared by all sets of the problem's buffers. */
async function allocateScratch(
  native: Native,
  device: string,
  program: Program,
  { storage, placement }: Operands,
) {
  const scratch: Record<string, DeviceBuffer> = {};
  const release = () => {
    for (const buffer of Object.values(scratch)) native.release(buffer);
  };
  try {
    for (const described of program.buffers) {
      if (described.role !== 'scratch') continue;
      scratch[described.name] = await native.buffer(device, sizeOf(described), { storage, placement });
    }
  } catch (error) {
    release();
    throw error;
  }
  return { scratch, release };
}

function bufferNamed(buffers: BufferSet, name: string): DeviceBuffer {
  const buffer = buffers[name];
  if (buffer) return buffer;
  throw new Error(
    `The program binds "${name}", which is not among its buffers: ${Object.keys(buffers).join(', ')}`,
  );
}

/** Compilers for Intel's GPUs choose the width of SIMD-groups for each kernel, whatever the device reports. */
function checkWidth({ name, simdWidth }: Pipeline): void {
  if (simdWidth === DEVICE_LIMITS.simdWidth.value) return;
  throw new ComputeError(
    'UNSUPPORTED',
    `${name} needs SIMD-groups of ${DEVICE_LIMITS.simdWidth.value} lanes; this device compiles it for ${simdWidth}.`,
  );
}

/** A compiled kernel may allow fewer threads than its grid was planned for. */
function checkLimits(pipeline: Pipeline, [x, y, z]: readonly [number, number, number]): void {
  if (x * y * z <= pipeline.maxThreadsPerThreadgroup) return;
  throw new ComputeError(
    'UNSUPPORTED',
    `${pipeline.name} needs ${x * y * z} threads per threadgroup; this device allows ${pipeline.maxThreadsPerThreadgroup} at most.`,
  );
}
