import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { expect, it, vi } from 'vitest';
import { exitOf } from './utility-transport.ts';

// Other files of tests may have loaded modules with an Electron of their own.
vi.hoisted(() => vi.resetModules());

vi.mock('electron', () => ({}));

it.each(['SIGKILL', 'SIGSEGV', 'SIGABRT'] as const)('names %s, with a core dump or not', (signal) => {
  for (const code of [constants.signals[signal], constants.signals[signal] + 128]) {
    expect(exitOf(code)).toEqual({ code: null, signal });
  }
});

it.each([0, 1, 2, 256])('leaves the exit code %d as it is', (code) => {
  expect(exitOf(code)).toEqual({ code, signal: null });
});

it('does not take an uncaught exception for a signal', () => {
  const { status } = spawnSync(process.execPath, ['-e', 'throw new Error()'], { stdio: 'ignore' });
  expect(exitOf(status as number)).toEqual({ code: status, signal: null });
});
