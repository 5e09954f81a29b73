import type { Send } from './messages.ts';

/** Reports where the window is, whether it has the focus, and the system's colour scheme. */
export function watchWindow(send: Send): void {
  const report = () => {
    const bounds = {
      x: window.screenX,
      y: window.screenY,
      width: window.outerWidth,
      height: window.outerHeight,
    };
    send({ kind: 'window', bounds, focused: document.hasFocus() });
  };
  for (const name of ['resize', 'focus', 'blur', 'pagehide']) window.addEventListener(name, report);
  report();

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const reportScheme = () => send({ kind: 'colour-scheme', dark: dark.matches });
  dark.addEventListener('change', reportScheme);
  reportScheme();
}
