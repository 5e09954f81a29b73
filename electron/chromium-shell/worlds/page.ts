// Bundled: the script of the page's own world. The shell wraps it in a function that gives `events`.
import { type BridgeEvents, installPageWorld } from './page-world.ts';

declare const events: BridgeEvents;

installPageWorld(events);
