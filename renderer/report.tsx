import './styles/report-fonts.css';
import './styles/index.css';
import './styles/report.css';
import './styles/print.css';
import { Suspense, use } from 'react';
import { createRoot } from 'react-dom/client';
import { bindAddress } from './state/address.ts';
import { applyTheme } from './state/connect.ts';
import { readEmbeddedRun } from './state/source.ts';
import { createWorkbench, WorkbenchContext } from './state/store.ts';
import { Report } from './views/report/report-view.tsx';
import { ErrorBoundary } from './views/shell/error-boundary.tsx';

/** Reads the embedded run. Rejects if it cannot be read, which the error boundary shows. */
async function load() {
  const run = await readEmbeddedRun(document.getElementById('tilescope-run')?.textContent ?? '');
  const store = createWorkbench({ kind: 'embedded', run });
  applyTheme(store);
  bindAddress(store, window);
  document.title = `${run.name} · Tilescope`;
  return { run, store };
}

const loading = load();

function EmbeddedReport() {
  const { run, store } = use(loading);
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
    <Suspense>
      <EmbeddedReport />
    </Suspense>
  </ErrorBoundary>,
);
