import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processorClockMhz } from './processor-clock.ts';
import { linuxChildrenMs, linuxCounters } from './processor-time.ts';

const STAT = `cpu  65736 243 19057 53827 761 0 316 0 0 0
cpu0 32701 117 9187 27703 153 0 112 0 0 0
cpu1 33035 125 9870 26124 608 0 203 0 0 0
intr 694370 0 0 cpu 7
procs_running 4
procs_blocked 0
`;

describe('/proc/stat', () => {
  it('gives idle time in hundredths of a second, and who else is ready to run', () => {
    expect(linuxCounters(STAT)).toEqual({ processors: 2, idleMs: 545_880, runQueue: 3 });
  });

  it('does not count where all of it is 0, and says nothing of a queue that it leaves out', () => {
    expect(linuxCounters('cpu  0 0 0 0 0 0 0 0 0 0\ncpu0 0 0 0 0 0 0 0 0 0 0\n')).toBeNull();
    expect(linuxCounters(STAT.replace(/^procs_running.*\n/m, ''))?.runQueue).toBeNull();
  });
});

it('the time of children is found behind any name', () => {
  const fields = ['S', ...Array.from({ length: 10 }, (_, index) => index + 4), 100, 50, 30, 4, 20, 0];
  expect(linuxChildrenMs(`12 (a) b ) ${fields.join(' ')}\n`)).toBe(340);
});

describe('the clock', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tilescope-clock-'));
    for (const [policy, khz] of [
      ['policy0', 1_200_000],
      ['policy4', 3_187_500],
    ] as const) {
      mkdirSync(join(folder, policy));
      writeFileSync(join(folder, policy, 'scaling_cur_freq'), `${khz}\n`);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is that of the fastest processor', () => expect(processorClockMhz(folder)).toBe(3188));

  it('is unknown where no file says it', () => {
    expect(processorClockMhz(join(folder, 'missing'))).toBeNull();
    expect(processorClockMhz(tmpdir())).toBeNull();
  });
});
