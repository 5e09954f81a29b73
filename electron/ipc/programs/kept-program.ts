// The programs that a run's cells were measured with, as the run keeps them: by content, each once.
import type { Configuration, Kernel, Pass, Program } from '../../../kernels/index.ts';

/** A SHA-256 in hexadecimal digits, of a text or of a program's canonical JSON. */
export type ContentHash = string;

/** A pass whose MSL is kept apart, since many programs share one text. */
export interface KeptPass extends Omit<Pass, 'kernel'> {
  readonly kernel: Omit<Kernel, 'source'> & { readonly source: ContentHash };
}

/** The program of a cell. It names neither the problem nor the contender, which the cell has. */
export interface KeptProgram extends Pick<Program, 'buffers' | 'estimate'> {
  /** What generated it: "tilescope 0.1.0"; of somebody's own, the name of the file with its text. */
  readonly generator: string;
  readonly configuration: Configuration;
  readonly passes: readonly KeptPass[];
}

/** Programs with all texts that they use. */
export interface KeptPrograms {
  readonly programs: Readonly<Record<ContentHash, KeptProgram>>;
  /** The MSL texts, each once. Which source a run measured is Run.source. */
  readonly sources: Readonly<Record<ContentHash, string>>;
}

export const NO_PROGRAMS: KeptPrograms = { programs: {}, sources: {} };

/** The programs that cells are to be measured with, by the ids of the cells. Those of all others are generated. */
export interface AskedPrograms {
  readonly cells: Readonly<Record<string, ContentHash>>;
  readonly kept: KeptPrograms;
}

export const NOTHING_ASKED: AskedPrograms = { cells: {}, kept: NO_PROGRAMS };
