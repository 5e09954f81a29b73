import type { CompiledText, CompileReport } from './compile-types.ts';
import { median } from './summary/statistics.ts';

/** The median figures of one text, in milliseconds. */
export interface TextFigures extends CompiledText {
  library: number;
  pipeline: number;
  stored: number;
}

/** The sums over all texts of a report, and the medians of its rounds. Times are in milliseconds. */
export interface CompileTotals {
  pipelines: number;
  /** One text after the other, with no cache; null where no round was finished. */
  aloneMs: number | null;
  /** So many texts at a time, and how many times as fast as alone. */
  parallel: { threads: number; ms: number; speedup: number }[];
  storedMs: number;
}

/** The medians of each text, the slowest without a cache first. */
export function textFigures({ texts }: CompileReport): TextFigures[] {
  const figures = texts.map((text) => ({
    ...text,
    library: median(text.libraryMs),
    pipeline: median(text.pipelineMs),
    stored: median(text.storedMs),
  }));
  return figures.sort((a, b) => b.library + b.pipeline - a.library - a.pipeline);
}

export function compileTotals({ texts, parallel }: CompileReport): CompileTotals {
  const sum = (figure: (one: CompiledText) => number) => texts.reduce((total, one) => total + figure(one), 0);
  const measured = texts.length === 0 ? [] : parallel.filter(({ wallMs }) => wallMs.length > 0);
  const [alone, ...others] = measured.map(({ threads, wallMs }) => ({ threads, ms: median(wallMs) }));
  return {
    pipelines: sum(({ pipelines }) => pipelines),
    aloneMs: alone?.ms ?? null,
    parallel: others.map(({ threads, ms }) => ({ threads, ms, speedup: (alone?.ms ?? 0) / ms })),
    storedMs: sum(({ storedMs }) => median(storedMs)),
  };
}
