import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { applyUpdates, updateOf } from '../../ipc/cell-update.ts';
import type { Events } from '../../ipc/contract.ts';
import { measured, sampleRun } from '../../ipc/sample-run.ts';
import type { Cell } from '../../ipc/types.ts';
import { EventBatcher } from './event-batcher.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const { id: runId, cells } = sampleRun();
const WHOLE = measured(cells[2] as Cell);
const upTo = (count: number): Cell => ({ ...WHOLE, samples: WHOLE.samples.slice(0, count) });

it('sends each cell once per batch, each sample once, at most ten times a second', async () => {
  const batches: Events['sweep.cells'][] = [];
  const batcher = new EventBatcher(runId, (event, payload) => {
    if (event === 'sweep.cells') batches.push(payload as Events['sweep.cells']);
  });
  batcher.cells([updateOf(upTo(1))]);
  await vi.advanceTimersByTimeAsync(10);
  expect(batches).toHaveLength(1);
  batcher.cells([updateOf(upTo(2), 1)]);
  batcher.cells([updateOf(upTo(3), 2)]);
  await vi.advanceTimersByTimeAsync(80);
  expect(batches).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(20);
  batcher.cells([updateOf(WHOLE, 3)]);
  batcher.flush();
  expect(batches.map(({ updates }) => updates.map(({ newSamples }) => newSamples.length))).toEqual([
    [1],
    [2],
    [1],
  ]);
  expect(
    applyUpdates(
      [],
      batches.flatMap(({ updates }) => updates),
    ),
  ).toEqual([WHOLE]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(batches).toHaveLength(3);
});
