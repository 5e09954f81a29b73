/** Outlines on a grid of 16 × 16. */
const PATHS = {
  play: 'M5 3.5v9l7-4.5z',
  stop: 'M4.5 4.5h7v7h-7z',
  resume: 'M4 4v8M7.5 4v8l6-4z',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5l3 3',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  fold: 'M3 4h10M3 12h10M8 6.5v3M6.5 8h3',
  difference: 'M8 2.5v6M5 5.5h6M5 12.5h6',
  bars: 'M3 4h4M3 8h10M3 12h7',
  check: 'M3.5 8.5l3 3 6-7',
  cross: 'M4 4l8 8M12 4l-8 8',
  chevronDown: 'M4 6l4 4 4-4',
  chevronUp: 'M4 10l4-4 4 4',
  chevronRight: 'M6 4l4 4-4 4',
  plus: 'M8 3v10M3 8h10',
  rename: 'M3 13h2.5L13 5.5 10.5 3 3 10.5z',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9',
  export: 'M8 10V2.5M5 5.5l3-3 3 3M3 10v3.5h10V10',
  import: 'M8 2.5V10M5 7l3 3 3-3M3 10v3.5h10V10',
  report: 'M4 2.5h5.5L12 5v8.5H4zM6 8h4M6 10.5h4',
  light:
    'M8 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8 2v1M8 13v1M2 8h1M13 8h1M3.8 3.8l.7.7M11.5 11.5l.7.7M12.2 3.8l-.7.7M4.5 11.5l-.7.7',
  dark: 'M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z',
  system: 'M2.5 3.5h11v7h-11zM6 13.5h4M8 10.5v3',
  command:
    'M6 6V4.5A1.5 1.5 0 1 0 4.5 6zM6 6v4M6 10H4.5A1.5 1.5 0 1 0 6 11.5zM10 10v1.5a1.5 1.5 0 1 0 1.5-1.5zM10 10V6M10 6h1.5A1.5 1.5 0 1 0 10 4.5zM6 6h4M6 10h4',
  help: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.2 6.3a1.8 1.8 0 1 1 2.6 1.6c-.5.3-.8.6-.8 1.1M8 11.2v.1',
  warning: 'M8 2.5l6 11H2zM8 6.5v3.5M8 11.8v.1',
  chip: 'M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14',
  undo: 'M6 3L3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6',
  redo: 'M10 3l3 3-3 3M13 6H6.5a3.5 3.5 0 0 0 0 7H10',
  tag: 'M3 3h5l5.5 5.5-5 5L3 8zM5.6 5.6v.1',
  sidebar: 'M2.5 3.5h11v9h-11zM6.5 3.5v9',
  panelRight: 'M2.5 3.5h11v9h-11zM9.5 3.5v9',
  panelBottom: 'M2.5 3.5h11v9h-11zM2.5 9.5h11',
  maximise: 'M9.5 3h3.5v3.5M6.5 13H3V9.5M13 3L9.5 6.5M3 13l3.5-3.5',
  restore: 'M13 6.5H9.5V3M3 9.5h3.5V13M9.5 6.5L13 3M6.5 9.5L3 13',
  columns: 'M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9',
  present: 'M2.5 3h11v7.5h-11zM8 10.5V13M5.5 13.5h5M6.8 5.2v3.2L9.6 6.8z',
  pin: 'M6 2.5h4l-.5 4 2.5 2.5H4l2.5-2.5zM8 9v4.5',
} as const;

export type IconName = keyof typeof PATHS;

/** Decorative: the control around it has the accessible name. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
