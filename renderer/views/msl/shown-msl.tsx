import { MslPanel } from './msl-panel.tsx';
import { useShown } from './use-shown.ts';

/** The MSL panel of what is selected: apart, so that nothing around it is drawn anew when the selection moves. */
export function ShownMsl() {
  return <MslPanel shown={useShown()} />;
}
