import { describe, expect, it } from 'vitest';
import { createLoadMeter } from './load-meter.ts';
import type { ProcessorTime } from './processor-time.ts';

/** A machine of two processors, which `pass` lets work: for so long, with so much of its time used by whom. */
function machine() {
  let time: ProcessorTime = { atMs: 5000, processors: 2, idleMs: 7000, ownMs: 300, runQueue: 0 };
  const pass = (ms: number, used: { own?: number; others?: number }, runQueue = 0) => {
    const { own = 0, others = 0 } = used;
    const idle = 2 * ms * (1 - own - others);
    const { atMs, processors, idleMs, ownMs } = time;
    time = { atMs: atMs + ms, processors, idleMs: idleMs + idle, ownMs: ownMs + 2 * ms * own, runQueue };
  };
  const meter = createLoadMeter({ readTime: () => time, readClockMhz: () => 3200 });
  return { meter, pass };
}

describe('the load of a machine', () => {
  it('is what others used, whatever this process did', () => {
    const { meter, pass } = machine();
    const beginning = meter.begin();
    pass(400, { own: 0.5, others: 0.31 });
    expect(meter.since(beginning).busyShare).toBeCloseTo(0.31);
    const later = meter.begin();
    pass(400, { own: 0.98 });
    expect(meter.since(later)).toEqual({ busyShare: expect.closeTo(0), runQueue: 0, clockMhz: 3200 });
  });

  it('is not below nothing when the counters lag', () => {
    const { meter, pass } = machine();
    const beginning = meter.begin();
    pass(400, { own: 1, others: -0.02 });
    expect(meter.since(beginning).busyShare).toBe(0);
  });

  it('is unknown of a time too short to tell, and that of a longer time when there is one', () => {
    const { meter, pass } = machine();
    const first = meter.begin();
    pass(100, { others: 0.5 });
    expect(meter.since(first).busyShare).toBeNull();
    pass(100, { others: 0.5 });
    const second = meter.begin();
    pass(100, { own: 1 });
    // 300 ms of two processors, in 200 of which others used half of them.
    expect(meter.since(second).busyShare).toBeCloseTo(1 / 3);
  });

  it('forgets what is longer ago than it takes to tell', () => {
    const { meter, pass } = machine();
    meter.begin();
    pass(10_000, { others: 0.9 });
    meter.begin();
    pass(240, {});
    const last = meter.begin();
    pass(20, {});
    expect(meter.since(last).busyShare).toBeCloseTo(0);
  });

  it('has the longer of the two queues at its edges', () => {
    const { meter, pass } = machine();
    pass(1, {}, 3);
    const beginning = meter.begin();
    pass(400, {}, 1);
    expect(meter.since(beginning).runQueue).toBe(3);
  });

  it('is unknown where nothing counts it', () => {
    const meter = createLoadMeter({ readTime: () => null, readClockMhz: () => null });
    expect(meter.since(meter.begin())).toEqual({ busyShare: null, runQueue: null, clockMhz: null });
  });
});

it('is read from this machine, and grows with what this process does', () => {
  const meter = createLoadMeter();
  const [first, second] = [meter.begin(), meter.begin()];
  if (!first || !second) return expect(process.platform).not.toBe('linux');
  expect(second.atMs).toBeGreaterThanOrEqual(first.atMs);
  expect(second.ownMs).toBeGreaterThan(0);
  expect(second.processors).toBeGreaterThan(0);
  expect(second.idleMs).toBeGreaterThanOrEqual(first.idleMs);
});
