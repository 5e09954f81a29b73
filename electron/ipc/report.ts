import { createHash } from 'node:crypto';
import { canonicalRun } from './bundle/write.ts';
import type { Bundle } from './types.ts';
import { visibleLine } from './visible-text.ts';

/** The report's script and style sheet, bundled from the renderer; fonts are data URLs. */
interface ReportTemplate {
  script: string;
  style: string;
}

/**
 * One HTML file that shows a run without network or server: the renderer's report page with the bundle inside. The
 * content policy admits only the script and the style sheet written here, by their hashes.
 */
export function reportHtml(template: ReportTemplate, bundle: Bundle): string {
  const script = template.script.replace(/<\/script/gi, '<\\/script').replaceAll('<!--', '\\x3C!--');
  const style = template.style.replace(/<\/style/gi, '<\\/style');
  // CodeMirror adds its own style elements; they carry this nonce. It is a hash so that reports are reproducible.
  const nonce = sha256(script + style);
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${sha256(script)}'`,
    `style-src 'sha256-${sha256(style)}' 'nonce-${nonce}'`,
    'font-src data:',
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="csp-nonce" content="${nonce}">
<title>${escapeText(visibleLine(bundle.run.name))} · Tilescope</title>
<style>${style}</style>
</head>
<body>
<div id="root"></div>
<script type="application/json" id="tilescope-run">${embeddedJson(bundle)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** JSON that cannot end the script element it is in, and that old JavaScript parsers accept too. */
function embeddedJson(bundle: Bundle): string {
  return JSON.stringify({ ...bundle, run: canonicalRun(bundle.run) })
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
