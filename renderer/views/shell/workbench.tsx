import { useEffect } from 'react';
import { Group, Panel, Separator, usePanelRef } from 'react-resizable-panels';
import { layoutOf } from '../../state/settings-slice.ts';
import { useWorkbench } from '../../state/store.ts';
import { Palette } from '../commands/palette.tsx';
import { Shortcuts } from '../commands/shortcuts.tsx';
import { useKeyboard } from '../commands/use-keyboard.ts';
import { Drawer } from '../drawer/drawer.tsx';
import { ShownMsl } from '../msl/shown-msl.tsx';
import { RunsList } from '../sidebar/runs-list.tsx';
import { SweepForm } from '../sidebar/sweep-form.tsx';
import { Notices } from './banner.tsx';
import { Centre } from './centre.tsx';
import { StatusBar } from './status-bar.tsx';
import { Toolbar } from './toolbar.tsx';

/** Height of the drawer's tabs, which stay visible when it is closed. */
const DRAWER_BAR_PX = 32;

const COLUMNS = ['sidebar', 'main', 'msl'] as const;
const ROWS = ['views', 'drawer'] as const;

/** The window: sidebar, views above the drawer, and MSL, with the toolbar above and the status bar below. */
export function Workbench() {
  useKeyboard();
  const settings = useWorkbench((state) => state.settings);
  const rememberLayout = useWorkbench((state) => state.rememberLayout);
  const dialog = useWorkbench((state) => state.dialog);
  const ready = useWorkbench((state) => state.arrived.settings);
  // Panels take the saved sizes only at their first drawing.
  if (!ready) return <div aria-busy="true" />;
  return (
    <div className="workbench">
      <Toolbar />
      <Notices />
      <main className="columns">
        <Group
          defaultLayout={layoutOf(settings, 'columns', COLUMNS)}
          onLayoutChanged={(layout, { isUserInteraction }) =>
            isUserInteraction && rememberLayout('columns', layout)
          }
        >
          <Panel
            id="sidebar"
            defaultSize={264}
            minSize={232}
            maxSize={400}
            groupResizeBehavior="preserve-pixel-size"
          >
            <section className="sidebar" aria-label="Sweeps and runs">
              <SweepForm />
              <RunsList />
            </section>
          </Panel>
          <Separator className="separator" aria-label="Sidebar width" />
          <Panel id="main" minSize={400}>
            <Rows />
          </Panel>
          <Separator className="separator" aria-label="MSL panel width" />
          <Panel id="msl" defaultSize="29.5%" minSize={280}>
            <ShownMsl />
          </Panel>
        </Group>
      </main>
      <StatusBar />
      {dialog === 'palette' && <Palette />}
      {dialog === 'shortcuts' && <Shortcuts />}
    </div>
  );
}

function Rows() {
  const settings = useWorkbench((state) => state.settings);
  const rememberLayout = useWorkbench((state) => state.rememberLayout);
  const open = useWorkbench((state) => state.drawer.open);
  const setDrawer = useWorkbench((state) => state.setDrawer);
  const drawer = usePanelRef();
  useEffect(() => {
    if (open) drawer.current?.expand();
    else drawer.current?.collapse();
  }, [open, drawer]);
  return (
    <Group
      orientation="vertical"
      defaultLayout={layoutOf(settings, 'rows', ROWS)}
      onLayoutChanged={(layout, { isUserInteraction }) => {
        // Growing the window also stretches a closed drawer; only dragging the separator opens it.
        if (!isUserInteraction) return;
        rememberLayout('rows', layout);
        setDrawer({ open: !drawer.current?.isCollapsed() });
      }}
    >
      <Panel id="views" minSize={240}>
        <Centre />
      </Panel>
      <Separator className="separator" aria-label="Details height" />
      <Panel
        id="drawer"
        panelRef={drawer}
        collapsible
        collapsedSize={DRAWER_BAR_PX}
        minSize={160}
        defaultSize={232}
        groupResizeBehavior="preserve-pixel-size"
      >
        <Drawer />
      </Panel>
    </Group>
  );
}
