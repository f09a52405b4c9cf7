import { sql } from '../connection/index.ts';
import { type DatabaseCheck, ok, warning } from './subject.ts';

const RISKS: { readonly [setting: string]: string } = {
  fsync: 'a crash of the machine can destroy the whole database',
  full_page_writes: 'a crash of the machine can leave torn pages',
  synchronous_commit: 'a crash of the server can lose rows that were already acknowledged',
  data_checksums: 'a broken disk can hand out wrong rows unnoticed',
};

const MENDS: { readonly [setting: string]: string } = {
  data_checksums: 'data_checksums: stop the server, then pg_checksums --enable.',
};

/** Whether an acknowledged row survives a crash. */
export const durabilityCheck: DatabaseCheck = {
  name: 'durability',
  examine: async ({ database }) => {
    const off = await database.query<{ name: string }>(
      'doctor.durability',
      sql`select name from pg_settings
           where name = any(${Object.keys(RISKS)}) and setting = 'off' order by name`,
    );
    if (off.length === 0) return ok('Commits reach the disk, and pages have checksums.');
    const names = off.map((row) => row.name);
    return warning(
      `Off on this server: ${names.map((name) => `${name} (${RISKS[name]})`).join('; ')}.`,
      names
        .map((name) => MENDS[name] ?? `As a superuser: alter system set ${name} = on, then reload.`)
        .join(' '),
    );
  },
};
