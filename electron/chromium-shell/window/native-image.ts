import type { NativeImage } from 'electron';
import { strict } from '../not-modelled.ts';

/** Byte offset of the width, then the height, in a PNG's header. */
const PNG_WIDTH_OFFSET = 16;

/** A picture of the page, as PNG. */
export function nativeImage(png: Buffer): NativeImage {
  const width = png.readUInt32BE(PNG_WIDTH_OFFSET);
  const height = png.readUInt32BE(PNG_WIDTH_OFFSET + 4);
  const modelled = {
    toPNG: () => png,
    toDataURL: () => `data:image/png;base64,${png.toString('base64')}`,
    getSize: () => ({ width, height }),
    isEmpty: () => png.length === 0,
  } satisfies Pick<NativeImage, 'toPNG' | 'toDataURL' | 'getSize' | 'isEmpty'>;
  return strict('NativeImage', modelled) as unknown as NativeImage;
}
