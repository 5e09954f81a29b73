import { strict } from '../not-modelled.ts';

/** There are none: Chromium shows them only for pages, which ask for permission. */
class ShellNotification {
  static isSupported(): boolean {
    return false;
  }

  constructor() {
    throw new Error('chromium-shell: notifications are not modelled, as Notification.isSupported() says');
  }
}

export const Notification = strict('Notification', ShellNotification);
