import type { Protocol } from 'electron';
import { strict } from '../not-modelled.ts';
import { toApplicationUrl, toChromiumUrl } from './scheme-urls.ts';

type Handler = (request: Request) => Response | Promise<Response>;

const schemes = new Set<string>();
const handlers = new Map<string, Handler>();

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(customSchemes) {
    for (const { scheme } of customSchemes) schemes.add(scheme);
  },
  handle(scheme, handler) {
    if (!schemes.has(scheme)) throw new Error(`chromium-shell: the scheme ${scheme} was not registered`);
    handlers.set(scheme, handler as Handler);
  },
  unhandle(scheme) {
    handlers.delete(scheme);
  },
} satisfies Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle' | 'unhandle'>);

export const inChromium = (url: string) => toChromiumUrl(url, schemes);
export const inApplication = (url: string) => toApplicationUrl(url, schemes);

/** The application's answer to a request of the page; null when the URL is of no scheme of its own. */
export async function answer(
  url: string,
  method: string,
  headers: Record<string, string>,
): Promise<Response | null> {
  const ownUrl = inApplication(url);
  const handler = handlers.get(ownUrl.slice(0, ownUrl.indexOf(':')));
  return handler ? handler(new Request(ownUrl, { method, headers })) : null;
}
