// Chromium knows no scheme of ours, and has no switch to be taught one. So `tilescope://app/x` is
// `https://app.tilescope.invalid/x` inside it: a name that by RFC 2606 is never on the network, answered by interception.
const TOP_LEVEL = 'invalid';

/** The URL inside Chromium that stands for one of a custom scheme. Other URLs stay as they are. */
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

/** The application's own URL for one inside Chromium; the other way round. */
export function toApplicationUrl(url: string, schemes: Iterable<string>): string {
  for (const scheme of schemes) {
    const match = new RegExp(`^https://([^/?#:]*)\\.${scheme}\\.${TOP_LEVEL}(?=[/?#]|$)(.*)$`).exec(url);
    if (match) return `${scheme}://${match[1]}${match[2]}`;
  }
  return url;
}
