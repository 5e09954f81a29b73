import { createWire } from '../wire.ts';
import { askPath } from './ask-path.ts';
import { installPageWorld } from './page-world.ts';
import { createPeer } from './peer.ts';
import { installPreloadWorld, type PreloadConfiguration } from './preload-world.ts';
import { watchKeys } from './watch-keys.ts';
import { watchWindow } from './watch-window.ts';

// These functions run in the page as their own source text; each uses nothing from outside its body.
const TOOLS = `{ createWire: ${createWire}, createPeer: ${createPeer} }`;

/** The script for the page's own world. */
export function pageWorldSource({ events }: PreloadConfiguration): string {
  return `(${installPageWorld})(${TOOLS}, ${JSON.stringify(events)});`;
}

/** The script for the isolated world, with the text of preload in it. */
export function preloadWorldSource(
  configuration: PreloadConfiguration,
  preload: string,
  file: string,
): string {
  const parts = `[${watchWindow}, ${watchKeys}, ${askPath}]`;
  const script = `function (require, module, exports, process) {${preload}\n}`;
  return `(${installPreloadWorld})(${TOOLS}, ${JSON.stringify(configuration)}, ${parts}, ${script});
//# sourceURL=${file}`;
}
