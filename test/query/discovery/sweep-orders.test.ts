import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NewRow } from '../../../src/catalogue/index.ts';
import { listSweepHosts, readSweepHistory } from '../../../src/query/index.ts';
import { writtenDatabase } from '../../ingest/writer/writing.ts';
import { describeEachEngine } from '../../support/database.ts';

const MINUTE = 60_000_000;
const NOW = Date.now() * 1_000;

const sweeps = fc.array(
  fc.record({
    minutes: fc.integer({ min: 1, max: 5 }),
    found: fc.option(fc.integer({ min: 1, max: 60 })),
  }),
  { minLength: 1, maxLength: 7 },
);
type Sweep = { readonly minutes: number; readonly found: number | null };

describeEachEngine('sweeps of a host', (engine) => {
  const at = writtenDatabase(engine);

  test('are the same in every order, batching and repetition: the newest is shown, each is history', async () => {
    let host = 0;
    const rowOf = (hostIp: string, { minutes, found }: Sweep): NewRow<'sweep_host_states'> => ({
      host_ip: hostIp,
      poller_id: 'p',
      agent_id: 'a',
      partition: 'default',
      hostname: `after ${minutes}`,
      last_sweep_time: NOW - minutes * MINUTE,
      first_seen: found === null ? null : NOW - found * MINUTE,
    });
    await fc.assert(
      fc.asyncProperty(sweeps, fc.integer({ min: 1, max: 7 }), async (told, size) => {
        const hostIp = `192.0.2.${host++}`;
        // One sweep of a minute, as a host is swept once at an instant.
        const kept = told.filter(
          (one, at) => told.findIndex((o) => o.minutes === one.minutes) === at,
        );
        const sent = [...kept, ...kept.slice(0, 2)].map((one) => rowOf(hostIp, one));
        for (let from = 0; from < sent.length; from += size) {
          await at.writer.write({ rows: { sweep_host_states: sent.slice(from, from + size) } });
        }
        const newest = Math.min(...kept.map((one) => one.minutes));
        const founds = kept.flatMap((one) => one.found ?? []);
        const network = { cidr: `${hostIp}/32`, prefixes: [], addresses: [hostIp], exact: true };
        const filter = {
          ...{ poller: undefined, agent: undefined, partition: undefined, available: undefined },
          ...{ network, partitions: null },
        };
        const paging = { limit: 10, cursor: undefined };
        const { rows } = await listSweepHosts(at.db.database, filter, paging);
        expect(rows).toMatchObject([
          {
            hostname: `after ${newest}`,
            last_sweep_time: NOW - newest * MINUTE,
            first_seen: founds.length === 0 ? null : NOW - Math.max(...founds) * MINUTE,
          },
        ]);
        const range = { start: NOW - 60 * MINUTE, end: NOW };
        const asked = { hostIp, poller: undefined, partition: undefined, range, partitions: null };
        const history = await readSweepHistory(at.db.database, asked, paging);
        const times = kept.map((one) => NOW - one.minutes * MINUTE).sort((a, b) => b - a);
        expect(history.rows.map((row) => row.last_sweep_time)).toEqual(times);
      }),
      { numRuns: 12 },
    );
  });
});
