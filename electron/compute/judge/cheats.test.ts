import { describe, expect, it } from 'vitest';
import type { OwnKernel, Problem } from '../../../kernels/index.ts';
import { native } from '../../../native/index.ts';
import { extent } from '../../../native/test/extent.ts';
import type { Examination } from '../../ipc/judge/examination.ts';
import { planTrials, type Reason, type Trial } from '../../ipc/judge/plan.ts';
import { keepProgram } from '../../ipc/programs/keep-program.ts';
import { findDevice } from '../environment.ts';
import {
  CHEATS,
  CHEATS_FILE,
  type CheatName,
  cheatKernel,
  GIVEN,
  givenOf,
  HONEST,
} from '../fixture/cheats.ts';
import { examine } from './examine.ts';

async function tried(
  kernel: OwnKernel,
  { problem, reason, distribution, seed }: Trial,
): Promise<Examination> {
  const made = kernel.program(problem);
  if ('issues' in made) throw new Error(JSON.stringify(made.issues));
  const { hash, kept } = keepProgram(made.program, {}, CHEATS_FILE);
  const programs = { cells: { program: hash }, kept };
  const how = { seed, distribution, isChecked: reason === 'checked', timeoutMs: 600_000 };
  const request = { device: 'cpu', problem, contender: kernel.name, programs, ...how };
  return examine(native, await findDevice(native, 'cpu'), request, new AbortController().signal);
}

const SEEDS = extent('seeds of trials against each cheat', 1, 100);

/** The cheapest trials first, of which one is enough. */
const ORDER: readonly Reason[] = ['given', 'random', 'held-out', 'checked'];

/** What the first trial that speaks against a kernel has found; null if none does. */
async function refutation(
  kernel: OwnKernel,
  given: readonly Problem[],
  seed: number,
): Promise<string | null> {
  const trials = planTrials(kernel, given, { seed, rounds: 1 });
  for (const trial of trials.toSorted((a, b) => ORDER.indexOf(a.reason) - ORDER.indexOf(b.reason))) {
    const { findings, failure } = await tried(kernel, trial);
    const said = failure?.message ?? findings[0]?.message;
    if (said !== undefined) return `${trial.reason}: ${said}`;
  }
  return null;
}

async function refutations(kernel: OwnKernel, given: readonly Problem[], seeds = SEEDS) {
  const all: (string | null)[] = [];
  for (let seed = 1; seed <= seeds; seed++) all.push(await refutation(kernel, given, seed));
  return all;
}

/** Against whom only certain trials speak, and what they find. */
const SAID: Partial<Record<CheatName, RegExp>> = {
  'keeps its first result in scratch memory': /^given: Right at first, .* again with other inputs/,
  'keeps results, and looks at all inputs to recognise them':
    /^given: .* over scratch memory with other contents/,
  'leaves results that are there already': /^given: Right at first, .* again with other inputs/,
  'prepares B in its first launch only': /^given: Right at first, .* again with other inputs/,
  'is wrong after forty launches': /^given: Right at first/,
  'writes an input': /A, which is an input/,
  'hides NaN by a comparison': /^given: The output .* expected NaN exactly/,
  'has a grid that is too small off the edges of blocks': /^(random|held-out|checked): /,
  'is right at the sizes given only': /^(random|held-out|checked): /,
  'reads past the end of an input, at large sizes, and uses nothing of it':
    /^given: .* accessed byte \d+ of A \[\[buffer\(0\)\]\], which has \d+ bytes$/,
  'reads before an input, at large sizes, and uses nothing of it':
    /^given: .* accessed byte -\d+ of B \[\[buffer\(1\)\]\]/,
};

describe('trials', () => {
  it.each(Object.keys(CHEATS) as CheatName[])('refute a kernel that %s, with every seed', async (name) => {
    const found = await refutations(cheatKernel(name), givenOf(name));
    for (const said of found) expect(said).toMatch(SAID[name] ?? /./);
  });

  it.each(HONEST)('find nothing against a kernel that %s, with any seed', async (name) => {
    const kernel = cheatKernel(name);
    for (const said of await refutations(kernel, GIVEN.squares)) expect(said).toBeNull();
    for (const given of [GIVEN.scaled, GIVEN.alpha, GIVEN.wide, GIVEN.deep])
      expect(await refutation(kernel, given, 1)).toBeNull();
  });
});
