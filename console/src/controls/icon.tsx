/** Line icons on a 16 px grid, drawn for this console. */
const PATHS = {
  overview: 'M2.5 9.5h3l2-6 2.5 9.5 1.5-3.5h2',
  devices: 'M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01',
  registry: 'M6 2.5h4v3H6zM2 10.5h4v3H2zM10 10.5h4v3h-4zM8 5.5V8M4 10.5V8h8v2.5',
  ingest: 'M2.5 9.5v4h11v-4M8 2v8M4.8 6.9 8 10.1l3.2-3.2',
  storage:
    'M2.5 4c0-1.1 2.5-2 5.5-2s5.5.9 5.5 2-2.5 2-5.5 2-5.5-.9-5.5-2zM2.5 4v8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2V4M2.5 8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2',
  settings: 'M2 4.5h5M11 4.5h3M2 11.5h3M9 11.5h5M9 2.5v4M7 9.5v4',
  user: 'M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8zM2.8 13.6c.6-2.4 2.7-3.8 5.2-3.8s4.6 1.4 5.2 3.8',
  search: 'M7 12.2A5.2 5.2 0 1 0 7 1.8a5.2 5.2 0 0 0 0 10.4zM10.8 10.8 14.2 14.2',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.6',
  play: 'M5 3.2v9.6L12.5 8z',
  pause: 'M5.2 3.2v9.6M10.8 3.2v9.6',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  moon: 'M13.5 9.3A5.8 5.8 0 0 1 6.7 2.5a5.8 5.8 0 1 0 6.8 6.8z',
  screen: 'M2 3h12v8H2zM6 14h4',
  close: 'M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4',
  down: 'M4.5 6.5 8 10l3.5-3.5',
  right: 'M6.5 4.5 10 8l-3.5 3.5',
  collapse: 'M2.5 2.5h11v11h-11zM6 2.5v11M11 6.2 9.2 8 11 9.8',
  expand: 'M2.5 2.5h11v11h-11zM6 2.5v11M9.2 6.2 11 8l-1.8 1.8',
  table: 'M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.5 6.3V13',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
  groups: 'M2.5 3.5h11M5.5 6.5h8M5.5 9.5h8M2.5 12.5h11',
  filter: 'M2 3.5h12L9.5 9v4l-3 1.2V9z',
  copy: 'M5.5 5.5h8v8h-8zM3 10.5H2.5v-8h8V3',
  download: 'M8 2v8M4.8 7.2 8 10.4l3.2-3.2M2.5 13.5h11',
  add: 'M8 3v10M3 8h10',
  check: 'M3 8.4l3.2 3.2L13 4.8',
  print: 'M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z',
  keyboard: 'M1.5 4h13v8h-13zM4 6.7h.01M6.7 6.7h.01M9.3 6.7h.01M12 6.7h.01M5 9.5h6',
  host: 'M2 3h12v8H2zM5.5 13.5h5M5 8.5l1.7-2.3 1.6 1.6L11 5',
} as const;

export type IconName = keyof typeof PATHS;

/** An icon beside words; never the only carrier of a meaning. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
