import type { Layout } from 'react-resizable-panels';
import { layoutOf } from '../../state/settings-slice.ts';
import { useWorkbench } from '../../state/store.ts';

/** The sizes of a group's panels as they were left, and what remembers them when a person drags a separator. */
export function useRememberedLayout(group: string, panels: readonly string[]) {
  const settings = useWorkbench((state) => state.settings);
  const rememberLayout = useWorkbench((state) => state.rememberLayout);
  return {
    defaultLayout: layoutOf(settings, group, panels),
    onLayoutChanged: (layout: Layout, { isUserInteraction }: { isUserInteraction: boolean }) => {
      // What is hidden has no size to remember.
      const isWhole = Object.values(layout).every((size) => size > 0);
      if (isUserInteraction && isWhole) rememberLayout(group, layout);
    },
  };
}
