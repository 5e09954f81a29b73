import { familyOf, generate, type Issue, type Program, variantName } from '../../kernels/index.ts';
import { type DeviceBuffer, type Finding, type NativePass, native } from '../../native/index.ts';
import { prepareProgram } from './generated-contender.ts';
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

/**
 * Generates the program of a case, runs it on this machine's CPU device with checks, and compares what it leaves with
 * float64; with `asMeasured` also without checks, which is another object of the same text.
 */
export async function runTrial(
  { problem, contender, overrides, target }: RandomCase,
  asMeasured: boolean,
): Promise<Trial> {
  const generated = generate(contender, problem, overrides, target);
  if ('issues' in generated) return generated;
  const { program, configuration } = generated;
  const family = familyOf(problem);
  const operands = await createOperands(native, DEVICE.id, family, problem, SEED);
  try {
    const setting = { native, device: DEVICE, family, problem, operands, fault: null };
    const id = variantName({ id: contender, overrides: configuration });
    const prepared = await prepareProgram(id, setting, { checksOnly: !asMeasured });
    try {
      const expectations = await computeExpectations(family.reference(problem, operands.inputs), SEED);
      const judge = async () =>
        (await verify(expectations, family.tolerance(problem), operands.readOutput)).failure;
      await reset(operands, prepared.passes);
      const { findings } = await native.check(DEVICE.id, prepared.passes, { timeoutMs: PATIENCE_MS });
      const failures = [await judge()];
      if (asMeasured) {
        await reset(operands, prepared.passes);
        await prepared.run(1, NEVER);
        failures.push(await judge());
      }
      return { program, findings, failures: failures.filter((failure) => failure !== null) };
    } finally {
      prepared.release();
    }
  } finally {
    operands.release();
  }
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
