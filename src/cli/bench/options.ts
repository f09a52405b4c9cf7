import { RadarError, suggest } from '../../core/index.ts';
import type { LoadDataset } from '../../ingest/index.ts';
import type { CommandOption } from '../command.ts';

/** Every dataset of a load. Named here, since help does without the code that makes rows. */
const DATASETS: readonly string[] = Object.keys({
  cpu_metrics: true,
  memory_metrics: true,
  disk_metrics: true,
  process_metrics: true,
  timeseries_metrics: true,
  netflow_metrics: true,
  logs: true,
  otel_traces: true,
} satisfies { readonly [N in LoadDataset]: true });

/** By which way rows go. */
export const WAYS = ['copy', 'writer', 'http', 'otlp'] as const;
export type Way = (typeof WAYS)[number];

/** What `bench ingest` was asked to do. */
export interface BenchOptions {
  readonly datasets: readonly LoadDataset[];
  readonly ways: readonly Way[];
  readonly rows: number;
  readonly devices: number;
  readonly batch: number;
  readonly rounds: number;
  readonly underWay: number;
  /** Rows a second of a fixed schedule; undefined: as fast as it goes. */
  readonly rate: number | undefined;
  readonly seed: number;
}

interface NumberOption {
  readonly flag: string;
  readonly meaning: string;
  readonly usual: number | undefined;
  readonly least: number;
  readonly most: number;
}

const NUMBERS = {
  rows: {
    flag: '--rows',
    meaning: 'rows per run',
    usual: 200_000,
    least: 1,
    most: 20_000_000,
  },
  devices: {
    flag: '--devices',
    meaning: 'made-up devices',
    usual: 500,
    least: 1,
    most: 100_000,
  },
  batch: {
    flag: '--batch',
    meaning: 'rows per batch, each committed by itself',
    usual: 5_000,
    least: 1,
    most: 50_000,
  },
  rounds: {
    flag: '--rounds',
    meaning: 'measured rounds, of which the median counts; one more comes before them',
    usual: 5,
    least: 1,
    most: 100,
  },
  underWay: {
    flag: '--under-way',
    meaning: 'batches under way at any time',
    usual: 2,
    least: 1,
    most: 64,
  },
  rate: {
    flag: '--rate',
    meaning: 'rows a second by a fixed schedule, instead of as fast as it goes',
    usual: undefined,
    least: 1,
    most: 10_000_000,
  },
  seed: {
    flag: '--seed',
    meaning: 'seed of the made-up rows',
    usual: 1,
    least: 0,
    most: 2 ** 31 - 1,
  },
} as const satisfies { readonly [name: string]: NumberOption };

const USUAL_DATASETS = ['cpu_metrics', 'timeseries_metrics', 'logs', 'otel_traces'];
const USUAL_WAYS = ['copy', 'writer'];

/** The options as the command line shows them. */
export const BENCH_OPTIONS: readonly CommandOption[] = [
  {
    flags: '--dataset <names>',
    meaning: `datasets, by commas, or all: ${DATASETS.join(', ')} (default: ${USUAL_DATASETS.join(',')})`,
  },
  {
    flags: '--way <names>',
    meaning: `ways, by commas, or all: ${WAYS.join(', ')} (default: ${USUAL_WAYS.join(',')})`,
  },
  ...Object.values(NUMBERS).map(({ flag, meaning, usual }: NumberOption) => ({
    flags: `${flag} <number>`,
    meaning: usual === undefined ? meaning : `${meaning} (default: ${usual})`,
  })),
];

/** Reads the options. Throws USAGE_INVALID for one that cannot be used. */
export function readOptions(given: Readonly<Record<string, unknown>>): BenchOptions {
  const number = (name: keyof typeof NUMBERS) => readNumber(NUMBERS[name], given[name]);
  const usual = (name: Exclude<keyof typeof NUMBERS, 'rate'>) =>
    number(name) ?? NUMBERS[name].usual;
  return {
    datasets: readNames(given.dataset, {
      what: 'dataset that can be made up',
      known: DATASETS,
      usual: USUAL_DATASETS,
    }) as LoadDataset[],
    ways: readNames(given.way, { what: 'way', known: WAYS, usual: USUAL_WAYS }) as Way[],
    rows: usual('rows'),
    devices: usual('devices'),
    batch: usual('batch'),
    rounds: usual('rounds'),
    underWay: usual('underWay'),
    rate: number('rate'),
    seed: usual('seed'),
  };
}

function readNumber(option: NumberOption, given: unknown): number | undefined {
  if (given === undefined) return undefined;
  const value = /^\d{1,9}$/.test(String(given)) ? Number(given) : Number.NaN;
  if (value >= option.least && value <= option.most) return value;
  throw new RadarError(
    'USAGE_INVALID',
    `The flag ${option.flag} is "${given}", not a whole number from ${option.least} to ${option.most}.`,
    { hint: 'See `radarstore bench ingest --help`.' },
  );
}

interface Names {
  readonly what: string;
  readonly known: readonly string[];
  readonly usual: readonly string[];
}

function readNames(given: unknown, { what, known, usual }: Names): readonly string[] {
  if (given === undefined) return usual;
  const names = String(given)
    .split(',')
    .map((name) => name.trim());
  if (names.includes('all')) return known;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return known.filter((name) => names.includes(name));
  const near = suggest(unknown, known);
  throw new RadarError(
    'USAGE_INVALID',
    `There is no ${what} "${unknown}"${near === undefined ? '' : ` (did you mean ${near}?)`}.`,
    { hint: `There are ${known.join(', ')}.` },
  );
}
