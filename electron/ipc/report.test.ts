import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { sampleProgram, sampleRun } from './fixture/sample-run.ts';
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

it('carries the bundle whole, whatever is in its texts', () => {
  expect(scripts).toHaveLength(2);
  expect(scripts[0]?.attributes).toContain('id="tilescope-run"');
  expect(JSON.parse(scripts[0]?.text ?? '')).toEqual(bundle);
  expect(JSON.parse(scripts[0]?.text ?? '').run).toMatchObject(sampleProgram.kept);
  expect(scripts[0]?.text).not.toMatch(/[<\u2028\u2029]/);
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
