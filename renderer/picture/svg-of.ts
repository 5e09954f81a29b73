import type { ReactElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { standalone } from './standalone.ts';

/**
 * A picture as the text of an SVG file, in light colours. React's renderer for servers would make reports larger, and
 * the page has one that draws.
 */
export function svgOf(picture: ReactElement): string {
  const host = document.createElement('div');
  const root = createRoot(host);
  flushSync(() => root.render(picture));
  const text = new XMLSerializer().serializeToString(host.firstElementChild as Element);
  root.unmount();
  const style = getComputedStyle(document.documentElement);
  return standalone(text, (name) => style.getPropertyValue(name));
}
