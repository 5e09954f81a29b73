import { familyOf, generate, type Issue, type Program, variantName } from '../../kernels/index.ts';
import {
  type DeviceBuffer,
  type Finding,
  type NativePass,
  native,
  type PipelineOptions,
} from '../../native/index.ts';
import type { Setting } from './contenders.ts';
import { type PreparedProgram, prepareProgram } from './generated-contender.ts';
import { createOperands, type Operands } from './operands.ts';
import type { RandomCase } from './random-problems.ts';
import { computeExpectations } from './reference.ts';
import { type Verdict, verify } from './verify.ts';

/** What became of a case: refused, or what its runs found and left. */
export type Trial =
  | { readonly issues: readonly Issue[] }
  | {
      readonly program: Program;
      readonly findings: readonly Finding[];
      readonly failures: Verdict['failure'][];
    };

const DEVICE = { id: 'cpu', kind: 'cpu', name: 'CPU', threads: 2 } as const;
const SEED = 1;
/** Kernels that use the elements of SIMD-group matrices run slowly with checks. */
const PATIENCE_MS = 120_000;
const NEVER = new AbortController().signal;

/** The program of a case, ready to run on a device. */
export interface ReadyTrial {
  readonly program: Program;
  readonly prepared: PreparedProgram;
  /** Outputs and scratch memory are as they should be before a run. */
  reset(): Promise<void>;
  /** Compares what a run has left with float64; null when it is right. */
  judge(): Promise<Verdict['failure']>;
}

/**
 * Generates the program of a case, makes it ready on a device and gives it to `work`; releases all of it after that.
 * Returns the issues of a case that the generator refuses.
 */
export async function withTrial<T>(
  { problem, contender, overrides, target }: RandomCase,
  device: Setting['device'],
  options: PipelineOptions,
  work: (ready: ReadyTrial) => Promise<T>,
): Promise<T | { readonly issues: readonly Issue[] }> {
  const generated = generate(contender, problem, overrides, target);
  if ('issues' in generated) return generated;
  const { program, configuration } = generated;
  const family = familyOf(problem);
  const operands = await createOperands(native, device.id, family, problem, SEED);
  try {
    const setting = { native, device, family, problem, operands, fault: null };
    const id = variantName({ id: contender, overrides: configuration });
    const prepared = await prepareProgram(id, setting, options);
    try {
      const expectations = await computeExpectations(family.reference(problem, operands.inputs), SEED);
      const tolerance = family.tolerance(problem);
      return await work({
        program,
        prepared,
        reset: () => reset(operands, prepared.passes),
        judge: async () => (await verify(expectations, tolerance, operands.readOutput)).failure,
      });
    } finally {
      prepared.release();
    }
  } finally {
    operands.release();
  }
}

/**
 * Runs the program of a case on this machine's CPU device with checks, and compares what it leaves with float64; with
 * `asMeasured` also without checks, which is another object of the same text.
 */
export function runTrial(one: RandomCase, asMeasured: boolean): Promise<Trial> {
  const options = { checksOnly: !asMeasured };
  return withTrial<Trial>(one, DEVICE, options, async ({ program, prepared, reset, judge }) => {
    await reset();
    const { findings } = await native.check(DEVICE.id, prepared.passes, { timeoutMs: PATIENCE_MS });
    const failures = [await judge()];
    if (asMeasured) {
      await reset();
      await prepared.run(1, NEVER);
      failures.push(await judge());
    }
    return { program, findings, failures: failures.filter((failure) => failure !== null) };
  });
}

/** Outputs and scratch memory as they are before a run: NaN wherever nothing was put. */
async function reset(operands: Operands, passes: readonly NativePass[]): Promise<void> {
  await operands.resetOutputs();
  const own = new Set(Object.values(operands.buffers));
  const scratch = new Set<DeviceBuffer>();
  for (const binding of passes.flatMap(({ bindings }) => bindings)) {
    if ('buffer' in binding && !own.has(binding.buffer)) scratch.add(binding.buffer);
  }
  for (const buffer of scratch) await native.write(buffer, new Uint8Array(buffer.sizeBytes).fill(0xff));
}
