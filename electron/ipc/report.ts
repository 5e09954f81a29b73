import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { canonicalRun } from './bundle/write.ts';
import { escapeHtml } from './formats/html.ts';
import { type PackedRun, packRun } from './report/packed-run.ts';
import type { Bundle } from './types.ts';
import { visibleLine, visibleValue } from './visible-text.ts';

/** The report's script and style sheet, bundled from the renderer; fonts are data URLs. */
interface ReportTemplate {
  script: string;
  style: string;
}

/** What a report carries: a bundle with its run packed, and every text as visibleText() shows it. */
export interface ReportPayload extends Omit<Bundle, 'run'> {
  readonly run: PackedRun;
}

function reportPayload(bundle: Bundle): ReportPayload {
  return visibleValue({ ...bundle, run: packRun(canonicalRun(bundle.run)) });
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
<title>${escapeHtml(visibleLine(bundle.run.name))} · Tilescope</title>
<style>${style}</style>
</head>
<body>
<div id="root"></div>
<script type="application/octet-stream" id="tilescope-run">${compressed(reportPayload(bundle))}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** JSON, deflated, in base64: a fifth of the JSON's size, without a character that means anything in HTML. */
function compressed(payload: ReportPayload): string {
  return deflateRawSync(JSON.stringify(payload)).toString('base64');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
