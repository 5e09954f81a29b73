/** The mean width of a character of text and digits in Inter, in font sizes; it is more than that of most fonts. */
export const CHARACTER_EMS = 0.58;

/** A text that is shortened where it would be wider than so many pixels, as far as can be told without its font. */
export function fitted(text: string, widthPx: number, fontPx: number): string {
  const most = Math.floor(widthPx / (fontPx * CHARACTER_EMS));
  const characters = [...text];
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
