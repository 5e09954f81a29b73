import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../../device/root.ts';
import type { NativeDevice } from '../../types.ts';

export interface Start {
  /** Of devices(), asked for twice. */
  failures: { code: string; message: string }[];
  devices: NativeDevice[];
}

/**
 * Finds the devices on a new thread. If no other thread uses the addon, the GPU is found and probed again: on the double,
 * as the environment then says.
 */
export async function start(environment: Readonly<Record<string, string>>): Promise<Start> {
  Object.assign(process.env, environment);
  const program = `
    const { parentPort, workerData } = require('node:worker_threads');
    import(workerData).then(async ({ native }) => {
      const failures = [];
      const fail = ({ code, message }) => void failures.push({ code, message });
      const devices = (await native.devices().catch(fail)) ?? (await native.devices().catch(fail));
      parentPort.postMessage({ failures, devices });
    });`;
  const index = join(packageRoot(), 'native/index.ts');
  const worker = new Worker(program, { eval: true, workerData: index });
  try {
    const [message] = await once(worker, 'message');
    return message;
  } finally {
    await worker.terminate();
    for (const name of Object.keys(environment)) delete process.env[name];
  }
}
