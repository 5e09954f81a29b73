/** Which keys to name: the Mac's, or everyone else's. A report opens anywhere, so it asks the browser. */
export function usePlatform(): 'darwin' | 'other' {
  const platform =
    globalThis.window.tilescope?.platform ?? (navigator.userAgent.includes('Mac') ? 'darwin' : 'other');
  return platform === 'darwin' ? 'darwin' : 'other';
}
