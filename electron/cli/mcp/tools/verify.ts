import * as z from 'zod';
import type { Tool } from '../tool.ts';
import { trialsShape, trialsText } from '../trials-answer.ts';
import { trialArguments, tryFor } from '../try-kernel.ts';

const input = z.strictObject(trialArguments);
const output = z.object(trialsShape);

export const verifyTool: Tool<typeof input, typeof output> = {
  name: 'verify',
  title: 'Verify a kernel',
  description:
    'Is a Metal kernel right? Compiles it, runs it at the sizes given (default 64,100,128,200) with normal numbers and with one other kind of inputs, and compares all outputs with float64. It sees no races: see check; judge tries everything.',
  input,
  output,
  isReadOnly: true,
  async run(args, setting, call) {
    const value = await tryFor('given', args, setting, call);
    return { text: trialsText(value, 'right'), value, stopped: value.stopped };
  },
};
