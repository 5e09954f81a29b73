import { performance } from 'node:perf_hooks';
import { NativeError } from '../error.ts';
import type { Native, NativeDevice, NativePass } from '../types.ts';
import { addon } from './addon.ts';
import { loadedPipeline } from './compile.ts';
import { driverOf } from './devices.ts';
import { cancellable } from './execute.ts';
import { type CheckedPass, toFindings } from './findings.ts';
import { toAddonPass } from './passes.ts';
import { checkCount, checkOwner, coded, LARGEST_COUNT } from './validation.ts';

const DEFAULT_TIMEOUT_MS = 10_000;

export const checkMethods = {
  check: (id, passes, { timeoutMs = DEFAULT_TIMEOUT_MS, signal } = {}) =>
    coded(async () => {
      const driver = await driverOf(id);
      if (driver.checksReason) throw new NativeError('UNSUPPORTED', driver.checksReason);
      checkCount('timeoutMs', timeoutMs, 1, LARGEST_COUNT);
      const checked = await Promise.all(passes.map((pass) => prepare(pass, driver.device)));
      const execution = {
        rotation: [{ passes: checked.map(({ addonPass }) => addonPass) }],
        duplicates: 1,
        threads: 1,
        indirect: false,
        timeoutMs,
        passesPerCommandBuffer: 0,
        passesPerEncoder: 0,
        spinMs: 0,
      };
      const start = performance.now();
      const report = await cancellable(signal, (cancelFlag) => addon().check({ ...execution, cancelFlag }));
      const wallNs = (performance.now() - start) * 1e6;
      const findings = await toFindings(report.findings, checked);
      return { findings, accesses: report.accesses, wallNs };
    }),
} satisfies Partial<Native>;

async function prepare(pass: NativePass, device: NativeDevice): Promise<CheckedPass> {
  const { name } = pass.pipeline;
  const plain = loadedPipeline(pass.pipeline);
  checkOwner(`Pipeline "${name}"`, plain.device, device.id);
  const loaded = await plain.checked();
  return { pass, loaded, addonPass: toAddonPass(pass, device, loaded) };
}
