/** Three significant digits, none of them after the point from a hundred on: 6.52, 12.0, 121, 1340. */
export function figure(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(0)}%`;
}

/** "1:05" */
export function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
