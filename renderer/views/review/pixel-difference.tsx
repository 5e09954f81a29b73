import { useEffect, useRef, useState } from 'react';
import { formatPercent } from '../../../electron/ipc/figures.ts';
import { drawnCharts } from './overlay-picture.ts';

/** Alpha from which a pixel counts as drawn. */
const INK = 40;

interface Difference {
  readonly share: number;
  readonly image: ImageData;
}

/** Which pixels of the two charts beside it differ, as they are when it appears: drawn in the baseline's only, or in the candidate's only. */
export function PixelDifference() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [share, setShare] = useState<number | null>(null);
  useEffect(() => {
    let isOver = false;
    const draw = async () => {
      const target = canvas.current;
      const frame = target?.closest('.compare-frame');
      if (!target || !frame) return;
      const [one, other] = await Promise.all(drawnCharts(frame).map(pixelsOf));
      if (isOver || !one || !other) return;
      const style = getComputedStyle(target);
      const found = differenceOf(one, other, [style.color, style.borderColor, style.outlineColor].map(rgbOf));
      target.width = found.image.width;
      target.height = found.image.height;
      target.getContext('2d')?.putImageData(found.image, 0, 0);
      setShare(found.share);
    };
    // Once the hidden drawings have their size.
    const timer = requestAnimationFrame(() => void draw());
    return () => {
      isOver = true;
      cancelAnimationFrame(timer);
    };
  }, []);
  return (
    <>
      <canvas ref={canvas} className="pixel-difference" />
      <p className="pixel-share num" data-testid="pixel-share">
        {share === null ? 'Comparing…' : `${formatPercent(share)} of the drawn pixels differ`}{' '}
        <span className="in-baseline">baseline only</span>{' '}
        <span className="in-candidate">candidate only</span>
      </p>
    </>
  );
}

async function pixelsOf(svg: string): Promise<ImageData> {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const surface = new OffscreenCanvas(image.width, image.height);
  const context = surface.getContext('2d');
  if (!context) throw new Error('the page has no canvas');
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
}

type Color = readonly [number, number, number];

/** @param colors of what both have, what only the one has, and what only the other has */
function differenceOf(one: ImageData, other: ImageData, colors: readonly Color[]): Difference {
  const image = new ImageData(Math.min(one.width, other.width), Math.min(one.height, other.height));
  let [drawn, differing] = [0, 0];
  for (let y = 0; y < image.height; y++)
    for (let x = 0; x < image.width; x++) {
      const [mine, theirs] = [one, other].map(
        ({ data, width }) => (data[(y * width + x) * 4 + 3] ?? 0) > INK,
      );
      if (!mine && !theirs) continue;
      const color = colors[mine && theirs ? 0 : mine ? 1 : 2] as Color;
      drawn += 1;
      if (mine !== theirs) differing += 1;
      image.data.set([...color, mine && theirs ? 90 : 255], (y * image.width + x) * 4);
    }
  return { share: drawn === 0 ? 0 : differing / drawn, image };
}

/** Of a computed colour: "rgb(1, 2, 3)". */
function rgbOf(color: string): Color {
  const [red = 0, green = 0, blue = 0] = color.match(/[\d.]+/g)?.map(Number) ?? [];
  return [red, green, blue];
}
