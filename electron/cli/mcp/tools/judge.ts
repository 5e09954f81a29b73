import * as z from 'zod';
import type { Receipt } from '../../../ipc/judge/receipt.ts';
import { environmentOf, receiptOf } from '../../judge/judge-kernel.ts';
import { hasFailed, judgeSpeed, speedRecord } from '../../judge/speed.ts';
import { speedText } from '../../judge/text.ts';
import { shortId } from '../../runs/open-runs.ts';
import { plain } from '../../terminal/paint.ts';
import { stopReason } from '../call.ts';
import { measuring } from '../following.ts';
import type { Root } from '../root.ts';
import type { Tool } from '../tool.ts';
import { trialsShape, trialsText, trialsValue } from '../trials-answer.ts';
import { readTrials, runWithin, trialArguments } from '../try-kernel.ts';
import { verdictsSchema, verdictsValue } from '../verdicts-answer.ts';

const MOST_ROUNDS = 20;

const input = z.strictObject({
  ...trialArguments,
  against: z
    .string()
    .min(1)
    .max(2000)
    .optional()
    .describe(
      'If it is right, time it in the same rounds as these contenders, with a verdict per size: "gemm-simdgroup,cblas"',
    ),
  rounds: z.int().min(1).max(MOST_ROUNDS).optional().describe('How often sizes are drawn, 1 by default'),
  receiptFile: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe('A new file below the root for the receipt, in place of "receipt" in the result'),
});
const output = z.object({
  ...trialsShape,
  seed: z.number(),
  speed: verdictsSchema.nullable().describe('The kernel is the candidate: a ratio below 1 is faster'),
  runId: z.string().nullable().describe('The run that was timed: see the tool show'),
  receipt: z
    .looseObject({ format: z.literal('tilescope-receipt') })
    .nullable()
    .describe('What was run, with hashes and seeds; tilescope judge FILE --verify RECEIPT runs it again'),
});

export const judgeTool: Tool<typeof input, typeof output> = {
  name: 'judge',
  title: 'Judge a kernel',
  description:
    'Tries to refute a Metal kernel: with every memory access checked at small sizes, and against float64 at the sizes given (default 64,100,128,200), at random ones and at ones beside the edges of blocks, with several kinds of inputs. With "against", a kernel that is right is then timed beside other contenders, such as our generated ones and the BLAS. Gives a receipt.',
  input,
  output,
  isReadOnly: false,
  async run(args, { root, device }, call) {
    const { file, asked } = readTrials(args, root, call.bounds);
    const { trials, given, others, seed } = asked;
    if (args.receiptFile !== undefined) root.newFile(args.receiptFile); // refused before it takes a minute
    const environment = await environmentOf(device, call.startForRoofs);
    const steps = others ? 1 : 0;
    const tried = await runWithin(file, trials, environment.device.id, call, steps);
    const { name } = file.kernel;
    const right = trialsValue(name, tried, stopReason(call));
    const how = { start: call.start, measure: measuring(call, trials.length) };
    const timed = right.passed && others ? await judgeSpeed(file, others, given, environment, how) : null;
    const stopped = stopReason(call);
    // Rounds that are cut short say nothing, and of trials that did not run there is no receipt.
    const speed = stopped === null ? timed : null;
    const receipt =
      stopped === null && tried.length > 0 ? receiptOf(file, { environment, seed, tried, speed }) : null;
    const passed =
      timed && hasFailed(timed, name) ? false : stopped === null ? right.passed : right.passed && null;
    const written = await writeReceipt(receipt, args.receiptFile, root);
    const value = {
      ...right,
      passed,
      stopped,
      seed,
      speed: speed && verdictsValue(speedRecord(speed, name)),
      runId: timed?.run.id ?? null,
      receipt: written ? null : receipt,
    };
    const parts = [
      trialsText({ ...right, stopped }, 'right and safe'),
      ...(speed ? [speedText(speed, name, plain)] : []),
      ...(timed ? [`The run is kept as ${shortId(timed.run.id)}.`] : []),
      ...(written ? [`The receipt is in ${args.receiptFile}.`] : []),
      `Seed ${seed}, on ${environment.device.name}.`,
    ];
    return { text: parts.join('\n\n'), value, stopped };
  },
};

async function writeReceipt(receipt: Receipt | null, path: string | undefined, root: Root): Promise<boolean> {
  if (receipt === null || path === undefined) return false;
  await root.write(path, `${JSON.stringify(receipt, null, 2)}\n`);
  return true;
}
