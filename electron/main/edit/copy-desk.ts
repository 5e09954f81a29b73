import type { Program } from '../../../kernels/index.ts';
import type { ComputeTransport } from '../../ipc/compute-client.ts';
import type { CopyCheck, TextDiagnostic } from '../../ipc/edit/edit-schema.ts';
import { COPY_GENERATOR } from '../../ipc/edit/new-copy-run.ts';
import { keepProgram } from '../../ipc/programs/keep-program.ts';
import type { Failure, Result } from '../../ipc/types.ts';
import { ComputeKeeper } from '../supervise/compute-keeper.ts';

/** Checks are of copies that somebody is waiting for. */
const LIMITS = { compileMs: 60_000, checkMs: 60_000, kernelMs: 10_000 };
/** Kernels are checked by running them there. */
const CHECKING_DEVICE = 'cpu';

/** Its clock and caches belong to what is measured. */
export const PAUSED: Failure = {
  code: 'PAUSED',
  message: 'Nothing is compiled or checked while something is measured.',
};

/** What is compiled or checked: a program, and whose tolerance applies. */
export interface DeskWork {
  readonly program: Program & { readonly problem: CopyCheck['problem'] };
  readonly judgedAs: string;
}

/**
 * Compiles and checks copies while they are edited, in a compute process of its own: one that hangs or crashes does no
 * harm, and one that is in the way of a measurement is ended.
 */
export class CopyDesk {
  readonly #keeper: ComputeKeeper;
  readonly #isBusy: () => boolean;

  constructor(start: () => ComputeTransport, isBusy: () => boolean) {
    this.#keeper = new ComputeKeeper(start, () => undefined);
    this.#isBusy = isBusy;
  }

  async compile(device: string, { program, judgedAs }: DeskWork): Promise<Result<TextDiagnostic[]>> {
    if (this.#isBusy()) return { ok: false, error: PAUSED };
    const { problem } = program;
    const request = { device, problem, contender: judgedAs, programs: asked(program) };
    return this.#keeper.request('compileCopy', request, LIMITS.compileMs);
  }

  /** Runs a copy of a small problem with every memory access checked, and verifies what it wrote. */
  async check({ program, judgedAs }: DeskWork): Promise<Result<CopyCheck>> {
    if (this.#isBusy()) return { ok: false, error: PAUSED };
    const { problem } = program;
    const examined = await this.#keeper.request(
      'examine',
      {
        device: CHECKING_DEVICE,
        problem,
        contender: judgedAs,
        programs: asked(program),
        seed: 1,
        distribution: 'normal',
        isChecked: true,
        timeoutMs: LIMITS.kernelMs,
      },
      LIMITS.checkMs,
    );
    if (!examined.ok) return examined;
    const { findings, failure } = examined.value;
    return { ok: true, value: { problem, findings, failure } };
  }

  /** Ends what is compiled or checked just now. */
  end(reason: Failure): void {
    this.#keeper.kill(reason);
  }
}

function asked(program: Program) {
  const { hash, kept } = keepProgram(program, {}, COPY_GENERATOR);
  return { cells: { program: hash }, kept };
}
