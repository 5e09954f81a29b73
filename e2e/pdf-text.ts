import { inflateSync } from 'node:zlib';

/**
 * The text of a PDF that Chromium printed, without white space. Its fonts are named after their objects, F4 after 4, and
 * map glyphs, of one byte or two, to characters; text is shown as strings of glyphs in hexadecimal.
 */
export function pdfText(pdf: Buffer): string {
  const objects = new Map<string, string>();
  for (const [, id = '', body = ''] of pdf.toString('latin1').matchAll(/(\d+) 0 obj\s(.*?)endobj/gs)) {
    const [, length] =
      /\/FlateDecode.*?\/Length (\d+)|\/Length (\d+).*?\/FlateDecode/s.exec(body)?.filter(Boolean) ?? [];
    const start = body.search(/stream\r?\n/) + 'stream\n'.length;
    const packed = Buffer.from(body.slice(start, start + Number(length)), 'latin1');
    objects.set(id, length === undefined ? body : inflateSync(packed).toString('latin1'));
  }
  const fonts = new Map<string, Font>();
  for (const [id, body] of objects) {
    const [, map] = /\/ToUnicode (\d+) 0 R/.exec(body) ?? [];
    if (map !== undefined) fonts.set(`F${id}`, fontOf(objects.get(map) ?? ''));
  }
  let text = '';
  for (const body of objects.values()) {
    let font: Font | undefined;
    for (const [, name, glyphs] of body.matchAll(/\/(F\d+) [\d.]+ Tf|<([\da-fA-F]+)>(?=[^<>]*T[jJ])/g)) {
      if (name !== undefined) font = fonts.get(name);
      else
        for (const code of glyphs?.match(font?.digits ?? /./g) ?? [])
          text += font?.characters.get(Number.parseInt(code, 16)) ?? '';
    }
  }
  return text.replace(/\s/g, '');
}

interface Font {
  /** Finds the digits of each glyph. */
  readonly digits: RegExp;
  readonly characters: Map<number, string>;
}

/** The glyphs of a CMap: its single entries and its ranges. */
function fontOf(cmap: string): Font {
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
  return { digits: /begincodespacerange\s*<\w\w>/.test(cmap) ? /../g : /..../g, characters: found };
}
