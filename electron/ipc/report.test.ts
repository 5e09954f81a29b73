import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { sampleRun } from './fixture/sample-run.ts';
import { unpackRun } from './report/packed-run.ts';
import { reportHtml } from './report.ts';
import type { Bundle } from './types.ts';

const bundle: Bundle = { format: 'tilescope-run', version: 2, run: sampleRun() };
const template = { script: 'console.log("</script><!-- x")', style: 'a::after{content:"</style>"}' };
const html = reportHtml(template, bundle);

/** The content of a report's script elements, as an HTML parser finds it. */
const scripts = [...html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)].map(([, attributes, text]) => ({
  attributes: attributes ?? '',
  text: text ?? '',
}));

it('carries the run packed, whatever is in its texts', () => {
  expect(scripts).toHaveLength(2);
  expect(scripts[0]?.attributes).toContain('id="tilescope-run"');
  expect(scripts[0]?.text).toMatch(/^[A-Za-z0-9+/]+=*$/);
  const payload = JSON.parse(inflateRawSync(Buffer.from(scripts[0]?.text ?? '', 'base64')).toString());
  expect(payload).toMatchObject({ format: 'tilescope-run', version: 2 });
  const run = unpackRun(payload.run);
  expect(run.environment).toEqual(bundle.run.environment);
  expect(run.cells[1]?.failure?.detail).toBe('<b>\\u2028');
  expect(run.cells.map(({ id, status }) => [id, status])).toEqual(
    bundle.run.cells.map(({ id, status }) => [id, status]),
  );
});

it('permits the one script and the one style sheet, by their hashes', () => {
  const hash = (text: string) => createHash('sha256').update(text).digest('base64');
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`script-src 'sha256-${hash(scripts[1]?.text ?? '')}';`);
  expect(policy).toContain(`style-src 'sha256-${hash(style)}' 'nonce-`);
  expect(policy).not.toContain('unsafe');
});

it('keeps the meaning of the script it escapes', () => {
  const logged: string[] = [];
  new Function('console', scripts[1]?.text ?? '')({ log: (text: string) => logged.push(text) });
  expect(logged).toEqual(['</script><!-- x']);
});

it('names the run in its title, as text', () => {
  expect(html).toContain('<title>Sample &lt;run&gt; · Tilescope</title>');
});

it('is the same for the same run', () => {
  expect(reportHtml(template, bundle)).toBe(html);
});
