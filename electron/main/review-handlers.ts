// The channels of the review.
import { userInfo } from 'node:os';
import { problemKey } from '../../kernels/index.ts';
import { formatItems } from '../ipc/figures.ts';
import { fileName } from '../ipc/file-name.ts';
import { noiseKey } from '../ipc/noise/noise-floor.ts';
import type { ComparedRuns, ReviewEntry } from '../ipc/review/decisions.ts';
import { type Review, reviewOf } from '../ipc/review/review.ts';
import { reviewMarkdown } from '../ipc/review/review-markdown.ts';
import { reviewPage } from '../ipc/review/review-page.ts';
import { standingOf } from '../ipc/review/standing.ts';
import { textChanges } from '../ipc/review/text-changes.ts';
import type { Result, Run } from '../ipc/types.ts';
import { newRematch } from '../ipc/verdict/new-rematch.ts';
import { knownFloors } from '../store/noise-floors.ts';
import type { RunStore } from '../store/run-store.ts';
import { setBaseline, suiteBaselines } from '../store/suite-baselines.ts';
import { fail, type Handlers, type Services } from './handler.ts';
import { saveText } from './run-files.ts';

type ReviewChannel = Extract<keyof Handlers, `review.${string}`>;

/** Enough to find 3 % in a few kernels on two cores, for each of so many cells. */
const BUDGET_MS = 60_000;
const CELLS_PER_BUDGET = 4;
const MAX_BUDGETS = 10;

export function reviewHandlers({
  store,
  supervisor,
}: Pick<Services, 'store' | 'supervisor'>): Pick<Handlers, ReviewChannel> {
  const withRuns = <R>(runs: ComparedRuns, use: (baseline: Run, candidate: Run) => R): R | Result<never> => {
    const [baseline, candidate] = [store.run(runs.baseline), store.run(runs.candidate)];
    if (!baseline) return fail('NO_SUCH_RUN', `There is no run ${runs.baseline}.`);
    if (!candidate) return fail('NO_SUCH_RUN', `There is no run ${runs.candidate}.`);
    return use(baseline, candidate);
  };
  /** Verdicts take a moment for many samples, and do not change by a decision. */
  let last: { key: string; review: Review } | null = null;
  const reviewOfRuns = (baseline: Run, candidate: Run, isNew: boolean): Result<Review> => {
    const key = `${baseline.id} ${candidate.id}`;
    if (isNew || last?.key !== key) last = { key, review: judged(store, baseline, candidate) };
    if (last.review.cells.length === 0)
      return fail('NOTHING_IN_COMMON', 'The two runs have no problem and contender in common.');
    const entries = store.decisions({ baseline: baseline.id, candidate: candidate.id });
    return { ok: true, value: { ...last.review, entries } };
  };
  const reviewed = (runs: ComparedRuns, isNew: boolean) =>
    withRuns(runs, (baseline, candidate) => reviewOfRuns(baseline, candidate, isNew));
  const baselines = () => ({ ok: true, value: suiteBaselines(store) }) as const;
  const entries = (runs: ComparedRuns): Result<readonly ReviewEntry[]> => ({
    ok: true,
    value: store.decisions(runs),
  });
  return {
    'review.baselines': baselines,
    'review.set-baseline': ({ runId }) => {
      const header = store.header(runId);
      if (!header) return fail('NO_SUCH_RUN', `There is no run ${runId}.`);
      if (header.status === 'running')
        return fail('RUN_RUNNING', 'This run is being measured: it can be the baseline once it is over.');
      setBaseline(store, header);
      return baselines();
    },
    'review.open': (runs) => reviewed(runs, true),
    'review.decide': ({ cells, decision, note, ...runs }) => {
      const review = reviewed(runs, false);
      if (!review.ok) return review;
      const known = new Set(review.value.cells.map(({ id }) => id));
      const unknown = cells.find((id) => !known.has(id));
      if (unknown !== undefined)
        return fail('NO_SUCH_CELL', `The two runs have no cell ${unknown} in common.`);
      // The step before may carry the time of another machine, whose clock is ahead.
      const before = review.value.entries.at(-1)?.at ?? '';
      const now = new Date().toISOString();
      const at = now < before ? before : now;
      store.decide(runs, { cells, decision, note: note.trim(), who: userInfo().username, at });
      moveBaseline(store, runs, review.value);
      return entries(runs);
    },
    'review.undo': (runs) => {
      const review = reviewed(runs, false);
      if (!review.ok) return review;
      if (!store.undoDecision(runs))
        return fail('NOTHING_TO_UNDO', 'Nothing is decided about this candidate.');
      moveBaseline(store, runs, review.value);
      return entries(runs);
    },
    'review.rematch': async ({ isTrusted, ...runs }) => {
      const review = reviewed(runs, false);
      if (!review.ok) return review;
      const unclear = review.value.cells.filter(({ verdict, isBroken, isChanged }) => {
        return verdict === 'UNCLEAR' && !isBroken && isChanged !== null;
      });
      if (unclear.length === 0)
        return fail(
          'NOTHING_UNCLEAR',
          'No unclear cell of these runs has programs that can be measured again.',
        );
      return withRuns(runs, (baseline, candidate) => {
        const foreign = isTrusted ? [] : foreignPrograms(store, [baseline, candidate]);
        if (foreign.length > 0) return fail('NO_CONSENT', consentText(foreign.length));
        return supervisor.measure(candidate.request.device, (environment) => {
          const run = newRematch(baseline, candidate, environment, {
            contenders: [...new Set(unclear.map(({ contender }) => contender))],
            problems: new Set(unclear.map(({ problem }) => problemKey(problem))),
            cells: new Set(unclear.map(({ id }) => id)),
            isChangedOnly: false,
            budgetMs: BUDGET_MS * Math.min(MAX_BUDGETS, Math.ceil(unclear.length / CELLS_PER_BUDGET)),
          });
          return 'reason' in run
            ? fail('NO_REMATCH', `No rematch: ${run.reason}.`)
            : { ok: true, value: run };
        });
      });
    },
    'review.save': ({ type, picture, ...runs }) =>
      withRuns(runs, async (baseline, candidate) => {
        const review = reviewOfRuns(baseline, candidate, false);
        if (!review.ok) return review;
        const { value } = review;
        const text =
          type === 'md'
            ? reviewMarkdown(value)
            : reviewPage(value, textChanges(value, baseline, candidate), picture);
        return saveText('Export Review', `${fileName(candidate)}.review.${type}`, text);
      }),
  };
}

