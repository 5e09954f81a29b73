import {
  type ConvolutionProblem,
  contenderLabel,
  type ExpectedRows,
  type Family,
  familyOf,
  PLAIN_ALGEBRA,
  type Problem,
  range,
  refusalOf,
  toleranceOf,
} from '../../../kernels/index.ts';
import { printTable } from '../../../native/bench/bench.ts';
import { native } from '../../../native/index.ts';
import { prepareProgram } from '../contenders/generated-contender.ts';
import { createOperands } from '../contenders/operands.ts';

const SEED = 1;
const CPU = { id: 'cpu', kind: 'cpu', name: 'CPU', threads: 1 } as const;
const NEVER = new AbortController().signal;

const WINOGRAD = 'convolution-winograd';
const CONTENDERS = [
  'convolution-implicit',
  `${WINOGRAD}@tile=4`,
  `${WINOGRAD}@tile=5`,
  `${WINOGRAD}@tile=6`,
  `${WINOGRAD}@tile=6,points=integers`,
  `${WINOGRAD}@tile=6,products=memory`,
  `${WINOGRAD}@tile=8`,
  `${WINOGRAD}@tile=8,products=memory`,
] as const;

const DTYPES = ['f32', 'f16', 'bf16'] as const;
const CHANNELS = [16, 128, 1024] as const;
const DATA = ['normal', 'positive'] as const;

/** Prints the error of each algorithm against float64, by data type, channels and data. Tolerances follow from it. */
export async function benchConvolutionErrors(): Promise<void> {
  const rows: string[][] = [];
  for (const dtype of DTYPES) {
    for (const data of DATA) {
      for (const channels of CHANNELS) {
        const problem: ConvolutionProblem = {
          ...{ op: 'convolution', dtype, batch: 1, height: 14, width: 14, channels, filters: 32, window: 3 },
        };
        for (const [contender, { rms, max }] of await errorsOf(problem, data)) {
          const share = max / toleranceOf(contender, problem);
          const numbers = [rms.toExponential(1), max.toExponential(1), share.toFixed(2)];
          rows.push([`${dtype}, ${data}, ${channels} channels`, contenderLabel(contender), ...numbers]);
        }
      }
    }
  }
  printTable(
    'Errors of convolution 3×3 against float64, relative to the root of the sum of squared terms',
    ['', '', 'root mean square', 'largest', '÷ tolerance'],
    rows,
  );
}

async function errorsOf(problem: Problem, data: (typeof DATA)[number]) {
  const family = data === 'normal' ? familyOf(problem) : withPositiveData(familyOf(problem));
  const operands = await createOperands(native, CPU.id, family, problem, SEED);
  try {
    const [output] = family.reference(problem, operands.inputs).outputs;
    if (!output) throw new Error('a convolution has an output');
    const expected = await output.compute(range(0, output.rows), PLAIN_ALGEBRA);
    const at = (index: number) => output.at(Math.floor(index / output.columns), index % output.columns);
    const errors: [contender: string, error: ReturnType<typeof summarise>][] = [];
    for (const contender of CONTENDERS.filter((one) => refusalOf(one, problem) === null)) {
      const setting = { native, device: CPU, family, problem, operands, fault: null };
      const { run, release } = await prepareProgram(contender, setting);
      await operands.resetOutputs();
      await run(1, NEVER);
      release();
      const { values } = await operands.readOutput(output.buffer);
      errors.push([contender, summarise(expected, (index) => values[at(index)] as number)]);
    }
    return errors;
  } finally {
    operands.release();
  }
}

function withPositiveData(family: Family<Problem>): Family<Problem> {
  const elements = (problem: Problem, name: string) =>
    family
      .buffers(problem)
      .find((buffer) => buffer.name === name)
      ?.shape.reduce((a, b) => a * b, 1) ?? 0;
  return { ...family, data: (problem, name, draw) => draw.normal(elements(problem, name)).map(Math.abs) };
}

function summarise({ values, scales }: ExpectedRows, found: (index: number) => number) {
  let [squares, max] = [0, 0];
  for (const [index, value] of values.entries()) {
    const error = Math.abs(found(index) - value) / (scales[index] as number);
    squares += error * error;
    max = Math.max(max, error);
  }
  return { rms: Math.sqrt(squares / values.length), max };
}
