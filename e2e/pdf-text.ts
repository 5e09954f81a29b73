import { inflateSync } from 'node:zlib';

/**
 * The text of a PDF that Chromium printed, without white space. Its fonts are named after their objects, F4 after 4, and
 * map glyphs of two bytes to characters; text is shown as strings of such glyphs in hexadecimal.
 */
export function pdfText(pdf: Buffer): string {
  const objects = new Map<string, string>();
  for (const [, id = '', body = ''] of pdf.toString('latin1').matchAll(/(\d+) 0 obj\s(.*?)endobj/gs)) {
    const [, packed] = /stream\r?\n(.*?)\r?\nendstream/s.exec(body) ?? [];
    const isPacked = packed !== undefined && body.includes('/FlateDecode');
    objects.set(id, isPacked ? inflateSync(Buffer.from(packed, 'latin1')).toString('latin1') : body);
  }
  const fonts = new Map<string, Map<number, string>>();
  for (const [id, body] of objects) {
    const [, map] = /\/ToUnicode (\d+) 0 R/.exec(body) ?? [];
    if (map !== undefined) fonts.set(`F${id}`, charactersOf(objects.get(map) ?? ''));
  }
  let text = '';
  for (const body of objects.values()) {
    let font: Map<number, string> | undefined;
    for (const [, name, glyphs] of body.matchAll(/\/(F\d+) [\d.]+ Tf|<([\da-fA-F]+)>(?=[^<>]*T[jJ])/g)) {
      if (name !== undefined) font = fonts.get(name);
      else
        for (const code of glyphs?.match(/.{4}/g) ?? []) text += font?.get(Number.parseInt(code, 16)) ?? '';
    }
  }
  return text.replace(/\s/g, '');
}

/** Glyph → character, of a CMap's single entries and its ranges. */
function charactersOf(cmap: string): Map<number, string> {
  const found = new Map<number, string>();
  const parse = (text = '') => Number.parseInt(text, 16);
  for (const [, lines = ''] of cmap.matchAll(/beginbfchar(.*?)endbfchar/gs)) {
    for (const [, glyph, to] of lines.matchAll(/<(\w+)>\s*<(\w{4})\w*>/g))
      found.set(parse(glyph), String.fromCharCode(parse(to)));
  }
  for (const [, lines = ''] of cmap.matchAll(/beginbfrange(.*?)endbfrange/gs)) {
    for (const [, first, last, to] of lines.matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w{4})>/g))
      for (let glyph = parse(first); glyph <= parse(last); glyph++)
        found.set(glyph, String.fromCharCode(parse(to) + glyph - parse(first)));
  }
  return found;
}
