import { styleText } from 'node:util';

/** Styles by what the text means; how they look is decided only here. */
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

export type Style = keyof typeof STYLES;
export type Paint = (style: Style, text: string) => string;

/** Colours text for a terminal; leaves it plain elsewhere, or where NO_COLOR is set. */
export function createPainter(stream: NodeJS.WriteStream): Paint {
  return (style, text) => (style === 'plain' ? text : styleText([...STYLES[style]], text, { stream }));
}

/** Leaves text as it is. */
export const plain: Paint = (_style, text) => text;
