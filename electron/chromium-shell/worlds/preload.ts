// Bundled: the script of the isolated world. The shell wraps it in a function that gives `configuration` and `preload`.
import { askPath } from './ask-path.ts';
import { installPreloadWorld, type PreloadConfiguration, type PreloadScript } from './preload-world.ts';
import { watchDrop } from './watch-drop.ts';
import { watchKeys } from './watch-keys.ts';
import { watchWindow } from './watch-window.ts';

declare const configuration: PreloadConfiguration;
declare const preload: PreloadScript;

installPreloadWorld(configuration, [watchWindow, watchKeys, watchDrop, askPath], preload);
