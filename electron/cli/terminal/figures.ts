/** Three significant digits, and no digits after the point from a hundred on: 0.00123, 6.52, 12.0, 121, 1340. */
export function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(0)}%`;
}

/** A relative spread, with a decimal where it is small: 0.4%, 24%. */
export function spread(share: number): string {
  return `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)}%`;
}

/** "1:05" */
export function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
