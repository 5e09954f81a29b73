import './styles/fonts.css';
import './styles/index.css';
import { createRoot } from 'react-dom/client';
import type { TilescopeApi } from '../electron/ipc/contract.ts';
import { NOTES_FRAGMENT } from '../electron/ipc/story.ts';
import { applyTheme, connectEvents, watchConditions } from './state/connect.ts';
import { rememberShown } from './state/shown.ts';
import { createWorkbench, WorkbenchContext } from './state/store.ts';
import { runMenuCommand } from './views/commands/commands.ts';
import { NotesPage } from './views/present/notes-page.tsx';
import { ErrorBoundary } from './views/shell/error-boundary.tsx';
import { Workbench } from './views/shell/workbench.tsx';

const root = document.getElementById('root');
const api = window.tilescope;
if (!root || !api) throw new Error('This page must be opened by Tilescope, which provides window.tilescope');

if (location.hash === NOTES_FRAGMENT) createRoot(root).render(<NotesPage api={api} />);
else openWorkbench(root, api);

function openWorkbench(root: HTMLElement, api: TilescopeApi): void {
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
}
