import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

export const SCHEME = 'tilescope';
const ORIGIN = `${SCHEME}://app`;
export const INDEX_URL = `${ORIGIN}/index.html`;

/** In the meta tag of index.html, for style elements that the page creates itself (CodeMirror's). */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';

const MIME_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Whether a URL is a page of the application itself. */
export function isOwnUrl(url: string): boolean {
  return url.startsWith(`${ORIGIN}/`);
}

/**
 * Serves the renderer's files, and nothing else, to `tilescope://app/`.
 * @param folder dist/renderer
 */
export function createRendererHandler(folder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET') return refuse(405, 'only GET is supported');
    const file = resolveFile(folder, request.url);
    if (!file) return refuse(404, 'no such file');
    const type = MIME_TYPES[extname(file)];
    if (!type) return refuse(404, 'files of this type are not served');
    const body = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'EISDIR') return null;
      throw error;
    });
    if (!body) return refuse(404, 'no such file');
    return extname(file) === '.html' ? page(body.toString('utf8')) : answer(body, type);
  };
}

/** The file of a URL; null when it is outside the folder. */
function resolveFile(folder: string, url: string): string | null {
  if (!isOwnUrl(url)) return null;
  let path: string;
  try {
    path = decodeURIComponent(url.slice(ORIGIN.length).replace(/[?#].*$/, ''));
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
  if (path.includes('\0') || path.includes('\\')) return null;
  const file = normalize(join(folder, path === '/' ? 'index.html' : path));
  return file.startsWith(normalize(folder) + sep) ? file : null;
}

function page(html: string): Response {
  const nonce = randomBytes(16).toString('base64');
  const body = Buffer.from(html.replaceAll(NONCE_PLACEHOLDER, nonce));
  return answer(body, MIME_TYPES['.html'] as string, { 'content-security-policy': contentPolicy(nonce) });
}

/** Pages may load their own files, and have neither network nor inline scripts. */
function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function answer(body: Buffer<ArrayBuffer>, type: string, headers: Record<string, string> = {}): Response {
  return new Response(body, {
    headers: {
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      ...headers,
    },
  });
}

function refuse(status: number, message: string): Response {
  return new Response(message, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}
