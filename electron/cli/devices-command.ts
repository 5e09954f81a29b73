import { CONTENDERS } from '../../kernels/index.ts';
import { gpuFacts } from '../ipc/gpu-facts.ts';
import type { DeviceInfo } from '../ipc/types.ts';
import { startCompute } from './compute-session.ts';
import { parseOptions } from './parse-options.ts';
import { createPainter, type Paint } from './terminal/paint.ts';
import { CommandError, EXIT_CODES, type ExitCode } from './usage-error.ts';

/** `tilescope devices`: what can run here, and why the rest cannot. */
export async function devicesCommand(parameters: readonly string[]): Promise<ExitCode> {
  parseOptions(parameters, {});
  const compute = startCompute();
  try {
    const devices = await compute.request('devices', {});
    if (!devices.ok) throw new CommandError(devices.error.message);
    const paint = createPainter(process.stdout);
    console.log(devices.value.map((device) => describeDevice(device, paint)).join('\n\n'));
    return EXIT_CODES.ok;
  } finally {
    compute.kill();
  }
}

/** A device and the contenders on it, one a line. */
export function describeDevice(device: DeviceInfo, paint: Paint): string {
  const { id, name, kind, threads, simdWidth, maxThreadsPerThreadgroup, maxThreadgroupBytes, gpu } = device;
  const facts = [
    kind.toUpperCase(),
    ...(threads === null ? [] : [`${threads} threads`]),
    `SIMD-groups of ${simdWidth}`,
    `up to ${maxThreadsPerThreadgroup} threads and ${maxThreadgroupBytes / 1024} KiB a threadgroup`,
  ];
  const width = Math.max(...device.contenders.map((contender) => contender.id.length));
  const contenders = device.contenders.map((contender) => {
    const known = CONTENDERS.find((candidate) => candidate.id === contender.id);
    const mark = contender.available ? paint('good', '✓') : paint('quiet', '–');
    const text = contender.available ? known?.description : `not available here: ${contender.reason}`;
    return `  ${mark} ${contender.id.padEnd(width)}  ${paint('quiet', text ?? '')}`;
  });
  const more = gpu
    ? [
        `  ${gpuFacts(gpu)
          .map(([fact, value]) => `${fact} ${value}`)
          .join(' · ')}`,
      ]
    : [];
  return [`${paint('strong', id)}  ${name}`, `  ${facts.join(' · ')}`, ...more, ...contenders].join('\n');
}
