// The text of every generated contender, compiled and run on this machine's CPU device beside float64.
import { describe, expect, test } from 'vitest';
import {
  CONTENDERS,
  contendersOf,
  describeIssue,
  familyOf,
  generate,
  type ParameterValue,
  type Problem,
  type Program,
  parametersOf,
  variantName,
} from '../../kernels/index.ts';
import { native } from '../../native/index.ts';
import { prepareProgram } from './generated-contender.ts';
import { createOperands } from './operands.ts';
import { createRandom } from './random.ts';
import { computeExpectations } from './reference.ts';
import { verify } from './verify.ts';

const DEVICE = { id: 'cpu', kind: 'cpu', name: 'CPU', threads: 2 } as const;
const SEED = 1;
const NEVER = new AbortController().signal;
/** Configurations that are tried of each contender, beside its own choice. */
const CONFIGURATIONS = 2;
const MAX_TRIES = 200;

const gemm = (m: number, n: number, k: number): Problem => ({ op: 'gemm', dtype: 'f32', m, n, k });

/** Blocks are up to 64 wide and 64 deep, parts of them 8, 16 and 32, and loads 4. */
const EDGES: Readonly<Record<string, readonly Problem[]>> = {
  gemm: [
    gemm(1, 1, 1),
    gemm(5, 4, 3),
    gemm(1, 257, 33),
    gemm(193, 1, 8),
    gemm(31, 33, 32),
    gemm(33, 31, 1),
    gemm(63, 64, 65),
    gemm(64, 64, 64),
    gemm(65, 63, 31),
    gemm(129, 127, 95),
  ],
};

describe.each(Object.entries(EDGES))('%s', (op, problems) => {
  const generated = contendersOf(op as Problem['op']).filter(({ kind }) => kind === 'generated');

  test.each(generated)('$id is right at every edge', { timeout: 120_000 }, async ({ id }) => {
    for (const problem of problems) await expectRight(id, problem);
  });

  test.each(generated)('$id is right in other configurations', { timeout: 120_000 }, async ({ id }) => {
    const [first, middle] = [problems[0], problems[problems.length >> 1]] as [Problem, Problem];
    for (const configured of someConfigurations(id, middle)) {
      for (const problem of [first, middle]) await expectRight(configured, problem);
    }
  });
});

test('no family is left out', () => {
  const ops = CONTENDERS.filter(({ kind }) => kind === 'generated').flatMap(({ ops }) => ops);
  expect(Object.keys(EDGES)).toEqual(expect.arrayContaining(ops));
});

/** Random configurations that the contender accepts for a problem, as ids. */
function someConfigurations(id: string, problem: Problem): string[] {
  const random = createRandom(SEED, id);
  const found = new Set<string>();
  for (let tries = 0; tries < MAX_TRIES && found.size < CONFIGURATIONS; tries++) {
    const choices = Object.entries(parametersOf(id)).map(([name, parameter]) => {
      return [name, parameter.choices[random.below(parameter.choices.length)] as ParameterValue];
    });
    const configured = variantName({ id, overrides: Object.fromEntries(choices) });
    if ('program' in generate(configured, problem)) found.add(configured);
  }
  expect(found.size).toBe(CONFIGURATIONS);
  return [...found];
}

/** Runs a program with checks, which must find nothing, then as it is measured, and verifies its outputs. */
async function expectRight(contender: string, problem: Problem): Promise<void> {
  const label = `${contender} ${JSON.stringify(problem)}`;
  const generated = generate(contender, problem);
  if ('issues' in generated) throw new Error(`${label}: ${generated.issues.map(describeIssue).join('; ')}`);
  const family = familyOf(problem);
  const operands = await createOperands(native, DEVICE.id, family, problem, SEED);
  try {
    const setting = { native, device: DEVICE, family, problem, operands, fault: null };
    const prepared = await prepareProgram(contender, setting);
    const { findings } = await native.check(DEVICE.id, prepared.passes);
    expect(
      findings.map(({ message }) => message),
      label,
    ).toEqual([]);
    await expectNoWarnings(generated.program);
    await operands.resetOutputs();
    await prepared.run(1, NEVER);
    prepared.release();
    const expectations = await computeExpectations(family.reference(problem, operands.inputs), SEED);
    const { failure } = await verify(expectations, family.tolerance(problem), operands.readOutput);
    expect(failure, label).toBeNull();
  } finally {
    operands.release();
  }
}

async function expectNoWarnings({ passes }: Program): Promise<void> {
  for (const { kernel } of passes) {
    const { source, languageVersion } = kernel;
    const library = await native.compile(DEVICE.id, source, { languageVersion });
    expect(library.diagnostics, 'compiles without a warning').toEqual([]);
  }
}
