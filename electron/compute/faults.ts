// For developers and end-to-end tests only: faults on demand, from the environment variable TILESCOPE_FAULT.
//   crash@3             the process crashes when the third cell of a sweep begins
//   hang@3              the third cell of a sweep never finishes, and ignores a cancellation
//   wrong@gemm-tiled    one element of that contender's output is changed before it is verified
//   compile@gemm-tiled  that contender's MSL does not compile
//   double@3:hang@24    the Metal double gets the fault "hang@24" when the third cell begins, and counts from there
// Cells count from 1 in the order they are measured. Faults that end a sweep do not strike a resumed one, so that
// recovery can be tried in the same environment.
import type { Program } from '../../kernels/index.ts';

const BROKEN_LINE = '\nthis is not Metal Shading Language;\n';
/** Long enough for events posted before to leave the process. */
const DRAIN_MS = 50;

export interface Fault {
  /** Called when a cell begins; may never return. */
  cellBegins(number: number, resumed: boolean): Promise<void>;
  /** Returns the program to compile in place of a contender's own. */
  breakSource(contender: string, program: Program): Program;
  /** May change values that were read from a contender's output. */
  spoil(contender: string, rows: Float32Array): void;
}

/** Removes the Metal double's own fault before a sweep resumes: every new process would count towards it from zero. */
export function disableDoubleFaults(): void {
  delete process.env.TILESCOPE_DOUBLE_FAULT;
}

const NONE: Fault = {
  cellBegins: async () => undefined,
  breakSource: (_contender, program) => program,
  spoil: () => undefined,
};

/** Strikes when a cell begins, but not in a resumed sweep. */
const atCell = (cell: string, strike: () => void | Promise<void>): Partial<Fault> => ({
  cellBegins: async (number, resumed) => {
    if (!resumed && number === Number(cell)) await strike();
  },
});

const FAULTS: Readonly<Record<string, (target: string) => Partial<Fault>>> = {
  crash: (target) =>
    atCell(target, async () => {
      await new Promise((wake) => setTimeout(wake, DRAIN_MS));
      process.kill(process.pid, 'SIGKILL');
    }),
  hang: (target) => atCell(target, () => new Promise(() => undefined)),
  double: (target) => {
    const [cell, fault] = split(target, ':');
    return atCell(cell, () => {
      process.env.TILESCOPE_DOUBLE_FAULT = fault;
    });
  },
  wrong: (target) => ({
    spoil: (contender, rows) => {
      if (contender === target) rows[0] = (rows[0] as number) + 1;
    },
  }),
  compile: (target) => ({
    breakSource: (contender, program) =>
      contender === target ? { ...program, passes: program.passes.map(breakPass) } : program,
  }),
};

/** The fault that `kind@target` names; null without one. Throws on a kind that the table above does not have. */
export function parseFault(text: string | undefined): Fault | null {
  if (!text) return null;
  const [kind, target] = split(text, '@');
  const fault = FAULTS[kind];
  if (!fault || !target) {
    throw new Error(
      `TILESCOPE_FAULT = ${text}: expected one of ${Object.keys(FAULTS).join(', ')}, then @target`,
    );
  }
  return { ...NONE, ...fault(target) };
}

/** The text before and after the first separator. */
function split(text: string, separator: string): [string, string] {
  const [before = '', ...after] = text.split(separator);
  return [before, after.join(separator)];
}

function breakPass(pass: Program['passes'][number]): Program['passes'][number] {
  return { ...pass, kernel: { ...pass.kernel, source: pass.kernel.source + BROKEN_LINE } };
}
