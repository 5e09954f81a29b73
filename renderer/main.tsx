import './styles/fonts.css';
import './styles/index.css';
import { createRoot } from 'react-dom/client';
import { applyTheme, connectEvents, watchConditions } from './state/connect.ts';
import { rememberShown } from './state/shown.ts';
import { createWorkbench, WorkbenchContext } from './state/store.ts';
import { runMenuCommand } from './views/commands/commands.ts';
import { ErrorBoundary } from './views/shell/error-boundary.tsx';
import { Workbench } from './views/shell/workbench.tsx';

const root = document.getElementById('root');
const api = window.tilescope;
if (!root || !api) throw new Error('This page must be opened by Tilescope, which provides window.tilescope');

const store = createWorkbench({ kind: 'live', api });
applyTheme(store);
connectEvents(api, store, (command) => runMenuCommand(command, store.getState()));
void store
  .getState()
  .load()
  .then(() => {
    rememberShown(store);
    watchConditions(store);
  });
createRoot(root).render(
  <WorkbenchContext value={store}>
    <ErrorBoundary>
      <Workbench />
    </ErrorBoundary>
  </WorkbenchContext>,
);
