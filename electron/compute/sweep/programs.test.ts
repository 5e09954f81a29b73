import { describe, expect, it } from 'vitest';
import { generate, type Problem, sizeClassOf } from '../../../kernels/index.ts';
import { cellId } from '../../ipc/cell.ts';
import { keepProgram } from '../../ipc/programs/keep-program.ts';
import { restoreProgram } from '../../ipc/programs/restore-program.ts';
import { signSource } from '../fixture/fake-native.ts';
import { CONTENDERS, SIZES, trySweep } from '../fixture/sweep-trial.ts';

const PROBLEM: Problem = { op: 'gemm', dtype: 'f32', m: 9, n: 9, k: 9 };
const OLD_LINE = '// as an earlier version wrote it\n';
const NAME = 'gemm-ancient';

/** What an earlier version generated, for a contender that this one does not know. */
const ancient = (() => {
  const generated = generate('gemm-tiled', PROBLEM);
  if ('issues' in generated) throw new Error('gemm-tiled cannot be generated');
  const signed = signSource(NAME, generated.program);
  const passes = signed.passes.map((pass) => ({
    ...pass,
    kernel: { ...pass.kernel, source: OLD_LINE + pass.kernel.source },
  }));
  return keepProgram({ ...signed, passes }, generated.configuration, 'tilescope 0.0.1');
})();

describe('a sweep', () => {
  it('sends each program and text once, before the cell that has it', async () => {
    const { events, cells, kept } = await trySweep({}, { method: { epochs: 3, minSamples: 12 } });
    const sent = new Set<string>();
    for (const { event } of events) {
      const hashes = event.type === 'programs' ? Object.values(event.kept).flatMap(Object.keys) : [];
      for (const hash of hashes) {
        expect(sent.has(hash)).toBe(false);
        sent.add(hash);
      }
      if (event.type !== 'cells') continue;
      for (const { program } of event.updates) if (program) expect(sent.has(program)).toBe(true);
    }
    expect(Object.keys(kept.programs)).toHaveLength(SIZES.length * 2);
    for (const { contender, program, problem } of cells.values()) {
      if (contender === 'cblas') expect(program).toBeNull();
      else expect(restoreProgram(program ?? '', kept, problem, contender).passes.length).toBeGreaterThan(0);
    }
  });

  it('does not run an own kernel whose text it was not given', async () => {
    const { cell } = await trySweep({}, { contenders: ['own:mine', 'gemm-tiled'] });
    expect(cell(9, 'gemm-tiled').status).toBe('ok');
    expect(cell(9, 'own:mine')).toMatchObject({
      status: 'unsupported',
      program: null,
      failure: { message: 'The text of this kernel came with a file, and is not run.' },
    });
  });

  it('sends no program while it times', async () => {
    const { events } = await trySweep({}, { method: { epochs: 2 } });
    for (const [index, { event, runs }] of events.entries()) {
      if (event.type !== 'programs') continue;
      expect(runs % CONTENDERS.length === 0 || events[index + 1]?.runs === runs).toBe(true);
      const activity = events.slice(index).find((one) => one.event.type === 'progress')?.event;
      expect(activity?.type === 'progress' && activity.progress.activity).not.toMatch(/^timing/);
    }
  });

  it('keeps the text of a kernel that does not compile', async () => {
    const compileError = Object.assign(new Error('does not compile'), { code: 'COMPILE_FAILED' });
    const { cell, kept } = await trySweep({ 'gemm-tiled': { compileError } });
    const failed = cell(9, 'gemm-tiled');
    expect(failed.status).toBe('failed');
    expect(kept.programs[failed.program ?? '']?.generator).toMatch(/^tilescope \d/);
  });

  it('measures a cell with the program that is asked for, of a contender that it does not know', async () => {
    const id = cellId('gemm-f32-9x9x9', NAME);
    const programs = { cells: { [id]: ancient.hash }, kept: ancient.kept };
    const contenders = [NAME, 'gemm-tiled'];
    const { cell, kept, native } = await trySweep(
      { [NAME]: { dispatchNs: () => 7000 } },
      { contenders, programs, sizes: [9], method: { epochs: 2 } },
    );
    expect(cell(9, NAME)).toMatchObject({ status: 'ok', program: ancient.hash, summary: { medianNs: 7000 } });
    expect(cell(9, 'gemm-tiled').program).not.toBe(ancient.hash);
    expect(native.log.some(({ name }) => name === NAME)).toBe(true);
    expect(Object.values(kept.sources).some((text) => text.startsWith(OLD_LINE))).toBe(true);
  });

  it('launches it as its configuration says', async () => {
    const of = (commandsPerEncoder: number | 'all') => {
      const { configuration = {} } = ancient.kept.programs[ancient.hash] ?? {};
      const program = restoreProgram(ancient.hash, ancient.kept, PROBLEM, NAME);
      return keepProgram(program, { ...configuration, commandsPerEncoder }, 'tilescope 0.0.1');
    };
    const perEncoder = async (commands: number | 'all') => {
      const { hash, kept } = of(commands);
      const programs = { cells: { [cellId('gemm-f32-9x9x9', NAME)]: hash }, kept };
      const options = { contenders: [NAME], programs, sizes: [9], machine: { gpu: {} } };
      const { native, cell } = await trySweep({ [NAME]: { dispatchNs: () => 7000 } }, options);
      expect(cell(9, NAME).status).toBe('ok');
      expect(cell(9, NAME).duplicates).toBeGreaterThanOrEqual(commands === 'all' ? 1 : commands);
      return native.log.at(-1)?.passesPerEncoder;
    };
    expect(await perEncoder(32)).toBe(32);
    expect(await perEncoder('all')).toBeUndefined();
  });

  it('uses the defaults of the device where they were adopted, says so, and goes on with them when resumed', async () => {
    const overrides = { blockM: 32, blockK: 16 };
    const adopted = { [sizeClassOf(PROBLEM)]: { 'gemm-tiled': overrides, 'gemm-direct': { blockM: 7 } } };
    const contenders = ['gemm-tiled', 'gemm-tiled@blockM=64', 'gemm-direct'];
    const options = { contenders, adopted, sizes: [9] };
    const { cell, kept } = await trySweep({}, options);
    const configurationOf = (name: string) => kept.programs[cell(9, name).program ?? '']?.configuration;
    const note = 'Runs with the defaults adopted for this device: Block M 32, Block K 16';
    expect(cell(9, 'gemm-tiled').note).toBe(note);
    expect(configurationOf('gemm-tiled')).toMatchObject(overrides);
    // A variant that is named, and what this version refuses, have ours.
    for (const name of ['gemm-tiled@blockM=64', 'gemm-direct']) {
      const generated = generate(name, PROBLEM);
      expect(cell(9, name)).toMatchObject({ status: 'ok', note: null });
      expect(configurationOf(name)).toEqual('issues' in generated ? null : generated.configuration);
    }
    const begun = cell(9, 'gemm-tiled');
    const programs = { cells: { [begun.id]: begun.program ?? '' }, kept };
    const resumed = await trySweep({}, { ...options, contenders: ['gemm-tiled'], programs });
    expect(resumed.cell(9, 'gemm-tiled')).toMatchObject({ program: begun.program, note });
  });

  it('says that it does not know a contender whose program is not given', async () => {
    const { cell } = await trySweep({}, { contenders: [NAME, 'cblas'], sizes: [9] });
    expect(cell(9, NAME)).toMatchObject({ status: 'unsupported', program: null });
  });
});
