// Names only, so that preload can check them without loading the schemas into the page's process.
import type { Events, Invocations } from './contract.ts';

const CHANNEL_TABLE = {
  'devices.list': true,
  'conditions.get': true,
  'sweep.start': true,
  'sweep.resume': true,
  'sweep.cancel': true,
  'runs.list': true,
  'runs.get': true,
  'runs.samples': true,
  'runs.program': true,
  'runs.rename': true,
  'runs.delete': true,
  'runs.restore': true,
  'runs.mark': true,
  'runs.trends': true,
  'runs.speeds': true,
  'runs.history': true,
  'runs.export': true,
  'runs.import': true,
  // Asked by preload itself.
  'runs.open': false,
  'runs.demo': true,
  'runs.report': true,
  'runs.pdf': true,
  'runs.picture': true,
  'compile.measure': true,
  'compile.cancel': true,
  'compile.get': true,
  'noise.get': true,
  'noise.measure': true,
  'noise.cancel': true,
  'tune.list': true,
  'tune.show': true,
  'tune.start': true,
  'tune.resume': true,
  'tune.cancel': true,
  'tune.adopt': true,
  'tune.forget': true,
  'tune.delete': true,
  'tune.export': true,
  'presets.list': true,
  'presets.save': true,
  'presets.rename': true,
  'presets.delete': true,
  'edit.open': true,
  'edit.agree': true,
  'edit.drafts': true,
  'edit.keep': true,
  'edit.forget': true,
  'edit.compile': true,
  'edit.check': true,
  'edit.time': true,
  'edit.verdict': true,
  'edit.save': true,
  'review.baselines': true,
  'review.set-baseline': true,
  'review.open': true,
  'review.decide': true,
  'review.undo': true,
  'review.rematch': true,
  'review.save': true,
  'window.ready': true,
  'settings.get': true,
  'settings.set': true,
} as const satisfies Record<keyof Invocations, boolean>;

const EVENT_TABLE = {
  'sweep.cells': true,
  'sweep.progress': true,
  'compile.progress': true,
  'noise.progress': true,
  'tune.progress': true,
  'tune.changed': true,
  'run.changed': true,
  'run.opened': true,
  'link.opened': true,
  'tune.opened': true,
  'window.full-screen': true,
  'presets.changed': true,
  conditions: true,
  'menu.command': true,
  'store.trouble': true,
  log: true,
} as const satisfies Record<keyof Events, true>;

/** Whether a name is a channel that the renderer may invoke. */
export function isChannel(name: string): name is keyof Invocations {
  return Object.hasOwn(CHANNEL_TABLE, name) && CHANNEL_TABLE[name as keyof Invocations];
}

/** Whether a name is an event that the renderer may listen to. */
export function isEvent(name: string): name is keyof Events {
  return Object.hasOwn(EVENT_TABLE, name);
}
