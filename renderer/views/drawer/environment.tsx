import { describeConditions, worseConditions } from '../../../electron/ipc/conditions.ts';
import { gpuFacts } from '../../../electron/ipc/gpu-facts.ts';
import { type ChoiceName, METHOD_CHOICES } from '../../../electron/ipc/method.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { formatBytes, formatGflops, formatMoment } from '../../model/format.ts';

const CHOICES = Object.keys(METHOD_CHOICES) as ChoiceName[];

/** What a reader needs to judge, or repeat, the run. */
export function EnvironmentFacts({ run }: { run: Run }) {
  const { device, roof, os, cpu, cores, memoryBytes, versions } = run.environment;
  const { method } = run.request;
  const groups: [title: string, facts: [string, string][]][] = [
    [
      'Device',
      [
        ['Name', device.name],
        ...(device.threads === null ? [] : [['Threads', String(device.threads)] as [string, string]]),
        ...(device.gpu
          ? gpuFacts(device.gpu).map(([name, value]): [string, string] => [capital(name), value])
          : []),
        ['SIMD width', String(device.simdWidth)],
        [
          'Threadgroup',
          `${device.maxThreadsPerThreadgroup} threads, ${formatBytes(device.maxThreadgroupBytes)}`,
        ],
        ['Roof', formatGflops(roof.gflops)],
        ...(roof.halfGflops === null
          ? []
          : [['Roof in half precision', formatGflops(roof.halfGflops)] as [string, string]]),
        ['Roof from', roof.source],
      ],
    ],
    [
      'Machine',
      [
        ['System', os],
        ['CPU', `${cpu}, ${cores} cores`],
        ['Memory', formatBytes(memoryBytes)],
        ...Object.entries(versions),
      ],
    ],
    [
      'Method',
      [
        ['Started', formatMoment(run.startedAt)],
        ['Samples', `${method.minSamples} to ${method.maxSamples}`],
        ['Until relative IQR', String(method.targetRelativeIqr)],
        ['Time a problem', `${method.maxProblemMs} ms`],
        ['Shortest sample', `${method.minSampleMs} ms`],
        ['Seed', String(method.seed)],
        ...CHOICES.map((name): [string, string] => [METHOD_CHOICES[name].label, method[name]]),
        ['Conditions', conditionsOf(run)],
      ],
    ],
  ];
  return (
    <div className="environment" data-testid="environment">
      {groups.map(([title, facts]) => (
        <section key={title} aria-label={title}>
          <h3>{title}</h3>
          <dl className="figure-list num">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

/** The worst that any cell of the run was measured under. */
function conditionsOf({ cells }: Run): string {
  const known = cells.flatMap(({ conditions }) => conditions ?? []);
  const [first, ...rest] = known;
  return first ? describeConditions(rest.reduce(worseConditions, first)) : 'not recorded';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
