const WIDTH = 48;
const HEIGHT = 20;
/** More points than pixels say nothing. */
const MOST_POINTS = WIDTH;

/** The best rate over the sizes of a run, from zero up. */
export function Sparkline({ rates }: { rates: readonly number[] }) {
  const stride = Math.max(1, Math.ceil(rates.length / MOST_POINTS));
  const shown = rates.filter((_, index) => index % stride === 0);
  const most = Math.max(...shown);
  if (shown.length < 2 || !(most > 0)) return null;
  const path = shown
    .map((rate, index) => {
      const x = (index / (shown.length - 1)) * (WIDTH - 2) + 1;
      return `${x.toFixed(1)} ${(HEIGHT - 1 - (rate / most) * (HEIGHT - 2)).toFixed(1)}`;
    })
    .join('L');
  return (
    <svg className="sparkline" width={WIDTH} height={HEIGHT} aria-hidden="true">
      <path d={`M${path}`} />
    </svg>
  );
}
