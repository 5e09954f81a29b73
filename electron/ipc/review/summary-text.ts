import { INBOX_GROUPS, inboxOf } from './inbox.ts';
import type { Review } from './review.ts';
import { standingOf } from './standing.ts';

/** "2 slower, 1 faster, 1 unclear, 14 the same · 1 rejected, 3 open" */
export function summaryText(review: Review): string {
  const groups = inboxOf(review.cells);
  const counts = INBOX_GROUPS.flatMap((group) => {
    const count = groups.get(group)?.length ?? 0;
    return count > 0 ? [`${count} ${group === 'SAME' ? 'the same' : group.toLowerCase()}`] : [];
  });
  const { open, accepted, rejected } = standingOf(review);
  const decided = [
    ...(rejected > 0 ? [`${rejected} rejected`] : []),
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
    open.length > 0 ? `${open.length} open` : 'nothing open',
  ];
  return `${counts.join(', ')} · ${decided.join(', ')}`;
}
