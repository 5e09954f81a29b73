import { cpus, totalmem } from 'node:os';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sampleRun } from '../ipc/fixture/sample-run.ts';
import { machineId } from '../ipc/machine.ts';
import type { Cell, Environment } from '../ipc/types.ts';
import { resumeRun } from './resume-run.ts';
import { RunStore } from './run-store.ts';

let store: RunStore;

beforeEach(() => {
  store = new RunStore(null);
});
afterEach(() => store.dispose());

const { environment, id } = sampleRun();
const devices = [environment.device];

/** A run that began in an environment, by default this machine's. */
function begun(changes: Partial<Environment> = {}) {
  const run = sampleRun({ environment: { ...environment, machine: machineId(), ...changes } });
  store.add(run);
  return run;
}

it('measures what is not done: done cells stay, the others start over', () => {
  const run = begun();
  const [first, second, third] = run.cells as [Cell, Cell, Cell];
  const resumed = resumeRun(store, id, devices);
  expect(resumed).toMatchObject({ ok: true, value: { status: 'running', failure: null, finishedAt: null } });
  expect(resumed.ok && resumed.value.cells.slice(0, 3)).toEqual([first, second, third]);
});

it.each<[what: string, changes: Partial<Environment>, here: typeof devices]>([
  ['another machine', { machine: '0123456789abcdef' }, devices],
  ['another machine of which little is known', { machine: null, cores: cpus().length + 1 }, devices],
  ['a device of another name', {}, [{ ...environment.device, name: 'Apple M9' }]],
  ['a device with more threads', {}, [{ ...environment.device, threads: 64 }]],
  ['a device that is not here', {}, [{ ...environment.device, id: 'metal' }]],
])('does not go on from %s, names both, and changes nothing', (_what, changes, here) => {
  const run = begun(changes);
  const resumed = resumeRun(store, id, here);
  expect(resumed).toMatchObject({ ok: false, error: { code: 'OTHER_DEVICE' } });
  const message = resumed.ok ? '' : resumed.error.message;
  for (const name of [environment.device.name, here[0]?.name, machineId()]) expect(message).toContain(name);
  expect(store.run(id)).toEqual(run);
});

it('goes on with a run of a version that did not record the machine, on one that is alike', () => {
  begun({ machine: null, cores: cpus().length, memoryBytes: totalmem() });
  expect(resumeRun(store, id, devices).ok).toBe(true);
});

it('refuses runs that are unknown, running or finished', () => {
  expect(resumeRun(store, id, devices)).toMatchObject({ error: { code: 'NO_SUCH_RUN' } });
  begun();
  resumeRun(store, id, devices);
  expect(resumeRun(store, id, devices)).toMatchObject({ error: { code: 'RUN_RUNNING' } });
  store.close(id, { status: 'finished', failure: null, finishedAt: null });
  expect(resumeRun(store, id, devices)).toMatchObject({
    error: { code: 'NOT_RESUMABLE', message: expect.stringContaining('this one is finished') },
  });
});
