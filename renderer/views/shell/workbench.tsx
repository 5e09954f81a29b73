import { useEffect } from 'react';
import { Group } from 'react-resizable-panels';
import { showingsOf } from '../../state/panes-slice.ts';
import { useWorkbench } from '../../state/store.ts';
import { later, loadRest } from '../../widgets/later.tsx';
import { Palette } from '../commands/palette.tsx';
import { Shortcuts } from '../commands/shortcuts.tsx';
import { useKeyboard } from '../commands/use-keyboard.ts';
import { Drawer } from '../drawer/drawer.tsx';
import { ShownMsl } from '../msl/shown-msl.tsx';
import { Navigator } from '../navigator/navigator.tsx';
import { NewSweep } from '../new-sweep/new-sweep.tsx';
import { ReviewMsl } from '../review/review-msl.tsx';
import { TuneView } from '../tune/tune-view.tsx';
import { Notices } from './banner.tsx';
import { Centre } from './centre.tsx';
import { DropZone } from './drop-zone.tsx';
import { CollapsiblePanel, PanePanel, PaneSeparator } from './pane.tsx';
import { StatusBar } from './status-bar.tsx';
import { Toasts } from './toasts.tsx';
import { Toolbar } from './toolbar.tsx';
import { useRememberedLayout } from './use-remembered-layout.ts';
import { useDismissSummoned, useWindowSize } from './use-window-size.ts';

const EditPanel = later(async () => (await import('../edit/edit-panel.tsx')).EditPanel);
const Presentation = later(async () => (await import('../present/presentation.tsx')).Presentation);

/** Height of the drawer's tabs, which stay visible when it is closed. */
const DRAWER_BAR_PX = 32;

const COLUMNS = ['navigator', 'main', 'msl'] as const;
const ROWS = ['views', 'drawer'] as const;

/** The window: runs, views above the drawer, and MSL, with the toolbar above and the status bar below. */
export function Workbench() {
  useKeyboard();
  useWindowSize();
  useDismissSummoned();
  const dialog = useWorkbench((state) => state.dialog);
  const isPresenting = useWorkbench((state) => state.presenting !== null);
  const ready = useWorkbench((state) => state.arrived.settings);
  // The welcome page needs none of it; a run does, and takes its time to arrive.
  const needsRest = useWorkbench(({ arrived, headers }) => arrived.runs || headers.length > 0);
  useEffect(() => {
    if (needsRest) loadRest();
  }, [needsRest]);
  // Panels take the saved sizes only at their first drawing.
  if (!ready) return <div aria-busy="true" />;
  return (
    <>
      <div className="workbench" inert={isPresenting}>
        <Toolbar />
        <Notices />
        <TuneView />
        <main className="columns">
          <Columns />
        </main>
        <StatusBar />
        <Toasts />
        <DropZone />
        {dialog === 'palette' && <Palette />}
        {dialog === 'shortcuts' && <Shortcuts />}
        {dialog === 'new-sweep' && <NewSweep />}
      </div>
      {isPresenting && <Presentation />}
    </>
  );
}

function Columns() {
  const isEditing = useWorkbench(({ editing }) => editing !== null);
  const isReviewing = useWorkbench(({ reviewing, opened }) => reviewing && opened !== null);
  const navigator = useWorkbench((state) => showingsOf(state).navigator === 'placed');
  const msl = useWorkbench((state) => showingsOf(state).msl === 'placed');
  const main = useWorkbench((state) => {
    const { chart, table, drawer } = showingsOf(state);
    return [chart, table, drawer].includes('placed');
  });
  return (
    <Group {...useRememberedLayout('columns', COLUMNS)}>
      <PanePanel
        pane="navigator"
        defaultSize={264}
        minSize={216}
        maxSize={400}
        groupResizeBehavior="preserve-pixel-size"
      >
        <Navigator />
      </PanePanel>
      <PaneSeparator label="Width of runs" isShown={navigator && (main || msl)} />
      <CollapsiblePanel id="main" minSize={400} isOpen={main}>
        <Rows />
      </CollapsiblePanel>
      <PaneSeparator label="Width of MSL" isShown={msl && main} />
      <PanePanel pane="msl" defaultSize="28%" minSize={280}>
        {isEditing ? <EditPanel /> : isReviewing ? <ReviewMsl /> : <ShownMsl />}
      </PanePanel>
    </Group>
  );
}

function Rows() {
  const views = useWorkbench((state) => {
    const { chart, table } = showingsOf(state);
    return [chart, table].includes('placed');
  });
  const drawer = useWorkbench((state) => showingsOf(state).drawer === 'placed');
  return (
    <Group orientation="vertical" {...useRememberedLayout('rows', ROWS)}>
      <CollapsiblePanel id="views" minSize={200} isOpen={views}>
        <Centre />
      </CollapsiblePanel>
      <PaneSeparator label="Height of details" isShown={views && drawer} />
      <PanePanel
        pane="drawer"
        collapsedSize={DRAWER_BAR_PX}
        minSize={160}
        defaultSize={232}
        groupResizeBehavior="preserve-pixel-size"
      >
        <Drawer />
      </PanePanel>
    </Group>
  );
}
