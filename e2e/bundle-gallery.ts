import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The gallery never ships: its bundle is made for the tests that open it. */
export default function bundleGallery(): void {
  const cwd = join(import.meta.dirname, '..');
  execFileSync('npm', ['run', '--silent', 'bundle:gallery'], { cwd, stdio: 'inherit' });
}
