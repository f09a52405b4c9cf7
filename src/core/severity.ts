/** What a log record tells, whatever words its source has for it. */
export type SeverityClass = 'fatal' | 'error' | 'warning' | 'info' | 'debug' | 'other';

const WORDS: { readonly [C in Exclude<SeverityClass, 'other'>]: readonly string[] } = {
  fatal: [
    'fatal',
    'critical',
    'crit',
    'emergency',
    'emerg',
    'alert',
    'panic',
    'very high',
    'very-high',
  ],
  error: ['error', 'err', 'severe', 'high'],
  warning: ['warning', 'warn', 'medium'],
  info: ['info', 'information', 'informational', 'notice', 'low'],
  debug: ['debug', 'trace', 'verbose'],
};

const CLASS_OF_WORD: ReadonlyMap<string, SeverityClass> = new Map(
  (Object.keys(WORDS) as (keyof typeof WORDS)[]).flatMap((name) =>
    WORDS[name].map((word) => [word, name] as const),
  ),
);

/** OpenTelemetry's numbers: four of each kind, the least of which stands here, greatest first. */
const CLASS_OF_NUMBER: readonly (readonly [least: number, SeverityClass])[] = [
  [21, 'fatal'],
  [17, 'error'],
  [13, 'warning'],
  [9, 'info'],
  [1, 'debug'],
];

/**
 * The class of a record: by its text where that is a known word (also with the digit that
 * OpenTelemetry puts behind, as in `WARN2`), else by its number on the scale of OpenTelemetry, 1 to
 * 24. The one place that decides this, for every receiver.
 */
export function severityClass(
  text: string | null | undefined,
  number: number | null | undefined,
): SeverityClass {
  const word = (text ?? '').trim().toLowerCase();
  const known = CLASS_OF_WORD.get(word) ?? CLASS_OF_WORD.get(word.replace(/[234]$/, ''));
  if (known !== undefined) return known;
  if (number === null || number === undefined || number > 24) return 'other';
  return CLASS_OF_NUMBER.find(([least]) => number >= least)?.[1] ?? 'other';
}
