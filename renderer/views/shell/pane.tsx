import { type ReactNode, useEffect } from 'react';
import { Panel, type PanelProps, Separator, usePanelRef } from 'react-resizable-panels';
import { PANE_LABELS, type Pane } from '../../model/panes.ts';
import { maximisedPane } from '../../state/panes-slice.ts';
import { useShowing } from '../../state/selectors.ts';
import { useWorkbench, useWorkbenchStore } from '../../state/store.ts';
import { IconButton } from '../../widgets/button.tsx';
import { withKeys } from '../../widgets/key.tsx';

interface PanePanelProps extends Omit<PanelProps, 'id' | 'collapsible' | 'panelRef' | 'children'> {
  pane: Pane;
  children: ReactNode;
}

/**
 * The panel of a pane. A pane that is hidden keeps its contents, such as text that is being edited; one that has no room
 * lies over the others while it is wanted.
 */
export function PanePanel({ pane, children, ...panel }: PanePanelProps) {
  const showing = useShowing(pane);
  const showPane = useWorkbench((state) => state.showPane);
  return (
    <CollapsiblePanel
      id={pane}
      isOpen={showing === 'placed'}
      // A separator that is dragged to the edge hides the pane, and one that is dragged back shows it.
      onDragged={(isOpen) => showPane(pane, isOpen)}
      {...panel}
    >
      <div className="pane" data-showing={pane === 'drawer' && showing === 'hidden' ? 'closed' : showing}>
        {children}
      </div>
    </CollapsiblePanel>
  );
}

interface CollapsiblePanelProps extends Omit<PanelProps, 'collapsible' | 'panelRef'> {
  isOpen: boolean;
  onDragged?(isOpen: boolean): void;
}

export function CollapsiblePanel({ isOpen, onDragged, children, ...panel }: CollapsiblePanelProps) {
  const ref = usePanelRef();
  useEffect(() => {
    if (isOpen) ref.current?.expand();
    else ref.current?.collapse();
  }, [isOpen, ref]);
  /** The library also collapses panels that there was no room for, for a moment: those come back. */
  const onResize = () => {
    const isCollapsed = ref.current?.isCollapsed() ?? !isOpen;
    if (isCollapsed !== isOpen) return;
    const isDragged = document.querySelector('[data-separator="active"]') !== null;
    if (isDragged) onDragged?.(!isCollapsed);
    else if (isOpen) setTimeout(() => ref.current?.expand());
  };
  return (
    <Panel collapsible collapsedSize={0} panelRef={ref} onResize={onResize} {...panel}>
      {children}
    </Panel>
  );
}

/** A separator that is there while both of its sides are. */
export function PaneSeparator({ label, isShown }: { label: string; isShown: boolean }) {
  return (
    <Separator
      className="separator"
      elementRef={describePlace}
      aria-label={label}
      data-gone={!isShown || undefined}
      disabled={!isShown}
    />
  );
}

/** Says where a separator is, in per cent of the panel before it, as the library does once it has moved. */
function describePlace(separator: HTMLDivElement | null) {
  const [group, panel] = [separator?.parentElement, separator?.previousElementSibling];
  if (!separator || !group || !panel || separator.hasAttribute('aria-valuenow')) return;
  const side = separator.ariaOrientation === 'horizontal' ? 'height' : 'width';
  const share = panel.getBoundingClientRect()[side] / group.getBoundingClientRect()[side];
  separator.ariaValueNow = String(Math.round(100 * (share || 0)));
}

/** Maximises a pane, and hides it unless it has a button of its own for that. For the pointer: the keyboard has the keys of their tooltips, and the palette. */
export function PaneTools({ pane, hides = true }: { pane: Pane; hides?: boolean }) {
  const readOnly = useWorkbench((state) => state.readOnly);
  const isMaximised = useWorkbench((state) => maximisedPane(state) === pane);
  const { maximisePane, togglePane } = useWorkbenchStore().getState();
  if (readOnly) return null;
  const label = PANE_LABELS[pane];
  return (
    <span className="pane-tools">
      <IconButton
        size="small"
        icon={isMaximised ? 'restore' : 'maximise'}
        label={withKeys(isMaximised ? 'Show all panes' : `Maximise ${label}`, 'maximise-pane')}
        tabIndex={-1}
        onClick={() => maximisePane(pane)}
      />
      {hides && (
        <IconButton
          size="small"
          icon="cross"
          label={withKeys(`Hide ${label}`, pane)}
          tabIndex={-1}
          onClick={() => (isMaximised ? maximisePane(null) : togglePane(pane))}
        />
      )}
    </span>
  );
}
