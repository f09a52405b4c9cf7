import { chown, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/core/index.ts';
import {
  applySchema,
  connectDatabase,
  diagnoseDatabase,
  hasCapability,
  sql,
} from '../../../src/database/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { expectRadarError } from '../../support/expect-error.ts';
import { createOwnFolder } from '../../support/own-server.ts';
import { poolOptions } from '../../support/target.ts';
import { until } from '../../support/until.ts';

const PROGRAM = { log: silentLogger, programVersion: 'test' };

test('a standby is told as one and takes no migration; its promotion is noticed', async () => {
  const folder = await createOwnFolder();
  try {
    const server = await folder.start();
    const primary = await connectDatabase(poolOptions(server.target));
    await applySchema(primary, PROGRAM);
    expect(hasCapability(primary.capabilities, 'writable')).toBe(true);

    // With this file its data folder is that of a standby, as pg_basebackup makes one.
    const cluster = join(folder.dataDir, 'pg');
    const { uid, gid } = await stat(cluster);
    const signal = join(cluster, 'standby.signal');
    await writeFile(signal, '');
    await chown(signal, uid, gid);
    await primary.close();
    process.kill(server.pid() ?? 0, 'SIGINT'); // and it starts again by itself

    const standby = await until('the standby answers', () =>
      connectDatabase(poolOptions(server.target)),
    );
    expect(standby.engine.readOnly).toBe(true);
    const writable = standby.capabilities.find((one) => one.name === 'writable');
    expect(writable?.reason).toContain('is a standby');
    expect(hasCapability(standby.capabilities, 'maintenance')).toBe(false);
    const subject = { database: standby, clock: systemClock, maintenanceIntervalMs: 600_000 };
    const findings = await diagnoseDatabase(subject);
    expect(findings.find((one) => one.name === 'writable')).toMatchObject({
      state: 'failed',
      message: writable?.reason,
      hint: expect.stringContaining('primary server'),
    });

    const empty = await connectDatabase({ ...poolOptions(server.target), schema: 'other' });
    await expectRadarError(applySchema(empty, PROGRAM), 'SCHEMA_FORBIDDEN');
    await empty.close();

    await standby.query('test.promote', sql`select pg_promote()`);
    await standby.refresh();
    expect(hasCapability(standby.capabilities, 'writable')).toBe(true);
    expect(standby.engine.readOnly).toBe(false);
    await applySchema(standby, PROGRAM);
    await standby.close();
  } finally {
    await folder.remove();
  }
});
