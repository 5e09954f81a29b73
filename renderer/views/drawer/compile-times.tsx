import { useEffect, useMemo } from 'react';
import { compileTotals, type TextFigures, textFigures } from '../../../electron/ipc/compile-figures.ts';
import type { CompileReport } from '../../../electron/ipc/compile-types.ts';
import { formatDuration, formatItems, formatRatio } from '../../../electron/ipc/figures.ts';
import type { Run } from '../../../electron/ipc/types.ts';
import { contenderLabel, extentsLabel, problemKey } from '../../../kernels/index.ts';
import { CompileChart } from '../../charts/compile-chart.tsx';
import { isMeasuring } from '../../state/noise-slice.ts';
import { useWorkbench } from '../../state/store.ts';
import { Button } from '../../widgets/button.tsx';
import { Swatch } from '../../widgets/marker.tsx';

const formatMs = (ms: number) => formatDuration(ms * 1e6);

/** What it costs to compile the kernels of a run: each distinct text alone, and all of them in parallel. */
export function CompileTimes({ run }: { run: Run }) {
  const report = useWorkbench(({ compileReports }) => compileReports[run.id]);
  const load = useWorkbench((state) => state.loadCompileTimes);
  const readOnly = useWorkbench((state) => state.readOnly);
  useEffect(() => {
    if (report === undefined && !readOnly) void load(run.id);
  }, [report, readOnly, load, run.id]);
  return (
    <div className="compile-times" data-testid="compile-times">
      <header className="compile-times-bar">
        {report ? <Totals report={report} /> : <p className="quiet">{INTRODUCTION}</p>}
        <span className="spacer" />
        {!readOnly && <Measure run={run} again={report != null} />}
      </header>
      {report && <Figures report={report} />}
    </div>
  );
}

const INTRODUCTION =
  'From MSL text to pipelines: each distinct text alone, then all in parallel, with no cache and from what is stored.';

/** Starts the measurement; while it runs, its progress and how to cancel it. */
function Measure({ run, again }: { run: Run; again: boolean }) {
  const compiling = useWorkbench((state) => state.compiling);
  const measure = useWorkbench((state) => state.measureCompileTimes);
  const cancel = useWorkbench((state) => state.cancelCompilation);
  const isBusy = useWorkbench(isMeasuring);
  if (compiling) {
    const { activity, done, total } = compiling;
    return (
      <>
        <span className="quiet truncate" role="status">
          {total > 0 ? `${activity}, ${done} of ${total}` : activity}
        </span>
        <progress value={done} max={Math.max(total, 1)} aria-label="Compilations" />
        <Button size="small" icon="stop" onClick={cancel}>
          Cancel
        </Button>
      </>
    );
  }
  return (
    <Button
      size="small"
      icon="play"
      disabled={isBusy}
      title={isBusy ? 'Something is being measured, which compiling would disturb.' : undefined}
      onClick={() => measure(run.id)}
    >
      {again ? 'Measure again' : 'Measure compile times'}
    </Button>
  );
}

function Totals({ report }: { report: CompileReport }) {
  const { pipelines, aloneMs, parallel, storedMs } = compileTotals(report);
  return (
    <p>
      {formatItems(report.texts.length, 'text')}, {formatItems(pipelines, 'pipeline')} for {report.target}
      {aloneMs !== null && (
        <>
          : one by one <b>{formatMs(aloneMs)}</b>
          {parallel.map(({ threads, ms, speedup }) => (
            <span key={threads}>
              , ×{threads} <b>{formatMs(ms)}</b> ({formatRatio(speedup)})
            </span>
          ))}
          , stored <b>{formatMs(storedMs)}</b>
        </>
      )}
    </p>
  );
}

function Figures({ report }: { report: CompileReport }) {
  const texts = useMemo(() => textFigures(report), [report]);
  return (
    <>
      {report.failures.map(({ contender, kernel, failure }) => (
        <p key={`${contender}|${kernel}`} className="tone-bad">
          {contenderLabel(contender)}: {failure.code}: {failure.message}
        </p>
      ))}
      {report.unsupported.map(({ reason, programs }) => (
        <p key={reason} className="quiet">
          {formatItems(programs, 'program')} unsupported: {reason}
        </p>
      ))}
      <div className="compile-figures">
        <table className="compile-table">
          <thead>
            <tr>
              <th scope="col">Text</th>
              {COLUMNS.map(({ title, hint }) => (
                <th key={title} scope="col" title={hint}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {texts.map((one) => (
              <tr key={`${one.contender}|${problemKey(one.problem)}|${one.bytes}`}>
                <th scope="row" className="truncate" title={nameOf(one)}>
                  <Swatch contender={one.contender} width={12} /> {nameOf(one)}
                </th>
                {COLUMNS.map(({ title, text }) => (
                  <td key={title}>{text(one)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <CompileChart bars={texts} />
      </div>
    </>
  );
}

/** "GEMM, direct · 64×64×64", "GEMM, direct · 64×64×64 and 12 more" */
function nameOf({ contender, problem, programs }: TextFigures): string {
  const more = programs > 1 ? ` and ${programs - 1} more` : '';
  return `${contenderLabel(contender)} · ${extentsLabel(problem)}${more}`;
}

const COLUMNS: readonly { title: string; hint: string; text: (one: TextFigures) => string }[] = [
  {
    title: 'Library',
    hint: 'From MSL text to a library, with no cache: the solid part of the bar',
    text: ({ library }) => formatMs(library),
  },
  {
    title: 'Pipelines',
    hint: 'From the library to its pipelines, functions with their constants, with no cache: the lighter part of the bar',
    text: ({ pipeline, pipelines }) => `${pipelines} in ${formatMs(pipeline)}`,
  },
  {
    title: 'Stored',
    hint: 'From MSL text to the pipelines with what is stored on disk, as when an application starts again',
    text: ({ stored }) => formatMs(stored),
  },
  { title: 'Lines', hint: 'Of MSL', text: ({ lines }) => lines.toLocaleString('en-US') },
];
