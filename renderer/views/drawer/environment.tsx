import { describeConditions, worseConditions } from '../../../electron/ipc/conditions.ts';
import { formatBytes, formatFigure, formatGflops, formatMoment } from '../../../electron/ipc/figures.ts';
import { gpuFacts } from '../../../electron/ipc/gpu-facts.ts';
import { type ChoiceName, METHOD_CHOICES } from '../../../electron/ipc/method.ts';
import { describeRoof, matrixRoofs } from '../../../electron/ipc/roof-text.ts';
import { usedAdoptions } from '../../../electron/ipc/tune/adoption-text.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { METHOD_FIELDS } from '../../model/method-form.ts';

const CHOICES = Object.keys(METHOD_CHOICES) as ChoiceName[];

/** What is needed to judge or repeat a run. */
export function EnvironmentFacts({ run }: { run: Run }) {
  const { device, roof, os, cpu, cores, memoryBytes, versions } = run.environment;
  const { method } = run.request;
  const adopted = usedAdoptions(run.request);
  const groups: [title: string, facts: [string, string][]][] = [
    [
      'Device',
      [
        ['Name', device.name],
        ...(device.threads === null ? [] : [['Threads', String(device.threads)] as [string, string]]),
        ...(device.gpu
          ? gpuFacts(device.gpu).map(([name, value]): [string, string] => [capitalize(name), value])
          : []),
        ['SIMD width', String(device.simdWidth)],
        [
          'Threadgroup',
          `${device.maxThreadsPerThreadgroup} threads, ${formatBytes(device.maxThreadgroupBytes)}`,
        ],
        [roof.matrixUnits ? 'Roof of vector units' : 'Roof', formatGflops(roof.gflops)],
        ...(roof.halfGflops === null
          ? []
          : [['Half-precision roof', formatGflops(roof.halfGflops)] as [string, string]]),
        ['Roof source', describeRoof(roof)],
        ...matrixRoofs(roof).flatMap(({ name, gflops, source }): [string, string][] => [
          [name, formatGflops(gflops)],
          [`${name} source`, source],
        ]),
        ...(roof.bandwidth
          ? [
              ['Memory', `${formatFigure(roof.bandwidth.rateGBps)} GB/s`] as [string, string],
              ['Memory source', describeRoof(roof.bandwidth)] as [string, string],
              ['Last-level cache', formatBytes(roof.bandwidth.cacheBytes)] as [string, string],
            ]
          : []),
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
        ['Source', run.source ?? 'Unknown'],
        ...(adopted.length > 0 ? [['Adopted defaults', adopted.join('; ')] as [string, string]] : []),
        ['Samples', `${method.minSamples} to ${method.maxSamples}`],
        [METHOD_FIELDS.epochs.label, String(method.epochs)],
        [METHOD_FIELDS.targetRelativeIqr.label, String(method.targetRelativeIqr)],
        [METHOD_FIELDS.maxProblemMs.label, `${method.maxProblemMs} ms`],
        [METHOD_FIELDS.minSampleMs.label, `${method.minSampleMs} ms`],
        [METHOD_FIELDS.spinMs.label, method.spinMs > 0 ? `${method.spinMs} ms` : 'None'],
        [METHOD_FIELDS.seed.label, String(method.seed)],
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

/** The worst conditions under which any cell was measured. */
function conditionsOf({ cells }: Run): string {
  const [first, ...rest] = cells.flatMap(({ conditions }) => conditions ?? []);
  return first ? describeConditions(rest.reduce(worseConditions, first)) : 'Not recorded';
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
