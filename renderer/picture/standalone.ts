import { resolveColor, type Tokens } from './resolve-color.ts';

/** The tokens of a style sheet. */
export function tokensOf(css: string): Tokens {
  const found = new Map([...css.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, text]) => [name, text]));
  return (name) => found.get(name);
}

/**
 * A drawn SVG as a file that needs no style sheet: with the colours of its tokens, without what tests and the window
 * look for. Texts are left alone, whatever they contain.
 */
export function standalone(svg: string, tokens: Tokens): string {
  const text = svg.replace(/<[a-z][^<>]*>/gi, (tag) =>
    tag
      .replace(/ (?:data-[\w-]+|class)="[^"]*"/g, '')
      .replace(/\b(fill|stroke)="([^"]*)"/g, (_, name, color) => `${name}="${resolveColor(color, tokens)}"`),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`;
}
