import { cpus, totalmem } from 'node:os';
import { machineId } from '../ipc/machine.ts';
import type { DeviceInfo, Environment, Failure, Result, Run } from '../ipc/types.ts';
import type { RunStore } from './run-store.ts';

/**
 * Continues a run in this process, on the device that it began on: cells that are not done start over. Fails with
 * NO_SUCH_RUN, RUN_RUNNING, NOT_RESUMABLE or OTHER_DEVICE, and then changes nothing. Throws StoreError.
 * @param devices those of this machine
 */
export function resumeRun(store: RunStore, runId: string, devices: readonly DeviceInfo[]): Result<Run> {
  store.recover();
  const header = store.header(runId);
  if (!header) return fail('NO_SUCH_RUN', `There is no run ${runId}.`);
  if (header.status === 'running') {
    return fail('RUN_RUNNING', 'This run is being measured already: wait until that ends, or cancel it.');
  }
  const elsewhere = elsewhereFailure(header.environment, devices);
  if (elsewhere) return { ok: false, error: elsewhere };
  const run = store.reopen(runId) ? store.run(runId) : null;
  if (run) return { ok: true, value: run };
  const status = store.header(runId)?.status ?? 'deleted';
  return fail('NOT_RESUMABLE', `Only an interrupted or cancelled run can be resumed; this one is ${status}.`);
}

/**
 * Why what began in an environment does not go on here, OTHER_DEVICE; null if it does.
 * @param devices those of this machine
 */
export function elsewhereFailure(environment: Environment, devices: readonly DeviceInfo[]): Failure | null {
  const { device: began, machine, cpu, cores, memoryBytes } = environment;
  const here = machineId();
  const device = devices.find(({ id }) => id === began.id);
  const hasDevice = device?.name === began.name && device.threads === began.threads;
  // Earlier versions did not record the machine.
  const isAlike = cores === cpus().length && memoryBytes === totalmem();
  if (hasDevice && (machine === null ? isAlike : machine === here)) return null;
  const there = `${began.name} (${began.id}) of machine ${machine ?? 'unknown'} with ${cores} cores of ${cpu}`;
  const present = devices.map(({ id, name }) => `${name} (${id})`).join(', ') || 'no device';
  const message = `This run began on ${there}; this is machine ${here} with ${present}. Go on there, or start a new sweep here.`;
  return { code: 'OTHER_DEVICE', message };
}

function fail(code: string, message: string): { ok: false; error: Failure } {
  return { ok: false, error: { code, message } };
}
