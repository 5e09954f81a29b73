import type { Problem, Program } from '../../../kernels/index.ts';
import type { Copy, EditedCell } from '../../ipc/edit/edit-schema.ts';
import { textsOf } from '../../ipc/edit/edited-program.ts';
import { type Original, originalCellId, originalOf } from '../../ipc/edit/original.ts';
import type { Kept } from '../../ipc/programs/keep-program.ts';
import { restoreProgram } from '../../ipc/programs/restore-program.ts';
import type { Failure, Result, RunHeader } from '../../ipc/types.ts';
import type { RunStore } from '../../store/run-store.ts';

export const NO_CONSENT: Failure = {
  code: 'NO_CONSENT',
  message: 'This text came with a file: nothing of it is compiled before you agree.',
};

/** What a copy is made of, with its run, and its cell's program if the run keeps it. */
export interface FoundOriginal extends Original {
  readonly header: RunHeader;
  readonly kept: Kept | null;
}

/** Finds what copies are made of, and knows which of it may be compiled: not what came with a file, until a person agrees. */
export class Originals {
  readonly #store: RunStore;
  /** The runs from files whose texts may be compiled, until the application quits. */
  readonly #agreed = new Set<string>();

  constructor(store: RunStore) {
    this.#store = store;
  }

  agree(runId: string): void {
    this.#agreed.add(runId);
  }

  /** Whether some programs of a run came with a file, and nobody has agreed. */
  needConsent(runId: string, kept: readonly (Kept | null)[]): boolean {
    const hashes = kept.flatMap((one) => one?.hash ?? []);
    return !this.#agreed.has(runId) && this.#store.foreignPrograms(hashes).length > 0;
  }

  /** Fails with NO_SUCH_CELL and NO_TEXT. */
  find({ runId, cellId }: EditedCell): Result<FoundOriginal> {
    const header = this.#store.header(runId);
    const cell = header && this.#store.cell(runId, cellId);
    if (!header || !cell) return failed('NO_SUCH_CELL', 'This cell is gone: its run was deleted.');
    const kept = this.#kept(runId, cellId);
    const found = originalOf(header, { ...cell, program: kept?.hash ?? null }, kept?.kept ?? null);
    return found.ok ? { ok: true, value: { ...found.value, header, kept } } : found;
  }

  /** The same for a copy that is to be compiled: fails with NO_CONSENT too, and with BAD_INPUT for one of another program. */
  findAllowed(copy: Copy): Result<FoundOriginal> {
    const found = this.find(copy);
    if (!found.ok) return found;
    const { kept, program } = found.value;
    if (this.needConsent(copy.runId, [kept])) return { ok: false, error: NO_CONSENT };
    const expected = textsOf(program.passes).length;
    if (copy.edit.texts.length === expected) return found;
    return failed('BAD_INPUT', `edit.texts: expected ${expected} texts, as the original has`);
  }

  /** What the run keeps of the original at another problem. */
  keptAt(original: Original, problem: Problem): Kept | null {
    return this.#kept(original.run.id, originalCellId(original, problem));
  }

  programAt(original: Original, problem: Problem): Program | null {
    const kept = this.keptAt(original, problem);
    return kept && restoreProgram(kept.hash, kept.kept, problem, original.cell.contender);
  }

  #kept(runId: string, cellId: string): Kept | null {
    const kept = this.#store.program(runId, cellId);
    const [hash] = Object.keys(kept?.programs ?? {});
    return kept && hash !== undefined ? { hash, kept } : null;
  }
}

export function failed(code: string, message: string): Result<never> {
  return { ok: false, error: { code, message } };
}
