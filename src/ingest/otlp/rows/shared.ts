import { OtlpFault } from '../fault.ts';

/** What the rows of one request may hold together of what they share. */
const MOST_SHARED_BYTES = 64 * 1_024 * 1_024;

/** Sizes of attributes that many rows share, so that each is measured once. */
const sizes = new WeakMap<object, number>();

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  const size = JSON.stringify(value).length;
  sizes.set(value, size);
  return size;
}

/** Watches how much rows grow by what they share. */
export interface SharedGauge {
  /** Says what the next records have in common. */
  share(columns: object): void;
  /** Notes a record. Throws {@link OtlpFault} when all together have become too large. */
  note(): void;
}

/**
 * A resource stands once in a request and again in each of its rows. A short request with a long
 * resource and many records would otherwise fill memory and database.
 */
export function sharedGauge(): SharedGauge {
  let each = 0;
  let total = 0;
  return {
    share(columns) {
      each = 0;
      for (const value of Object.values(columns)) each += sizeOf(value);
    },
    note() {
      total += each;
      if (total <= MOST_SHARED_BYTES) return;
      const limit = `${MOST_SHARED_BYTES / 1_048_576} MiB`;
      const what =
        'its records, each with the attributes of its resource and scope, have more than';
      throw new OtlpFault('too_large', `The request is too large: ${what} ${limit}.`);
    },
  };
}
