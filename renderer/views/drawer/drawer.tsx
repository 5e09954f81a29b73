import type { KeyboardEvent } from 'react';
import { useWorkbench } from '../../state/store.ts';
import type { DrawerTab } from '../../state/view-slice.ts';
import { IconButton } from '../../widgets/button.tsx';
import { withKeys } from '../../widgets/key.tsx';
import { later } from '../../widgets/later.tsx';
import { PaneTools } from '../shell/pane.tsx';
import { EnvironmentFacts } from './environment.tsx';
import { Log } from './log.tsx';
import { Samples } from './samples.tsx';

const CompileTimes = later(async () => (await import('./compile-times.tsx')).CompileTimes);
const Slides = later(async () => (await import('./slides.tsx')).Slides);

const TABS = [
  { id: 'samples', label: 'Samples' },
  { id: 'compile-times', label: 'Compile times' },
  { id: 'environment', label: 'Environment' },
  { id: 'slides', label: 'Slides' },
  { id: 'log', label: 'Log' },
] as const satisfies readonly { id: DrawerTab; label: string }[];

/** The tabs below the views, and their panel. */
export function Drawer() {
  const { open, tab } = useWorkbench((state) => state.drawer);
  const setDrawer = useWorkbench((state) => state.setDrawer);
  const onKeyDown = (event: KeyboardEvent) => {
    const delta = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!delta) return;
    event.stopPropagation();
    const next = TABS[(TABS.findIndex(({ id }) => id === tab) + delta + TABS.length) % TABS.length];
    if (!next) return;
    setDrawer({ tab: next.id });
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <section className="drawer" aria-label="Details" data-testid="drawer" data-pane="drawer" tabIndex={-1}>
      <header className="drawer-bar">
        <div className="tabs" role="tablist" aria-label="Details" onKeyDown={onKeyDown}>
          {TABS.map(({ id, label }) => (
            <button
              key={id}
              id={`tab-${id}`}
              type="button"
              role="tab"
              aria-selected={open && tab === id}
              aria-controls="drawer-panel"
              tabIndex={tab === id ? 0 : -1}
              onClick={() => setDrawer({ tab: id, open: !(open && tab === id) })}
            >
              {label}
            </button>
          ))}
        </div>
        <span className="spacer" />
        {open && <PaneTools pane="drawer" hides={false} />}
        <IconButton
          size="small"
          icon={open ? 'chevronDown' : 'chevronUp'}
          label={withKeys(open ? 'Hide details' : 'Show details', 'drawer')}
          aria-expanded={open}
          onClick={() => setDrawer({ open: !open })}
        />
      </header>
      <div
        id="drawer-panel"
        className="drawer-panel"
        role="tabpanel"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the panel scrolls, so the keyboard must reach it
        tabIndex={0}
        aria-labelledby={`tab-${tab}`}
        hidden={!open}
      >
        {open && <Content tab={tab} />}
      </div>
    </section>
  );
}

function Content({ tab }: { tab: DrawerTab }) {
  const run = useWorkbench((state) => state.run);
  if (tab === 'log') return <Log />;
  if (tab === 'samples') return <Samples />;
  if (tab === 'compile-times')
    return run ? (
      <CompileTimes run={run} />
    ) : (
      <p className="empty">Select a run to see what its kernels take to compile.</p>
    );
  if (tab === 'slides')
    return run ? <Slides run={run} /> : <p className="empty">Select a run to save views of it as slides.</p>;
  return run ? <EnvironmentFacts run={run} /> : <p className="empty">Select a run to see its environment.</p>;
}
