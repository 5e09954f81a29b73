import './styles/index.css';
import './styles/report.css';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { applyTheme } from './state/connect.ts';
import { readEmbeddedRun } from './state/source.ts';
import { createWorkbench, WorkbenchContext } from './state/store.ts';
import { Report } from './views/report/report-view.tsx';
import { ErrorBoundary } from './views/shell/error-boundary.tsx';

/** Reads the embedded run. Throws if it cannot be read, which the error boundary shows. */
function load() {
  const run = readEmbeddedRun(document.getElementById('tilescope-run')?.textContent ?? '');
  const store = createWorkbench({ kind: 'embedded', run });
  applyTheme(store);
  document.title = `${run.name} · Tilescope`;
  return { run, store };
}

function EmbeddedReport() {
  const [{ run, store }] = useState(load);
  return (
    <WorkbenchContext value={store}>
      <Report run={run} />
    </WorkbenchContext>
  );
}

document.documentElement.dataset.report = '';
const root = document.getElementById('root') ?? document.body.appendChild(document.createElement('div'));
createRoot(root).render(
  <ErrorBoundary>
    <EmbeddedReport />
  </ErrorBoundary>,
);
