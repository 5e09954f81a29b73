import { describe, expect, it } from 'vitest';
import { CONTENDERS, type Program, parseVariant, representatives } from '../../../kernels/index.ts';
import { SAMPLE_SOURCE, sampleProgram, sampleRun } from '../fixture/sample-run.ts';
import { canonicalJson } from './canonical-json.ts';
import { issueOfPrograms } from './check-programs.ts';
import { hashOfText, keepProgram } from './keep-program.ts';
import { type KeptPrograms, NO_PROGRAMS } from './kept-program.ts';
import { askedProgramsSchema, keptProgramSchema } from './programs-schema.ts';
import { joinPrograms, programsOf, restoreProgram } from './restore-program.ts';

const { hash, kept } = sampleProgram;
const [source = ''] = Object.keys(kept.sources);
const problem = sampleRun().request.problems[0] as Parameters<typeof restoreProgram>[2];

describe('a program', () => {
  it('of every kind is the same again after it was kept, and as its schema says', () => {
    const contenders = new Set<string>();
    for (const { contender, problem, program } of representatives('Apple9')) {
      const { id } = parseVariant(contender);
      // Every data type and option of a family comes with each of its contenders, which is more than is needed here.
      if (contender !== id && contenders.has(id)) continue;
      contenders.add(id);
      const whole = keepProgram(program, { blockM: 32 }, 'tilescope 1.0.0');
      const read = JSON.parse(JSON.stringify(whole.kept)) as KeptPrograms;
      expect(restoreProgram(whole.hash, read, problem, contender), contender).toEqual(program);
      const parsed = keptProgramSchema.parse(read.programs[whole.hash]);
      expect(parsed, contender).toEqual(whole.kept.programs[whole.hash]);
      expect(issueOfPrograms(read), contender).toBeNull();
    }
    const generated = CONTENDERS.filter(({ kind }) => kind === 'generated').map(({ id }) => id);
    expect([...contenders].sort()).toEqual(generated.sort());
  });

  it('has a text once, whatever passes use it', () => {
    expect(kept.programs[hash]?.passes).toHaveLength(2);
    expect(kept.sources).toEqual({ [hashOfText(SAMPLE_SOURCE)]: SAMPLE_SOURCE });
    const passes = restoreProgram(hash, kept, problem, 'x').passes.map(({ kernel }) => kernel.source);
    expect(passes).toEqual([SAMPLE_SOURCE, SAMPLE_SOURCE]);
  });

  it('has the same hash whatever the order of its properties, and another for any change', () => {
    const program = restoreProgram(hash, kept, problem, 'gemm-tiled');
    const { configuration } = kept.programs[hash] as KeptPrograms['programs'][string];
    const reversed = Object.fromEntries(Object.entries(configuration).reverse());
    const hashOf = (one: Program, of = configuration, by = 'tilescope 0.0.9') =>
      keepProgram(one, of, by).hash;
    expect(hashOf(program, reversed)).toBe(hash);
    const others = [
      hashOf({ ...program, passes: program.passes.slice(1) }),
      hashOf({ ...program, estimate: { ...program.estimate, flops: 1 } }),
      hashOf(program, { ...configuration, blockM: 16 }),
      hashOf(program, configuration, 'tilescope 0.0.10'),
    ];
    expect(new Set([hash, ...others]).size).toBe(5);
  });

  it('that is not there is missed, and so is a text', () => {
    expect(() => restoreProgram('toString', kept, problem, 'x')).toThrow(
      'There is no program toString among 1',
    );
    expect(() => programsOf([hash], { ...kept, sources: {} })).toThrow(`There is no text ${source} among 0`);
  });
});

it('programs are chosen with their texts, and joined', () => {
  const other = keepProgram({ ...restoreProgram(hash, kept, problem, 'x'), passes: [] }, {}, 'other');
  const both = joinPrograms(kept, other.kept);
  expect(Object.keys(both.programs)).toEqual([hash, other.hash]);
  expect(programsOf([hash, hash], both)).toEqual(kept);
  expect(programsOf([other.hash], both)).toEqual(other.kept);
  expect(programsOf([], both)).toEqual(NO_PROGRAMS);
});

it('canonical JSON sorts properties at every depth, and leaves lists alone', () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }, 0], 10: 1, 9: 2, a: null })).toBe(
    '{"9":2,"10":1,"a":null,"b":[{"c":2,"d":1},0]}',
  );
});

describe('an invalid kept program is reported with its path', () => {
  const program = kept.programs[hash] as KeptPrograms['programs'][string];
  const zeros = '0'.repeat(64);
  it.each<[string, KeptPrograms, string]>([
    ['a changed text', { ...kept, sources: { [source]: 'kernel' } }, `sources.${source}`],
    [
      'a changed program',
      { ...kept, programs: { [hash]: { ...program, generator: 'me' } } },
      `programs.${hash}`,
    ],
    ['a missing text', { ...kept, sources: {} }, `programs.${hash}.passes[0].kernel.source`],
    ['a text that is not used', { programs: {}, sources: kept.sources }, `sources.${source}`],
    ['another hash', { ...kept, programs: { [zeros]: program } }, `programs.${zeros}`],
  ])('%s', (_what, programs, path) => {
    expect(issueOfPrograms(programs)?.path).toBe(path);
  });

  it.each([
    ['a grid of nothing', { passes: [{ ...program.passes[0], threadgroups: [0, 1, 1] }] }],
    ['no pass', { passes: [] }],
    ['too many passes', { passes: Array(100_001).fill(program.passes[0]) }],
    ['a long name', { generator: 'x'.repeat(201) }],
    ['another field', { contender: 'gemm-tiled' }],
    ['a binding to nothing', { passes: [{ ...program.passes[0], bindings: [{ index: 0 }] }] }],
  ])('%s', (_what, change) => {
    expect(keptProgramSchema.safeParse(program).success).toBe(true);
    expect(keptProgramSchema.safeParse({ ...program, ...change }).success).toBe(false);
  });

  it('a cell that is to be measured with a program that is not there', () => {
    expect(askedProgramsSchema.safeParse({ cells: { x: hash }, kept }).success).toBe(true);
    const read = askedProgramsSchema.safeParse({ cells: { x: zeros }, kept });
    expect(read.error?.issues[0]).toMatchObject({ path: ['cells', 'x'], message: 'one of kept.programs' });
  });
});
