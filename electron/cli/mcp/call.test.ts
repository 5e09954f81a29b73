import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ComputeClient } from '../../ipc/compute-client.ts';
import { type Call, StoppedError, stopReason, withinBounds } from './call.ts';
import { fromPs, groupMemory } from './group-memory.ts';

const MIB = 2 ** 20;
const LARGE = { seconds: 1000, memoryBytes: 2 ** 40 };
const NEVER = new AbortController().signal;
const HOLDS = `globalThis.held = Buffer.alloc(${300 * MIB}, 1); console.log('held'); setInterval(() => 0, 1000);`;

/** A process with 300 MiB in memory in place of one that computes, as a group of its own. */
function startLarge() {
  const child = spawn(process.execPath, ['-e', HOLDS], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const client = { kill: () => child.kill('SIGKILL'), onExit: () => undefined } as unknown as ComputeClient;
  return { child, client, pid: child.pid };
}

/** Work that goes on until it is stopped. */
const untilStopped = async ({ signal, start }: Call) => {
  start();
  await once(signal, 'abort');
  return 'never';
};

describe('a call', () => {
  it('is stopped when its time is over, and says what it was at', async () => {
    const { child, client, pid } = startLarge();
    const told: string[] = [];
    const work = async (call: Call) => {
      call.tell(1, 2, 'a trial at 64×64×64');
      await untilStopped(call);
      return stopReason(call);
    };
    const exit = once(child, 'exit');
    const bounds = { ...LARGE, seconds: 0.2 };
    const reason = await withinBounds(
      bounds,
      NEVER,
      (_, __, now) => told.push(now),
      work,
      () => ({ client, pid }),
    );
    expect(reason).toBe('Stopped after 0.2 s, the most that this call may take: a trial at 64×64×64.');
    expect(told).toEqual(['a trial at 64×64×64']);
    expect((await exit)[1]).toBe('SIGKILL');
  });

  it('is stopped when its processes have more memory than they may', async () => {
    const { client, pid } = startLarge();
    const bounds = { ...LARGE, memoryBytes: 256 * MIB };
    const work = async (call: Call) => {
      await untilStopped(call);
      throw new Error('a failure that follows from that');
    };
    const stopped = withinBounds(
      bounds,
      NEVER,
      () => undefined,
      work,
      () => ({ client, pid }),
    );
    await expect(stopped).rejects.toThrow(StoppedError);
    await expect(stopped).rejects.toThrow(
      /^Stopped at \d+.MiB of memory, beyond the 256.MiB that this call may take\.$/,
    );
  });

  it('is cancelled, and starts nothing any more', async () => {
    const controller = new AbortController();
    const { child, client, pid } = startLarge();
    const exit = once(child, 'exit');
    const work = async (call: Call) => {
      call.start();
      controller.abort();
      expect(() => call.start()).toThrow('Cancelled.');
      return stopReason(call);
    };
    expect(
      await withinBounds(
        LARGE,
        controller.signal,
        () => undefined,
        work,
        () => ({ client, pid }),
      ),
    ).toBe('Cancelled.');
    await exit;
  });

  it('leaves no process behind', async () => {
    const { child, client, pid } = startLarge();
    const exit = once(child, 'exit');
    const work = async ({ start }: Call) => void start();
    await withinBounds(
      LARGE,
      NEVER,
      () => undefined,
      work,
      () => ({ client, pid }),
    );
    expect((await exit)[1]).toBe('SIGKILL');
  });
});

describe('the memory of a group', () => {
  it('is that of its leader and what it has started, and nothing when they have ended', async () => {
    const start = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(HOLDS)}], { stdio: 'inherit' }); ${HOLDS}`;
    const child = spawn(process.execPath, ['-e', start], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = child.pid as number;
    const exit = once(child, 'exit');
    try {
      let printed = '';
      while (printed.split('held').length < 3) printed += String((await once(child.stdout, 'data'))[0]);
      expect(await groupMemory(pid)).toBeGreaterThan(600 * MIB);
      expect((await fromPs(pid)) * 1024).toBeGreaterThan(600 * MIB);
    } finally {
      process.kill(-pid, 'SIGKILL');
    }
    await exit;
    expect(await groupMemory(pid)).toBe(0);
  });
});
