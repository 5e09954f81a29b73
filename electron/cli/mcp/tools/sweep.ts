import * as z from 'zod';
import { familyOf } from '../../../../kernels/index.ts';
import type { Run } from '../../../ipc/types.ts';
import { chooseDevice } from '../../choose-device.ts';
import { shortId, storeWith } from '../../runs/open-runs.ts';
import { newSweep, requestOf } from '../../sweep/command.ts';
import { readSweepOptions } from '../../sweep/options.ts';
import { resultsText } from '../../sweep/run-text.ts';
import { describeSource } from '../../sweep/source.ts';
import { plain } from '../../terminal/paint.ts';
import { UsageError } from '../../usage-error.ts';
import { stoppedSchema } from '../answer.ts';
import { stopReason } from '../call.ts';
import { expectFits } from '../expect-memory.ts';
import { measuring } from '../following.ts';
import { kernelShape, readKernelArgument } from '../kernel-argument.ts';
import {
  opArgument,
  problemOptions,
  problemShape,
  secondsArgument,
  sizesArgument,
} from '../problem-arguments.ts';
import { runShape, runValue } from '../run-answer.ts';
import type { Tool } from '../tool.ts';

const MOST_KERNELS = 8;
const MOST_CELLS = 500;
const MOST_SAMPLES = 1000;
const MOST_EPOCHS = 100;
const WIDTH = 120;

const input = z.strictObject({
  sizes: sizesArgument,
  op: opArgument.optional().describe('gemm by default, or what the kernels solve'),
  ...problemShape,
  contenders: z
    .string()
    .min(1)
    .max(2000)
    .optional()
    .describe(
      '"gemm-simdgroup,gemm-tiled@blockM=32,cblas"; by default all that the device has for the operation',
    ),
  vary: z
    .array(z.string().max(500))
    .max(20)
    .optional()
    .describe('Values of parameters of generated contenders, such as ["blockM=16,32,64"]'),
  kernels: z
    .array(z.strictObject(kernelShape))
    .max(MOST_KERNELS)
    .optional()
    .describe('Kernels to measure beside them'),
  samples: z.int().min(1).max(MOST_SAMPLES).optional().describe('The fewest samples of a cell'),
  epochs: z.int().min(1).max(MOST_EPOCHS).optional(),
  seconds: secondsArgument,
});
const output = z.object({ ...runShape, stopped: stoppedSchema });
type Args = z.infer<typeof input>;

export const sweepTool: Tool<typeof input, typeof output> = {
  name: 'sweep',
  title: 'Measure contenders over sizes',
  description:
    'Verifies contenders against float64 and times them, interleaved, over sizes: generated kernels, libraries, and kernels given here. The run is kept, for show and compare, and for the window. A cell takes a few seconds; what was measured when the time is over is kept.',
  input,
  output,
  isReadOnly: false,
  async run(args, { root, device: id }, call) {
    const kernels = (args.kernels ?? []).map((kernel) => readKernelArgument(kernel, root));
    const names = kernels.map(({ kernel }) => kernel.name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new UsageError(`kernels: expected different names, not ${twice} twice`);
    const options = readSweepOptions(parametersOf(args), () => [], kernels);
    const forRoofs = call.startForRoofs();
    const device = await chooseDevice(forRoofs, id);
    const request = requestOf(options, device);
    const cells = request.problems.length * request.contenders.length;
    if (cells > MOST_CELLS) throw new UsageError(`sizes: expected at most ${MOST_CELLS} cells, not ${cells}`);
    for (const problem of request.problems)
      expectFits(problem, familyOf(problem).buffers(problem), call.bounds.memoryBytes);
    call.tell(0, 1, 'measuring the roof');
    const run = await newSweep(forRoofs, { ...options, source: describeSource(root.folder) }, request);
    forRoofs.kill();
    const store = storeWith(run);
    try {
      await measuring(call)(call.start(), store, run);
      const measured = store.run(run.id) as Run;
      const stopped = stopReason(call) ?? measured.failure?.message ?? null;
      const kept = `${stopped === null ? '' : `${stopped}\n\n`}Kept as run ${shortId(run.id)}.`;
      return {
        text: `${resultsText(measured, WIDTH, plain)}\n\n${kept}`,
        value: { ...runValue(measured), stopped },
        stopped,
      };
    } finally {
      store.dispose();
    }
  },
};

/** As the command takes them. */
function parametersOf({ op, contenders, vary = [], samples, epochs, ...problems }: Args): string[] {
  const options = { op, contenders, vary, samples, epochs, ...problemOptions(problems) };
  return Object.entries(options).flatMap(([name, value]) => {
    const all = Array.isArray(value) ? value : value === undefined ? [] : [value];
    return all.map((one) => `--${name}=${one}`);
  });
}
