import type { Kept } from '../../electron/ipc/programs/keep-program.ts';
import type { Cell, Run } from '../../electron/ipc/types.ts';
import { targetOf } from '../../kernels/index.ts';
import { kernelView } from './kernel-view.ts';

/** The MSL of a cell's first kernel, as measured where that is kept; null of a library. */
export function mslOf({ contender, problem }: Cell, run: Run, measured: Kept | null): string | null {
  const { environment, request } = run;
  const view = kernelView(contender, problem, targetOf(environment.device), measured, request.adopted);
  return view.kind === 'generated' ? (view.passes[0]?.kernel.source ?? null) : null;
}

/** The line of a text at which its first kernel begins, counted from 1. */
export function kernelLine(msl: string): number {
  const index = msl.split('\n').findIndex((line) => /^\s*(?:\[\[.*\]\]\s*)?kernel\s/.test(line));
  return Math.max(0, index) + 1;
}
