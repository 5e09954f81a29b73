import type { KeyPlatform } from '../model/keys.ts';

/** Whose keys to show. A report opens anywhere, so it asks the browser. */
export function keyPlatform(): KeyPlatform {
  const platform = window.tilescope?.platform ?? (navigator.userAgent.includes('Mac') ? 'darwin' : 'other');
  return platform === 'darwin' ? 'mac' : 'other';
}
