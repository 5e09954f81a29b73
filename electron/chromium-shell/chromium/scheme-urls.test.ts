import { expect, it } from 'vitest';
import { toApplicationUrl, toChromiumUrl } from './scheme-urls.ts';

const SCHEMES = ['tilescope', 'other'];

it.each([
  ['tilescope://app/index.html?a=1#b', 'https://app.tilescope.invalid/index.html?a=1#b'],
  ['tilescope://app/', 'https://app.tilescope.invalid/'],
  ['other://x.y/z', 'https://x.y.other.invalid/z'],
  ['https://example.com/tilescope://app/', 'https://example.com/tilescope://app/'],
  ['https://example.com/', 'https://example.com/'],
])('%s is %s inside Chromium, and back', (own, inChromium) => {
  expect(toChromiumUrl(own, SCHEMES)).toBe(inChromium);
  expect(toApplicationUrl(inChromium, SCHEMES)).toBe(own);
});

it.each([
  'https://app.tilescope.invalid.example.com/',
  'https://app.tilescope.invalid:8080/',
  'http://app.tilescope.invalid/',
  'https://user@app.tilescope.invalidx/',
])('does not take %s for one of the application', (url) => {
  expect(toApplicationUrl(url, SCHEMES)).toBe(url);
});
