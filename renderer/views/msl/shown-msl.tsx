import { MslPanel } from './msl-panel.tsx';
import { useShown } from './use-shown.ts';

/** The MSL panel of the selected cell: a component of its own, so that only it redraws when the selection moves. */
export function ShownMsl() {
  return <MslPanel shown={useShown()} />;
}
