/** What stands where there is no value. */
export const DASH = '–';

/** Anything that may be missing. */
export type Maybe<T> = T | null | undefined;

const known = (value: Maybe<number>): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);

const counts = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A count with thousands apart: `12,345`. */
export function formatCount(value: Maybe<number>): string {
  return known(value) ? counts.format(value) : DASH;
}

/** A share with one decimal: `12.3 %`; whole from 100 on. */
export function formatPercent(value: Maybe<number>): string {
  if (!known(value)) return DASH;
  return `${value.toFixed(Math.abs(value) >= 99.95 ? 0 : 1)} %`;
}

const BINARY_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** Bytes in binary multiples with three digits: `3.12 GiB`. */
export function formatBytes(value: Maybe<number>): string {
  if (!known(value)) return DASH;
  let size = Math.abs(value);
  let unit = 0;
  while (unit < BINARY_UNITS.length - 1 && Math.round(size) >= 1024) {
    size /= 1024;
    unit += 1;
  }
  const decimals = unit === 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return `${value < 0 ? '-' : ''}${size.toFixed(decimals)} ${BINARY_UNITS[unit]}`;
}

/** A clock rate: `2.4 GHz`. */
export function formatHertz(value: Maybe<number>): string {
  if (!known(value) || value <= 0) return DASH;
  return value >= 1e9 ? `${(value / 1e9).toFixed(2)} GHz` : `${Math.round(value / 1e6)} MHz`;
}

const DURATION_UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

const RATE_UNITS = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s'];

/** A nominal speed in decimal multiples: `2.5 Gbit/s`. */
export function formatBitRate(value: Maybe<number>): string {
  if (!known(value)) return DASH;
  const unit = Math.min(RATE_UNITS.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  return `${Number((value / 1_000 ** unit).toPrecision(3))} ${RATE_UNITS[unit]}`;
}

/** A duration in the two largest units that a person says: `2 d 4 h`, `35 s`, `250 ms`. */
export function formatDuration(seconds: Maybe<number>): string {
  if (!known(seconds)) return DASH;
  if (seconds > 0 && seconds < 1) return `${Math.round(seconds * 1_000)} ms`;
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [unit, size] of DURATION_UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ') || '0 s';
}
