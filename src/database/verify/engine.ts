import { type Names, type Session, sql } from '../connection/index.ts';
import type { Engine, Layout } from '../engine.ts';
import type { Drift } from './drift.ts';
import type { SchemaCheck } from './subject.ts';

/** Oldest TimescaleDB with which radarstore is tested. */
const OLDEST_TIMESCALEDB = [2, 19] as const;

export interface ExtensionFacts {
  /** Whether the server loads the library at its start. */
  readonly preloaded: boolean;
  /** Version that the server could install. */
  readonly offered: string | null;
}

/** Whether the extension is as the schema needs it. */
export const engineCheck: SchemaCheck = {
  name: 'engine',
  async examine({ session, names, engine, layout }) {
    return { drifts: judgeExtension({ names, engine, layout }, await readExtension(session)) };
  },
};

export async function readExtension(session: Session): Promise<ExtensionFacts> {
  const [facts] = await session.query<ExtensionFacts>(
    'verify.engine',
    // The loader library registers its settings at server start; shared_preload_libraries itself
    // can be read by privileged roles only.
    sql`select exists (select from pg_settings where name like 'timescaledb.%') as preloaded,
               (select default_version from pg_available_extensions where name = 'timescaledb') as offered`,
  );
  return facts ?? { preloaded: false, offered: null };
}

/** Judges what was read; apart from the reading, so that servers that are not here can be tried. */
export function judgeExtension(
  has: { readonly names: Names; readonly engine: Engine; readonly layout: Layout },
  { preloaded, offered }: ExtensionFacts,
): Drift[] {
  const { engine, layout } = has;
  const version = engine.timescaledbVersion;
  const drift = (rest: Pick<Drift, 'expected' | 'found' | 'mend'>): Drift => ({
    kind: 'engine',
    name: 'timescaledb',
    severity: 'broken',
    ...rest,
  });
  if (version === null) {
    if (layout === 'partitions') return [];
    const expected = 'the extension, with which this schema was made';
    const found = offered === null ? 'nothing, and the server offers none' : 'nothing';
    return [drift({ expected, found, mend: '-- as a superuser:\ncreate extension timescaledb;' })];
  }
  if (layout === 'partitions') {
    const expected = 'no extension: this schema was made on plain PostgreSQL';
    return [drift({ expected, found: version, mend: 'drop extension timescaledb;' })];
  }
  if (!preloaded) {
    return [
      drift({
        expected: 'loaded at server start',
        found: 'not loaded, so that its tables cannot be used',
        mend: "-- as a superuser, keeping what is there already; then restart the server:\nalter system set shared_preload_libraries = 'timescaledb';",
      }),
    ];
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_TIMESCALEDB;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return [];
  return [
    {
      ...drift({
        expected: `version ${OLDEST_TIMESCALEDB.join('.')} or newer`,
        found: version,
        mend: '-- as the first statement of a new connection:\nalter extension timescaledb update;',
      }),
      severity: 'differs',
    },
  ];
}
