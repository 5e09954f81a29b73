import type { Pass } from '../../../kernels/index.ts';
import { formatBytes, formatFigure, formatFlops } from '../../model/format.ts';
import { extentLabel, type KernelView } from '../../model/kernel-view.ts';

/** The configuration as chips, then what the problem costs and how the grid of a pass covers it. */
export function KernelFacts({ view, pass }: { view: KernelView; pass: Pass | undefined }) {
  const { flops, bytes, intensity } = view.estimate;
  return (
    <>
      {view.kind === 'generated' && view.configuration.length > 0 && (
        <ul className="chips" aria-label="Configuration" data-testid="msl-configuration">
          {view.configuration.map(([name, value]) => (
            <li key={name} className="chip">
              <span className="chip-name">{name}</span>
              <span className="num">{value}</span>
            </li>
          ))}
        </ul>
      )}
      <dl className="facts num" data-testid="msl-facts">
        <Fact name="Work" value={formatFlops(flops)} />
        <Fact
          name="Traffic"
          value={formatBytes(bytes)}
          title="Compulsory: inputs read once, outputs written once"
        />
        <Fact name="Intensity" value={`${formatFigure(intensity)} FLOP/B`} />
        {pass && (
          <>
            <Fact name="Grid" value={extentLabel(pass.threadgroups)} title="Threadgroups" />
            <Fact
              name="Group"
              value={extentLabel(pass.threadsPerThreadgroup)}
              title="Threads in a threadgroup"
            />
            <Fact name="Memory" value={formatBytes(pass.threadgroupBytes)} title="Threadgroup memory" />
          </>
        )}
      </dl>
    </>
  );
}

function Fact({ name, value, title }: { name: string; value: string; title?: string }) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
