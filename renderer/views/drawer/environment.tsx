import type { Run } from '../../../electron/ipc/types.ts';
import { formatBytes, formatGflops, formatMoment } from '../../model/format.ts';

/** What a reader needs to judge, or repeat, the run. */
export function EnvironmentFacts({ run }: { run: Run }) {
  const { device, roof, os, cpu, cores, memoryBytes, versions } = run.environment;
  const { method } = run.request;
  const groups: [title: string, facts: [string, string][]][] = [
    [
      'Device',
      [
        ['Name', device.name],
        ['Threads', device.threads === null ? 'Not reported' : String(device.threads)],
        ['SIMD width', String(device.simdWidth)],
        [
          'Threadgroup',
          `${device.maxThreadsPerThreadgroup} threads, ${formatBytes(device.maxThreadgroupBytes)}`,
        ],
        ['Roof', formatGflops(roof.gflops)],
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
