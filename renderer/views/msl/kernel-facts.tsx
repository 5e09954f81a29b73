import { formatBytes, formatCount, formatFigure, formatFlops } from '../../../electron/ipc/figures.ts';
import type { Pass } from '../../../kernels/index.ts';
import { extentLabel, type KernelView } from '../../model/kernel-view.ts';

/** The configuration, the cost of the problem, and the grid of a pass. */
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
          title="Minimum memory traffic: inputs read once, outputs written once"
        />
        <Fact name="Intensity" value={`${formatFigure(intensity)} FLOP/B`} />
        {pass && (
          <>
            <Fact name="Grid" value={extentLabel(pass.threadgroups)} title="Threadgroups in the grid" />
            <Fact
              name="Group"
              value={extentLabel(pass.threadsPerThreadgroup)}
              title="Threads per threadgroup"
            />
            {pass.threadgroupBytes !== null && (
              <Fact name="Memory" value={formatBytes(pass.threadgroupBytes)} title="Threadgroup memory" />
            )}
            {pass.registers !== null && (
              <Fact
                name="Registers"
                value={`${pass.registers} × 16-bit`}
                title="Estimate per thread: sums and operands in flight. The compiler may need more."
              />
            )}
          </>
        )}
        {instructions !== undefined && (
          <Fact
            name="Instructions"
            value={formatCount(instructions)}
            title="Counted as in Metal FlashAttention: (2D + 5) per score, (3D + 5) and (4D + 5) for gradients"
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
