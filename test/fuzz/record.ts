import type { ColumnType, Dataset } from '../../src/catalogue/index.ts';
import { formatInstant } from '../../src/core/index.ts';
import type { Random } from '../../src/ingest/load/random.ts';
import { fieldsOf } from '../../src/ingest/records/index.ts';
import type { Members } from './mutate.ts';

/** The present of what is made up. */
export const NOW = 1_773_144_000_000_000;

/** Some minutes before the present, as RFC 3339. */
export function timeText(random: Random): string {
  return formatInstant(NOW - random.below(600_000) * 1_000);
}

const WORDS = ['a', 'router-1', 'GET /', 'ä €', 'eth0', 'default', 'agent-1', '192.0.2.7', 'x y'];
const word = (random: Random) => `"${random.pick(WORDS)}"`;
const whole = (random: Random) => String(random.below(2_000) - (random.below(9) === 0 ? 1_000 : 0));
const list = (one: (random: Random) => string) => (random: Random) =>
  `[${Array.from({ length: random.below(4) }, () => one(random)).join(',')}]`;

/** A value that its column takes, as JSON. */
const VALUES: { readonly [T in ColumnType]: (random: Random) => string } = {
  'timestamp with time zone': (random) => `"${timeText(random)}"`,
  text: word,
  integer: whole,
  bigint: (random) => (random.below(8) === 0 ? '9007199254740995' : whole(random)),
  real: (random) => String(random.next() * 100),
  'double precision': (random) => String(random.next() * 100),
  boolean: (random) => String(random.below(2) === 0),
  jsonb: (random) => `{"k":${word(random)},"n":${whole(random)}}`,
  bytea: (random) => `"${Buffer.from(random.hex(16), 'hex').toString('base64')}"`,
  uuid: (random) =>
    `"${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}"`,
  numeric: (random) => `"${random.below(1_000)}.5"`,
  'text[]': list(word),
  'integer[]': list(whole),
  'bigint[]': list(whole),
  'double precision[]': list((random) => String(random.next())),
};

/** Makes records of a dataset by the catalogue. */
export function recordMaker(dataset: Dataset): (random: Random) => Members {
  const fields = fieldsOf(dataset).map((name) => {
    const column = dataset.columns[name];
    if (column === undefined) throw new Error(`${dataset.name} has no column ${name}`);
    return { start: `"${name}":`, make: VALUES[column.type], optional: column.nullable === true };
  });
  return (random) => {
    const members: Members = [];
    for (const { start, make, optional } of fields) {
      if (!optional || random.below(3) > 0) members.push(start + make(random));
    }
    return members;
  };
}
