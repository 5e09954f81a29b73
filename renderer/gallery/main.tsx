// npm run gallery: every state of the window, drawn from fixtures. `#id` names the state; `#id?still` hides the bar.
import '../styles/fonts.css';
import '../styles/index.css';
import '../styles/report.css';
import '../styles/print.css';
import './gallery.css';
import { createRoot } from 'react-dom/client';
import { applyTheme } from '../state/connect.ts';
import { createWorkbench, WorkbenchContext } from '../state/store.ts';
import { Report } from '../views/report/report-view.tsx';
import { ErrorBoundary } from '../views/shell/error-boundary.tsx';
import { Workbench } from '../views/shell/workbench.tsx';
import { manySizes } from './chart-runs.ts';
import { createFakeApi } from './fake-api.ts';
import type { GalleryState } from './gallery-state.ts';
import { STATES } from './states.ts';
import { Stepper } from './stepper.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');

let leave: () => void = () => undefined;

/** Draws a state. Once the application has answered, the page carries the state's id. */
async function show(given: GalleryState, still: boolean): Promise<void> {
  const state = given.many ? { ...given, runs: [manySizes()] } : given;
  const run = state.report ? state.runs?.[0] : undefined;
  const store = createWorkbench(
    run ? { kind: 'embedded', run } : { kind: 'live', api: createFakeApi(state) },
  );
  const { dataset } = document.documentElement;
  if (run) dataset.report = '';
  const stopTheme = applyTheme(store);
  const react = createRoot(root as HTMLElement);
  leave = () => {
    react.unmount();
    stopTheme();
    delete dataset.report;
    delete dataset.gallery;
  };
  react.render(
    <WorkbenchContext value={store}>
      <ErrorBoundary>{state.fault ? <Fault /> : run ? <Report run={run} /> : <Workbench />}</ErrorBoundary>
      {!still && <Stepper id={state.id} />}
    </WorkbenchContext>,
  );
  const { load, refreshConditions } = store.getState();
  const loaded = run ? null : load().then(refreshConditions);
  // A channel that never answers leaves the window as it is meanwhile.
  if (!state.silent) await loaded;
  await state.act?.(store.getState());
  dataset.gallery = state.id;
}

function Fault(): never {
  throw new Error('cells is not iterable');
}

function showHash(): void {
  const [id, option] = location.hash.slice(1).split('?');
  leave();
  const wanted = STATES.find((state) => state.id === (id || 'finished'));
  if (wanted) void show(wanted, option === 'still');
}

window.addEventListener('hashchange', showHash);
showHash();
