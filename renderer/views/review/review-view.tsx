import { useEffect } from 'react';
import { Group } from 'react-resizable-panels';
import type { Run } from '../../../electron/ipc/types.ts';
import { showingsOf } from '../../state/panes-slice.ts';
import { baselineFor } from '../../state/review-slice.ts';
import { useWorkbench } from '../../state/store.ts';
import { PanePanel, PaneSeparator } from '../shell/pane.tsx';
import { useRememberedLayout } from '../shell/use-remembered-layout.ts';
import { CasePane } from './case-pane.tsx';
import { ChooseBaseline } from './choose-baseline.tsx';
import { Inbox } from './inbox.tsx';
import { ReviewHead } from './review-head.tsx';

const PANELS = ['chart', 'table'] as const;

/** The shown run as a candidate beside a baseline: what differs, the case that is looked at, and the inbox. */
export function ReviewView({ run }: { run: Run }) {
  const baselineId = useWorkbench(baselineFor);
  const opened = useWorkbench((state) => state.opened);
  const openReview = useWorkbench((state) => state.openReview);
  const chart = useWorkbench((state) => showingsOf(state).chart === 'placed');
  const table = useWorkbench((state) => showingsOf(state).table === 'placed');
  const layout = useRememberedLayout('review', PANELS);
  const { id, status } = run;
  const isOver = status !== 'running';
  useEffect(() => {
    if (baselineId !== null && isOver) void openReview(id);
  }, [openReview, baselineId, id, isOver]);
  if (baselineId === null || !isOver) return <ChooseBaseline run={run} />;
  if (opened?.review.candidate.id !== id) return <div className="centre" aria-busy="true" />;
  return (
    <div className="centre" data-testid="review">
      <ReviewHead opened={opened} />
      <Group orientation="vertical" {...layout}>
        <PanePanel pane="chart" defaultSize="56%" minSize={140}>
          <CasePane opened={opened} candidate={run} />
        </PanePanel>
        <PaneSeparator label="Height of the charts" isShown={chart && table} />
        <PanePanel pane="table" minSize={96}>
          <Inbox review={opened.review} />
        </PanePanel>
      </Group>
    </div>
  );
}
