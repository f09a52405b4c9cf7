import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { LANES, Workshop } from './programs.ts';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await Workshop.open();
});
afterEach(() => workshop.checkNoOrphans());
afterAll(() => workshop.close());

describe.each(LANES)('a first start as $name that is killed', (lane) => {
  test.each([
    'password',
    'pg.new/PG_VERSION',
    'pg.new/global/pg_control',
    'pg',
    'pg/postmaster.pid',
  ])('when there is %s leaves nothing that hinders the next start', async (sign) => {
    const dataDir = await workshop.dataFolder(lane);
    const program = workshop.start(lane, dataDir);
    await until(`${sign} exists`, () => access(join(dataDir, sign)).then(() => true));
    program.kill('SIGKILL');
    const next = workshop.start(lane, dataDir);
    await next.ready();
    expect(await next.query('select current_database() as name')).toEqual([{ name: 'radarstore' }]);
    expect(await readdir(dataDir)).not.toContain('pg.new');
  });
});
