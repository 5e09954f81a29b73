import { styleText } from 'node:util';

/** What a piece of text means; how it looks is decided here alone. */
const STYLES = {
  plain: [],
  strong: ['bold'],
  quiet: ['dim'],
  good: ['green'],
  best: ['bold', 'green'],
  bad: ['red'],
  warning: ['yellow'],
  accent: ['cyan'],
} as const satisfies Record<string, readonly Parameters<typeof styleText>[0][]>;

export type Paint = (style: keyof typeof STYLES, text: string) => string;

/** Colours for a terminal; none elsewhere, or where NO_COLOR asks for none. */
export function createPainter(stream: NodeJS.WriteStream): Paint {
  return (style, text) => (style === 'plain' ? text : styleText([...STYLES[style]], text, { stream }));
}

/** Text as it is. */
export const plain: Paint = (_style, text) => text;
