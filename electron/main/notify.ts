import { Notification } from 'electron';
import type { Ended } from './end-watch.ts';

/** The last one: a notification that nothing refers to is collected, and with it what a click on it does. */
let shown: Notification | null = null;

/** Shows a notification of the system, where there are any. */
export function notify({ title, body }: Ended, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  shown = new Notification({ title, body });
  shown.on('click', onClick);
  shown.show();
}
