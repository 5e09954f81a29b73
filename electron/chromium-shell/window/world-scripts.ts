import { readFileSync } from 'node:fs';
import type { PreloadConfiguration } from '../worlds/preload-world.ts';

/** The bundle of a world, beside the bundle of the shell. */
function bundle(name: 'page' | 'preload'): string {
  return readFileSync(new URL(`./chromium-shell-worlds/${name}.js`, import.meta.url), 'utf8');
}

/** The script of the page's own world. Whatever it declares stays inside its function. */
export function pageWorldScript({ events }: PreloadConfiguration): string {
  return `(function (events) {${bundle('page')}\n})(${JSON.stringify(events)});`;
}

/** The script of the isolated world, with the text of preload in it. @param file preload's path, for stack traces */
export function preloadWorldScript(
  configuration: PreloadConfiguration,
  preload: string,
  file: string,
): string {
  const script = `function (require, module, exports, process) {${preload}\n}`;
  return `(function (configuration, preload) {${bundle('preload')}
})(${JSON.stringify(configuration)}, ${script});
//# sourceURL=${file}`;
}
