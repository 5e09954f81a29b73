import type { ComparedRuns, KeptDecision, ReviewEntry } from '../ipc/review/decisions.ts';
import type { Slide } from '../ipc/story.ts';
import type { RunMarks } from '../ipc/types.ts';
import { RunReader } from './run-reader.ts';

/** What people put on runs, and those that they discarded. Methods throw StoreError. */
export class RunMarker extends RunReader {
  mark(runId: string, marks: RunMarks): void {
    this.store.transaction(() => this.tables.runs.mark(runId, marks));
  }

  /** Replaces the story of a run; an empty one is none. */
  setStory(runId: string, story: readonly Slide[]): void {
    this.store.transaction(() => this.tables.runs.setStory(runId, story));
  }

  /** Hides a run from everybody until restore(), or for good with deleteDiscarded(). */
  discard(runId: string): void {
    this.store.transaction(() => this.tables.runs.discard(runId, true));
  }

  /** Returns whether the run was still there. */
  restore(runId: string): boolean {
    return this.store.transaction(() => this.tables.runs.discard(runId, false));
  }

  /** The ids of runs that were discarded. */
  discarded(): string[] {
    return this.store.guard(() => this.tables.runs.discarded());
  }

  /** What was decided about a candidate beside a baseline, oldest first. */
  decisions(runs: ComparedRuns): ReviewEntry[] {
    return this.store.guard(() => this.tables.decisions.ofRuns(runs));
  }

  decide({ baseline, candidate }: ComparedRuns, entry: ReviewEntry): void {
    this.addDecisions(candidate, [{ baseline, ...entry, undoneAt: null }]);
  }

  /** Adds what was decided about a candidate elsewhere, as far as it is not there. */
  addDecisions(candidate: string, decisions: readonly KeptDecision[]): void {
    this.store.transaction(() => this.insertDecisions(candidate, decisions));
  }

  /** The same within a transaction. */
  protected insertDecisions(candidate: string, decisions: readonly KeptDecision[] = []): void {
    for (const decision of decisions) this.tables.decisions.add(candidate, decision);
  }

  /** Undoes the newest step of a review, which is kept as undone. Returns whether there was one. */
  undoDecision(runs: ComparedRuns): boolean {
    return this.store.transaction(() => this.tables.decisions.undo(runs, new Date().toISOString()));
  }
}
