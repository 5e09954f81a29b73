import { DTYPE, describeIssue, generate, type Program, targetOf } from '../../kernels/index.ts';
import type {
  DeviceBuffer,
  Library,
  Native,
  NativePass,
  Pipeline,
  PipelineOptions,
} from '../../native/types.ts';
import type { PreparedContender, Setting } from './contenders.ts';
import { ComputeError } from './failure.ts';
import { elementsOf, type Operands } from './operands.ts';

/** A generated contender, with what it runs. */
export interface PreparedProgram extends PreparedContender {
  readonly passes: readonly NativePass[];
}

/** Generates a contender's program, compiles its kernels and binds its buffers. Throws as prepareContender does. */
export async function prepareProgram(
  id: string,
  setting: Setting,
  options: PipelineOptions = {},
): Promise<PreparedProgram> {
  const { native, device, operands, fault } = setting;
  const generated = generate(id, setting.problem, {}, targetOf(device));
  if ('issues' in generated) {
    throw new ComputeError('UNSUPPORTED', generated.issues.map(describeIssue).join('; '));
  }
  const program = fault?.breakSource(id, generated.program) ?? generated.program;
  const compileStart = performance.now();
  const pipelines = await compileKernels(native, device.id, program, options);
  const compileMs = performance.now() - compileStart;
  const { buffers, release } = await allocateScratch(native, device.id, program, operands);
  const passes = program.passes.map((pass, index): NativePass => {
    const pipeline = pipelines[index] as Pipeline;
    checkLimits(pipeline, pass.threadsPerThreadgroup);
    return {
      pipeline,
      bindings: pass.bindings.map((binding) =>
        'words' in binding ? binding : { index: binding.index, buffer: bufferNamed(buffers, binding.buffer) },
      ),
      threadgroups: pass.threadgroups,
      threadsPerThreadgroup: pass.threadsPerThreadgroup,
    };
  });
  return {
    compileMs,
    passes,
    run: (duplicates, signal) =>
      native.execute(device.id, passes, { duplicates, threads: device.threads ?? undefined, signal }),
    release,
  };
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
    const given = Object.keys(constants).length > 0 ? constants : undefined;
    pipelines.push(await native.pipeline(library, functionName, given, options));
  }
  return pipelines;
}

/** The program's buffers by name: the problem's operands, and scratch memory of its own. */
async function allocateScratch(native: Native, device: string, program: Program, operands: Operands) {
  const buffers = new Map<string, DeviceBuffer>(Object.entries(operands.buffers));
  const scratch: DeviceBuffer[] = [];
  const release = () => {
    for (const buffer of scratch) native.release(buffer);
  };
  try {
    for (const described of program.buffers) {
      if (described.role !== 'scratch') continue;
      const sizeBytes = elementsOf(described) * DTYPE[described.dtype].sizeBytes;
      const buffer = await native.buffer(device, sizeBytes);
      scratch.push(buffer);
      buffers.set(described.name, buffer);
    }
  } catch (error) {
    release();
    throw error;
  }
  return { buffers, release };
}

function bufferNamed(buffers: ReadonlyMap<string, DeviceBuffer>, name: string): DeviceBuffer {
  const buffer = buffers.get(name);
  if (buffer) return buffer;
  throw new Error(
    `The program binds "${name}", which is none of its buffers: ${[...buffers.keys()].join(', ')}`,
  );
}

/** What the compiler made of a kernel may allow fewer threads than its grid was planned for. */
function checkLimits(pipeline: Pipeline, [x, y, z]: readonly [number, number, number]): void {
  if (x * y * z <= pipeline.maxThreadsPerThreadgroup) return;
  throw new ComputeError(
    'UNSUPPORTED',
    `${pipeline.name} needs ${x * y * z} threads in a threadgroup; this device accepts up to ${pipeline.maxThreadsPerThreadgroup}.`,
  );
}
