import { describe, expect, test } from 'vitest';
import { printBootstrap } from '../../src/database/index.ts';

const OPTIONS = { schema: 'radar', layout: 'hypertables' } as const;

describe('the SQL for a superuser', () => {
  test('makes the extension that the layout needs, and no other', async () => {
    const hypertables = await printBootstrap(OPTIONS);
    expect(hypertables.database).toContain('create extension if not exists timescaledb');
    expect(hypertables.database).not.toContain('"radar_chunks"');
    const partitions = await printBootstrap({ ...OPTIONS, layout: 'partitions' });
    expect(partitions.database).not.toContain('timescaledb');
    expect(partitions.database).toContain('create schema if not exists "radar_chunks"');
  });

  test('holds no password, and says how to set one', async () => {
    const { psql } = await printBootstrap(OPTIONS);
    expect(psql).not.toMatch(/password\s+'/i);
    expect(psql).toContain('\\password "radar_owner"');
  });

  test('has no name left to be put in, and takes any', async () => {
    const { psql } = await printBootstrap({
      ...OPTIONS,
      database: 'Netz "Süd"',
      schema: 'my schema',
      roles: { owner: "o'wner", writer: 'w', reader: 'r' },
      readerTimeout: '2min',
    });
    expect(psql).not.toMatch(/(?<![:\w]):'?[a-z]+\b/);
    expect(psql).toContain(`where rolname = 'o''wner'`);
    expect(psql).toContain(`alter role "o'wner" login`);
    expect(psql).toContain(`set statement_timeout = '2min'`);
    expect(psql).toContain('\\connect "Netz ""Süd"""');
  });

  test('makes the database for psql only where it is missing', async () => {
    const { psql, roles, database } = await printBootstrap(OPTIONS);
    expect(psql).toMatch(
      /where not exists \(select from pg_database where datname = 'radar'\) \\gexec/,
    );
    // What runs through other clients has nothing that only psql understands.
    expect(`${roles}${database}`.replace(/^--.*$/gm, '')).not.toContain('\\');
  });
});
