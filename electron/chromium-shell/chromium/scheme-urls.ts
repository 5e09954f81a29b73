// Chromium cannot be taught a custom scheme. So `tilescope://app/x` is `https://app.tilescope.invalid/x` inside it, a
// name that RFC 2606 keeps off the network, and requests to it are intercepted.
const TOP_LEVEL = 'invalid';

/** The URL inside Chromium for a URL of a custom scheme. Other URLs stay as they are. */
export function toChromiumUrl(url: string, schemes: Iterable<string>): string {
  for (const scheme of schemes) {
    const rest = url.startsWith(`${scheme}://`) ? url.slice(scheme.length + 3) : null;
    if (rest === null) continue;
    const slash = rest.search(/[/?#]/);
    const host = slash < 0 ? rest : rest.slice(0, slash);
    const path = slash < 0 ? '/' : rest.slice(slash);
    return `https://${host}.${scheme}.${TOP_LEVEL}${path}`;
  }
  return url;
}

/** The inverse of `toChromiumUrl`. */
export function toApplicationUrl(url: string, schemes: Iterable<string>): string {
  for (const scheme of schemes) {
    const match = new RegExp(`^https://([^/?#:]*)\\.${scheme}\\.${TOP_LEVEL}(?=[/?#]|$)(.*)$`).exec(url);
    if (match) return `${scheme}://${match[1]}${match[2]}`;
  }
  return url;
}
