// npm start: sets up, then opens the workbench; with no display, the quick sweep in the terminal.
import { prepare } from './prepare.mjs';
import { run } from './process.mjs';

const display = process.platform === 'darwin' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const { electron } = prepare({ window: display, test: false, double: false });

if (!display) {
  console.log('No display here: running the quick sweep in the terminal.\n');
  process.exit(run(['node', 'dist/cli.js', 'sweep', '--quick']));
}
process.exit(run(electron ? ['electron', '.'] : ['node', 'dist/chromium-shell.js']));
