/** Pixels of a PNG for each of the picture's, so that it is sharp in documents and on slides. */
export const PNG_SCALE = 2;

/**
 * Draws an SVG with a size in pixels as PNG, in base64. Runs in a page, and is sent to one as text, so that it uses
 * nothing from outside. Throws if the SVG cannot be drawn.
 */
export async function pngOf(svg: string, scale: number): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the page has no canvas');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^.*,/, '');
}