function judged(store: RunStore, baseline: Run, candidate: Run): Review {
  const rematches = store
    .headers()
    .filter(({ status, request: { rematch } }) => {
      return (
        status === 'finished' && rematch?.baseline.id === baseline.id && rematch.candidate.id === candidate.id
      );
    })
    .flatMap(({ id }) => store.run(id) ?? []);
  const floor = knownFloors(store)[noiseKey(candidate.environment)];
  return reviewOf(baseline, candidate, { floor, rematches });
}

/** The suite's baseline follows what is decided. */
function moveBaseline(store: RunStore, runs: ComparedRuns, { cells }: Review): void {
  const { isAccepted } = standingOf({ cells, entries: store.decisions(runs) });
  const [baseline, candidate] = [store.header(runs.baseline), store.header(runs.candidate)];
  const isBaseline = candidate && Object.values(suiteBaselines(store)).includes(candidate.id);
  if (isAccepted && candidate && !isBaseline) setBaseline(store, candidate);
  if (!isAccepted && baseline && isBaseline) setBaseline(store, baseline);
}

/** Programs that came with files run only if somebody trusts them: on the CPU device they are native code. */
function foreignPrograms(store: RunStore, runs: readonly Run[]): string[] {
  return store.foreignPrograms([...new Set(runs.flatMap(({ programs }) => Object.keys(programs)))]);
}

function consentText(count: number): string {
  return `${formatItems(count, 'program')} of these runs came with a file, and would run as you.`;
}
