import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRendererHandler, isOwnUrl } from './protocol.ts';

let root = '';
let answer: (request: Request) => Promise<Response>;
const get = (url: string) => answer(new Request(url));

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'tilescope-protocol-'));
  mkdirSync(join(root, 'renderer/fonts'), { recursive: true });
  mkdirSync(join(root, 'renderer-secret'));
  writeFileSync(join(root, 'secret.json'), 'secret');
  writeFileSync(join(root, 'renderer-secret/a.json'), 'secret');
  writeFileSync(join(root, 'renderer/index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
  writeFileSync(join(root, 'renderer/main.js'), '1');
  writeFileSync(join(root, 'renderer/fonts/a b.woff2'), 'font');
  writeFileSync(join(root, 'renderer/program.exe'), 'no');
  answer = createRendererHandler(join(root, 'renderer'));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the renderer’s files', () => {
  it.each([
    ['/index.html', 'text/html; charset=utf-8'],
    ['/', 'text/html; charset=utf-8'],
    ['/main.js?v=1#x', 'text/javascript; charset=utf-8'],
    ['/fonts/a%20b.woff2', 'font/woff2'],
  ])('serves %s', async (path, type) => {
    const response = await get(`tilescope://app${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('gives each load a nonce of its own, in the page and in its policy', async () => {
    const pages = await Promise.all([get('tilescope://app/index.html'), get('tilescope://app/index.html')]);
    const nonces = await Promise.all(
      pages.map(async (page) => /content="([^"]+)"/.exec(await page.text())?.[1]),
    );
    expect(nonces[0]).not.toBe(nonces[1]);
    for (const [index, page] of pages.entries()) {
      const policy = page.headers.get('content-security-policy');
      expect(policy).toContain(`style-src 'self' 'nonce-${nonces[index]}'`);
      expect(policy).toContain("connect-src 'none'");
      expect(policy).toContain("script-src 'self';");
    }
  });

  it.each([
    'tilescope://app/../secret.json',
    'tilescope://app/%2e%2e/secret.json',
    'tilescope://app/..%2fsecret.json',
    'tilescope://app/fonts/..%2f..%2fsecret.json',
    'tilescope://app/%2e%2e%2frenderer-secret%2fa.json',
    'tilescope://app/..%5csecret.json',
    'tilescope://app/%00/main.js',
    'tilescope://app/%zz',
    'tilescope://app//etc/passwd.json',
    'tilescope://app/fonts',
    'tilescope://app/missing.js',
    'tilescope://app/program.exe',
    'tilescope://other/main.js',
    'https://app/main.js',
  ])('has nothing at %s', async (url) => {
    const response = await get(url);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('secret');
  });

  it('answers GET only', async () => {
    const response = await answer(new Request('tilescope://app/main.js', { method: 'POST' }));
    expect(response.status).toBe(405);
  });

  it.each([
    ['tilescope://app/index.html', true],
    ['tilescope://application/index.html', false],
    ['tilescope://app', false],
    ['https://tilescope/app/', false],
  ])('knows its own URLs: %s %s', (url, own) => {
    expect(isOwnUrl(url)).toBe(own);
  });
});
