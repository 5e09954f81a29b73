import { standalone } from '../../picture/standalone.ts';

/** The drawn charts of a review, as SVG files in light colours; an empty list where none is drawn. */
export function drawnCharts(root: ParentNode = document): string[] {
  const style = getComputedStyle(document.documentElement);
  return [...root.querySelectorAll<SVGSVGElement>('.compare-layer svg.recharts-surface')].map((svg) => {
    const text = new XMLSerializer().serializeToString(svg);
    return standalone(text, (name) => style.getPropertyValue(name));
  });
}

/** The first drawn chart: of an overlay, both runs. Null where there is none. */
export function overlayPicture(): string | null {
  return drawnCharts()[0] ?? null;
}
