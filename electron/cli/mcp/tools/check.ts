import * as z from 'zod';
import type { CheckedLaunch } from '../../../ipc/check-types.ts';
import { hasPassed, isWarning } from '../../check/summary.ts';
import { checkLaunches, launchArguments } from '../check-launches.ts';
import { type Objection, objectionsValue } from '../objections.ts';
import type { Tool } from '../tool.ts';
import { trialsShape, trialsText } from '../trials-answer.ts';
import { trialArguments, tryFor } from '../try-kernel.ts';

const input = z.strictObject({ ...trialArguments, ...launchArguments });
const output = z.object(trialsShape);

export const checkTool: Tool<typeof input, typeof output> = {
  name: 'check',
  title: 'Check a kernel for races and bounds',
  description:
    'Is a Metal kernel safe? Runs it at small sizes on the CPU with every memory access checked: data races, accesses out of bounds, uninitialised reads, divergent barriers, misalignment, overflow, results that depend on thread order; each with its line in the MSL. Give a kernel with its descriptor, or any MSL with a launch. Compile errors are found, too.',
  input,
  output,
  isReadOnly: true,
  async run(args, setting, call) {
    if (args.launch === undefined) {
      const value = await tryFor('checked', args, setting, call);
      return { text: trialsText(value, 'safe and right'), value, stopped: value.stopped };
    }
    const { launches, diagnostics, text } = await checkLaunches(args, setting.root, call);
    const errors = diagnostics.map(({ severity, message, line }): Objection => {
      return { kind: severity, message, line: line || null, where: 'the compiler', count: 1 };
    });
    const refuted = launches.filter((one) => !hasPassed(one)).length;
    const value = {
      kernel: [...new Set(launches.map(({ launch }) => launch.kernel))].join(', '),
      passed: errors.length === 0 && refuted === 0,
      trials: launches.length,
      refuted,
      largestError: null,
      ...objectionsValue([...errors, ...launches.flatMap(objectionsIn)]),
      stopped: null,
    };
    return { text, value, stopped: null };
  },
};

function objectionsIn({ launch, outcome, diagnostics, failure }: CheckedLaunch, index: number): Objection[] {
  const where = `launch ${index + 1}, of ${launch.kernel}`;
  const of = { line: null, where, count: 1 };
  return [
    ...(outcome?.findings ?? [])
      .filter((finding) => !isWarning(finding))
      .map(({ kind, message, access, count }) => ({
        kind,
        message,
        line: access?.line || null,
        where,
        count,
      })),
    ...(outcome?.mismatches ?? []).map(({ buffer, wrong, total }) => {
      return {
        ...of,
        kind: 'unexpected',
        message: `buffer(${buffer}): ${wrong} of ${total} values are not as expected`,
      };
    }),
    ...diagnostics.map(({ severity, message, line }) => ({
      ...of,
      kind: severity,
      message,
      line: line || null,
    })),
    ...(failure ? [{ ...of, kind: failure.code, message: failure.message }] : []),
  ];
}
