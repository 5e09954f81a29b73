// npm start: sets up, then opens the workbench; with no display, the quick sweep in the terminal. Parameters are files of
// runs and links to them, which the workbench opens.
import { prepare } from './prepare.mjs';
import { run } from './process.mjs';

const display = process.platform === 'darwin' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const { electron } = prepare({ window: display, test: false, double: false });

if (!display) {
  console.log('No display here: running the quick sweep in the terminal.\n');
  process.exit(run(['node', 'dist/cli.js', 'sweep', '--quick']));
}
const command = electron ? ['electron', '.'] : ['node', 'dist/chromium-shell.js', 'main.js'];
process.exit(run([...command, ...process.argv.slice(2)]));
