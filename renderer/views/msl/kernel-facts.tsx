import type { Pass } from '../../../kernels/index.ts';
import { formatBytes, formatCount, formatFigure, formatFlops } from '../../model/format.ts';
import { extentLabel, type KernelView } from '../../model/kernel-view.ts';

/** The configuration as chips, then what the problem costs and how the grid of a pass covers it. */
export function KernelFacts({ view, pass }: { view: KernelView; pass: Pass | undefined }) {
  const { flops, bytes, intensity, instructions } = view.estimate;
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
            <Fact
              name="Registers"
              value={`${pass.registers} × 16 bit`}
              title="Of a thread, estimated: sums and operands in flight; a compiler may need more"
            />
          </>
        )}
        {instructions !== undefined && (
          <Fact
            name="Instructions"
            value={formatCount(instructions)}
            title="As Metal FlashAttention counts them: (2D + 5) a score, and (3D + 5) and (4D + 5) for gradients"
          />
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
