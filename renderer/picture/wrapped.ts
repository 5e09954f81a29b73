import { CHARACTER_EMS, fitted } from './fitted.ts';

/** A text on at most so many lines, broken between words; the last line is shortened where the rest is too long. */
export function wrapped(text: string, widthPx: number, fontPx: number, mostLines: number): string[] {
  const most = Math.floor(widthPx / (fontPx * CHARACTER_EMS));
  const lines: string[] = [];
  let rest = text.trim();
  while (rest !== '' && lines.length < mostLines - 1 && [...rest].length > most) {
    const space = rest.lastIndexOf(' ', most);
    const end = space > 0 ? space : most;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trim();
  }
  return rest === '' ? lines : [...lines, fitted(rest, widthPx, fontPx)];
}
