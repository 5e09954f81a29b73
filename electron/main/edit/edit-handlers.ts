import { estimate, type Problem, type Program } from '../../../kernels/index.ts';
import type { Invocations } from '../../ipc/contract.ts';
import { copyVerdict } from '../../ipc/edit/copy-verdict.ts';
import type { Copy, OpenedCell } from '../../ipc/edit/edit-schema.ts';
import { editedProgram, isUnchanged, openedPasses, textsOf } from '../../ipc/edit/edited-program.ts';
import { judgedAs, newCopyRun } from '../../ipc/edit/new-copy-run.ts';
import { type Original, originalAt } from '../../ipc/edit/original.ts';
import { smallProblems } from '../../ipc/edit/small-problems.ts';
import { noiseKey } from '../../ipc/noise/noise-floor.ts';
import type { Failure, Result, RunHeader } from '../../ipc/types.ts';
import { draftOf, drafts, forgetDraft, keepDraft } from '../../store/drafts.ts';
import { knownFloors } from '../../store/noise-floors.ts';
import type { RunStore } from '../../store/run-store.ts';
import type { Supervisor } from '../supervise/supervisor.ts';
import { PAUSED } from './copy-desk.ts';
import { failed, NO_CONSENT, Originals } from './originals.ts';
import { saveKernel } from './save-kernel.ts';

type EditChannel = Extract<keyof Invocations, `edit.${string}`>;
type Answer<C extends EditChannel> = Result<Invocations[C]['response']>;
type EditHandlers = {
  [C in EditChannel]: (request: Invocations[C]['request']) => Answer<C> | Promise<Answer<C>>;
};

const DONE: Result<null> = { ok: true, value: null };

/** Answers what an editor of a copy asks. Nothing of a text that came with a file is compiled before a person agrees. */
export function editHandlers(store: RunStore, supervisor: Supervisor): EditHandlers {
  const originals = new Originals(store);
  /** The device that a run was measured on, or the first one here. */
  const deviceFor = async ({ run }: Original): Promise<Result<string>> => {
    const devices = await supervisor.devices();
    if (!devices.ok) return devices;
    const wanted = run.environment.device.id;
    const device = devices.value.find(({ id }) => id === wanted) ?? devices.value[0];
    return device ? { ok: true, value: device.id } : failed('NO_DEVICE', 'There is no device here.');
  };
  const workOf = (original: Original, copy: Copy, program: Program, problem: Problem) => ({
    program: { ...editedProgram(program, copy.edit), problem },
    judgedAs: judgedAs(original),
  });
  /** What is checked: the copy at a small problem, or at the smallest of the run that has its texts. */
  const smallest = (original: Original): [Program, Problem] => {
    const { request } = original.run;
    const own = request.problems.toSorted((one, other) => estimate(one).flops - estimate(other).flops);
    for (const problem of [...smallProblems(original.cell.problem), ...own]) {
      const program = originalAt(original, problem, originals.programAt(original, problem));
      if (program) return [program, problem];
    }
    return [original.program, original.cell.problem];
  };

  return {
    'edit.open': (cell) => {
      const found = originals.find(cell);
      if (!found.ok) return found;
      const { header, program, kept, generator } = found.value;
      const { contender, problem } = found.value.cell;
      const draft = draftOf(store, cell)?.edit ?? null;
      const texts = textsOf(program.passes);
      const value: OpenedCell = {
        ...cell,
        runName: header.name,
        problem,
        contender,
        texts,
        passes: openedPasses(program.passes),
        origin: { from: originText(header), generator: generator ?? 'Tilescope' },
        needsConsent: originals.needConsent(cell.runId, [kept]),
        draft: draft?.texts.length === texts.length ? draft : null,
      };
      return { ok: true, value };
    },
    'edit.agree': ({ runId }) => {
      originals.agree(runId);
      return DONE;
    },
    'edit.drafts': () => {
      const refs = drafts(store).map(({ runId, cellId, isOpen }) => ({ runId, cellId, isOpen }));
      return { ok: true, value: refs };
    },
    'edit.keep': (draft) => {
      keepDraft(store, draft);
      return DONE;
    },
    'edit.forget': (cell) => {
      forgetDraft(store, cell);
      return DONE;
    },
    'edit.compile': async (copy) => {
      const found = originals.findAllowed(copy);
      if (!found.ok) return found;
      if (supervisor.isBusy) return { ok: false, error: PAUSED };
      const device = await deviceFor(found.value);
      if (!device.ok) return device;
      const { program, cell } = found.value;
      return supervisor.desk.compile(device.value, workOf(found.value, copy, program, cell.problem));
    },
    'edit.check': (copy) => {
      const found = originals.findAllowed(copy);
      if (!found.ok) return found;
      return supervisor.desk.check(workOf(found.value, copy, ...smallest(found.value)));
    },
    'edit.time': async ({ scope, ...copy }) => {
      const found = originals.findAllowed(copy);
      if (!found.ok) return found;
      const original = found.value;
      const kept = (problem: Problem) => originals.keptAt(original, problem);
      const { problems } = original.run.request;
      if (scope === 'run' && originals.needConsent(copy.runId, problems.map(kept)))
        return { ok: false, error: NO_CONSENT };
      if (scope === 'run' && Object.keys(copy.edit.launches).length > 0)
        return { ok: false, error: ONE_SIZE };
      if (isUnchanged(copy.edit)) return { ok: false, error: UNCHANGED };
      const device = await deviceFor(original);
      if (!device.ok) return device;
      return supervisor.measure(device.value, (environment) => ({
        ok: true,
        value: newCopyRun(original, copy.edit, scope, environment, kept),
      }));
    },
    'edit.verdict': ({ runId }) => {
      const run = store.run(runId);
      if (!run) return failed('NO_SUCH_RUN', `There is no run ${runId}.`);
      return { ok: true, value: copyVerdict(run, knownFloors(store)[noiseKey(run.environment)]) };
    },
    'edit.save': (copy) => {
      const found = originals.find(copy);
      if (!found.ok) return found;
      return saveKernel(found.value, copy.edit);
    },
  };
}

const ONE_SIZE: Failure = {
  code: 'ONE_SIZE',
  message:
    'The grid was edited for one size. For others it needs expressions: save the copy as a kernel, and write them in its descriptor.',
};
const UNCHANGED: Failure = { code: 'UNCHANGED', message: 'Nothing was edited: the copy is its original.' };

/** "2026-01-02 on Apple M1 Max (machine 0123456789abcdef)" */
function originText({ startedAt, environment }: RunHeader): string {
  return `${startedAt.slice(0, 10)} on ${environment.device.name} (machine ${environment.machine ?? 'unknown'})`;
}
