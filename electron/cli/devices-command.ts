import { CONTENDERS, describeOn } from '../../kernels/index.ts';
import { formatBytes } from '../ipc/figures.ts';
import { gpuFacts } from '../ipc/gpu-facts.ts';
import type { DeviceInfo } from '../ipc/types.ts';
import { visibleValue } from '../ipc/visible-text.ts';
import { startCompute, unwrap } from './compute-session.ts';
import { parseOptions } from './parse-options.ts';
import { createPainter, type Paint } from './terminal/paint.ts';
import { tryLibraries } from './try-libraries.ts';
import { CommandError, EXIT_CODES, type ExitCode } from './usage-error.ts';

export const DEVICES_OPTIONS = { libraries: { type: 'boolean' } } as const;

/**
 * `tilescope devices`: the devices of this machine, and which contenders each can run; with `--libraries`, whether its
 * GPUs' libraries are right where others have seen them go wrong; a wrong result is not a failure of the command.
 */
export async function devicesCommand(parameters: readonly string[]): Promise<ExitCode> {
  const { values } = parseOptions(parameters, DEVICES_OPTIONS);
  const compute = startCompute();
  try {
    const devices = unwrap(await compute.request('devices', {}));
    const paint = createPainter(process.stdout);
    if (values.libraries) return await libraries(devices, paint);
    console.log(
      visibleValue(devices)
        .map((device) => deviceText(device, paint))
        .join('\n\n'),
    );
    return EXIT_CODES.ok;
  } finally {
    compute.kill();
  }
}

async function libraries(devices: readonly DeviceInfo[], paint: Paint): Promise<ExitCode> {
  const gpus = devices.filter(({ kind }) => kind === 'gpu');
  if (gpus.length === 0)
    throw new CommandError('devices --libraries needs an Apple GPU, which runs MPS and MPSGraph');
  for (const gpu of gpus) await tryLibraries(gpu, paint);
  return EXIT_CODES.ok;
}

/** A device and its contenders, one per line. */
function deviceText(device: DeviceInfo, paint: Paint): string {
  const { id, name, kind, threads, simdWidth, maxThreadsPerThreadgroup, maxThreadgroupBytes, gpu } = device;
  const facts = [
    kind.toUpperCase(),
    ...(threads === null ? [] : [`${threads} threads`]),
    `SIMD-groups of ${simdWidth}`,
    `up to ${maxThreadsPerThreadgroup} threads and ${formatBytes(maxThreadgroupBytes)} per threadgroup`,
  ];
  const gpuTexts = gpu ? gpuFacts(gpu).map(([fact, value]) => `${fact} ${value}`) : [];
  const width = Math.max(...device.contenders.map((contender) => contender.id.length));
  const contenders = device.contenders.map((contender) => {
    const known = CONTENDERS.find((candidate) => candidate.id === contender.id);
    const mark = contender.available ? paint('good', '✓') : paint('quiet', '–');
    const description = known && describeOn(device, known);
    const text = contender.available ? description : `not available here: ${contender.reason}`;
    return `  ${mark} ${contender.id.padEnd(width)}  ${paint('quiet', text ?? '')}`;
  });
  return [
    `${paint('strong', id)}  ${name}`,
    `  ${facts.join(' · ')}`,
    ...(gpuTexts.length > 0 ? [`  ${gpuTexts.join(' · ')}`] : []),
    ...contenders,
  ].join('\n');
}
