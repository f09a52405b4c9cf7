import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runJob, sql } from '../../../src/database/index.ts';
import {
  createKeyRing,
  expirePackages,
  PACKAGE_MOVES,
  PACKAGE_STATUSES,
  type PackageStatus,
  type TrustIssuer,
} from '../../../src/inventory/index.ts';
import { silentLogger } from '../../../src/observe/index.ts';
import { expectRadarError } from '../../support/expect-error.ts';
import { BY, newKey, type Onboarded, openOnboarded } from './onboarded.ts';

let at: Onboarded;
beforeAll(async () => {
  at = await openOnboarded();
});
afterAll(async () => at?.close());
beforeEach(async () => at.reset());

interface Subject {
  readonly packageId: string;
  readonly token: string;
  readonly componentId: string;
}

const eventTypes = async ({ packageId }: Subject) =>
  (await at.onboarding.events(packageId, 50)).map((event) => event.event_type);
const statusOf = async ({ packageId }: Subject) => (await at.onboarding.get(packageId)).status;

async function issue(): Promise<Subject> {
  const { package: told, downloadToken: token } = await at.poller();
  return { packageId: told.package_id, token, componentId: told.component_id ?? '' };
}

/** Each way of changing a status, as a user or a report does it. */
const MOVES: {
  readonly [To in Exclude<PackageStatus, 'issued'>]: (it: Subject) => Promise<unknown>;
} = {
  delivered: ({ packageId, token }) => at.onboarding.deliver({ packageId, token, by: BY }),
  activated: (it) =>
    at.onboarding.activate({
      type: 'poller',
      id: it.componentId,
      pollerId: it.componentId,
      sourceIp: '198.51.100.1',
      spiffeId: 'spiffe://example.org/x',
      seenAt: at.clock.now(),
    }),
  revoked: ({ packageId }) => at.onboarding.revoke({ packageId, reason: 'lost', by: BY }),
  expired: () => {
    at.clock.advance(86_400_001);
    return runJob(
      { database: at.db.database, clock: at.clock, log: silentLogger, jobs: [expirePackages] },
      expirePackages.name,
    );
  },
  deleted: ({ packageId }) => at.onboarding.delete({ packageId, reason: 'done', by: BY }),
};

/** How a package gets into each status. */
const WAYS: { readonly [Status in PackageStatus]: readonly (keyof typeof MOVES)[] } = {
  issued: [],
  delivered: ['delivered'],
  activated: ['activated'],
  revoked: ['revoked'],
  expired: ['expired'],
  deleted: ['revoked', 'deleted'],
};

/** With what a move is refused that is not allowed; undefined: nothing happens, without a fault. */
const REFUSALS: { readonly [To in keyof typeof MOVES]: string | undefined } = {
  delivered: 'CONFLICT',
  activated: undefined,
  revoked: 'CONFLICT',
  expired: undefined,
  deleted: 'REQUEST_INVALID',
};

describe('a package', () => {
  const targets = PACKAGE_STATUSES.filter((to) => to !== 'issued');
  const cases = PACKAGE_STATUSES.flatMap((from) =>
    targets
      .filter((to) => to !== from)
      .map((to) => [from, to, PACKAGE_MOVES[from].includes(to)] as const),
  );

  test('may make these moves and no others', () => {
    const allowed = cases.filter(([, , may]) => may).map(([from, to]) => `${from} to ${to}`);
    expect(allowed).toEqual([
      'issued to delivered',
      'issued to activated',
      'issued to revoked',
      'issued to expired',
      'delivered to activated',
      'delivered to revoked',
      'activated to revoked',
      'revoked to deleted',
      'expired to deleted',
    ]);
  });

  test.each(cases)('that is %s and asked to become %s: %s', async (from, to, may) => {
    const it = await issue();
    for (const step of WAYS[from]) await MOVES[step](it);
    expect(await statusOf(it)).toBe(from);
    const before = await eventTypes(it);
    const fault = await MOVES[to](it).then(
      () => undefined,
      (thrown: { readonly code?: string }) => thrown.code,
    );
    expect(await statusOf(it)).toBe(may ? to : from);
    expect(await eventTypes(it)).toEqual(may ? [to, ...before] : before);
    const expected = to === 'delivered' && from === 'expired' ? 'GONE' : REFUSALS[to];
    expect(fault).toBe(may ? undefined : expected);
  });

  test('that was revoked or deleted is not so a second time', async () => {
    const it = await issue();
    await MOVES.revoked(it);
    const again = await expectRadarError(MOVES.revoked(it), 'CONFLICT');
    expect(again.message).toContain('revoked already');
    await MOVES.deleted(it);
    await expectRadarError(MOVES.deleted(it), 'REQUEST_INVALID');
    expect(await eventTypes(it)).toEqual(['deleted', 'revoked', 'issued']);
  });
});

describe('delivery', () => {
  const deliver = (packageId: string, token: string) =>
    at.onboarding.deliver({ packageId, token, by: { actor: ' ', sourceIp: '198.51.100.2' } });

  test('hands the secrets out once, and forgets the token', async () => {
    const created = await at.poller();
    const { package_id: id } = created.package;
    at.clock.advance(1_000);
    const delivered = await deliver(id, created.downloadToken);
    expect(delivered).toMatchObject({
      joinToken: created.joinToken,
      bundlePem: created.bundlePem,
      package: {
        status: 'delivered',
        delivered_at: at.clock.now(),
        download_token_expires_at: at.clock.now(),
        updated_at: at.clock.now(),
      },
    });
    const [event] = await at.onboarding.events(id, 1);
    expect(event).toMatchObject({
      event_type: 'delivered',
      actor: 'unknown',
      source_ip: '198.51.100.2',
      details_json: { download_token_hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    await expectRadarError(deliver(id, created.downloadToken), 'CONFLICT');
  });

  test('takes the onboarding token of the package too, and of no other', async () => {
    const [one, other] = [await at.poller(), await at.poller()];
    const { package_id: id } = one.package;
    await expectRadarError(deliver(id, other.onboardingToken), 'UNAUTHENTICATED');
    expect((await deliver(id, one.onboardingToken)).joinToken).toBe(one.joinToken);
  });

  test('checks token, package, status, token again and time in that order', async () => {
    const it = await issue();
    const { packageId, token } = it;
    await expectRadarError(deliver('no uuid', ' '), 'REQUEST_INVALID');
    await expectRadarError(deliver('no uuid', token), 'NOT_FOUND');
    await expectRadarError(deliver('00000000-0000-4000-8000-000000000000', token), 'NOT_FOUND');
    await expectRadarError(deliver(packageId, 'wrong'), 'UNAUTHENTICATED');
    at.clock.advance(86_400_000);
    await expectRadarError(deliver(packageId, 'wrong'), 'UNAUTHENTICATED');
    at.clock.advance(1);
    // By time it has expired, but a wrong token is told so first.
    await expectRadarError(deliver(packageId, 'wrong'), 'UNAUTHENTICATED');
    await expectRadarError(deliver(packageId, token), 'GONE');
    expect(await statusOf(it)).toBe('expired');
    const [other, third] = [await issue(), await issue()];
    await MOVES.delivered(other);
    await expectRadarError(deliver(other.packageId, 'wrong'), 'CONFLICT');
    await MOVES.revoked(third);
    const revoked = await expectRadarError(deliver(third.packageId, 'wrong'), 'CONFLICT');
    expect(revoked.message).toContain('was revoked');
  });

  test('of a package without a stored hash is refused, and at the last moment it is not', async () => {
    const [it, last] = [await issue(), await issue()];
    await at.db.database.execute(
      'test.hash',
      sql`update radar.edge_onboarding_packages set download_token_hash = null
           where package_id = ${it.packageId}::uuid`,
    );
    await expectRadarError(deliver(it.packageId, it.token), 'UNAUTHENTICATED');
    at.clock.advance(86_400_000);
    expect((await deliver(last.packageId, last.token)).package.status).toBe('delivered');
  });

  test('goes to exactly one of many who come at the same moment', async () => {
    for (let round = 0; round < 3; round++) {
      const { packageId, token } = await issue();
      const asked = await Promise.allSettled(
        Array.from({ length: 10 }, () => deliver(packageId, token)),
      );
      expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const faults = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
      expect(faults).toEqual(Array(9).fill('CONFLICT'));
      expect(await eventTypes({ packageId, token, componentId: '' })).toEqual([
        'delivered',
        'issued',
      ]);
    }
  });

  test('is to a revocation at the same moment before it or after it, never both', async () => {
    for (let round = 0; round < 5; round++) {
      const { packageId, token } = await issue();
      const [delivered, revoked] = await Promise.allSettled([
        deliver(packageId, token),
        at.onboarding.revoke({ packageId, reason: null, by: BY }),
      ]);
      expect(revoked.status).toBe('fulfilled');
      const events = await eventTypes({ packageId, token, componentId: '' });
      const both = ['revoked', 'delivered', 'issued'];
      expect(events).toEqual(delivered.status === 'fulfilled' ? both : ['revoked', 'issued']);
    }
  });

  test('whose secrets no key opens uses no token up', async () => {
    const { packageId, token } = await issue();
    const other = at.with({ keys: createKeyRing([newKey()], 'the test') });
    await expectRadarError(other.deliver({ packageId, token, by: BY }), 'SECRET_UNREADABLE');
    expect((await deliver(packageId, token)).package.status).toBe('delivered');
  });
});

describe('revocation', () => {
  test('ends both tokens, tells the registry and notes who, from where and why', async () => {
    const it = await issue();
    at.clock.advance(1_000);
    const told = await at.onboarding.revoke({ packageId: it.packageId, reason: 'lost', by: BY });
    const now = at.clock.now();
    expect(told).toMatchObject({
      status: 'revoked',
      revoked_at: now,
      join_token_expires_at: now,
      download_token_expires_at: now,
    });
    expect(at.revoked).toEqual(['poller edge-poller']);
    const [event] = await at.onboarding.events(it.packageId, 1);
    expect(event).toMatchObject({
      actor: 'ada',
      source_ip: '192.0.2.7',
      details_json: { reason: 'lost' },
    });
    expect(await at.onboarding.allowedPollers()).toEqual([]);
  });

  test('removes the trust entry first, and changes nothing while that fails', async () => {
    let away = true;
    const gone: string[] = [];
    const trust: TrustIssuer = {
      issue: async () => ({ joinToken: 'j', bundlePem: '', entryId: 'entry-1' }),
      async revoke(entryId) {
        if (away) throw new Error('the server is away');
        gone.push(entryId);
      },
    };
    const onboarding = at.with({ trust });
    const { package: told } = await onboarding.create({ ...AGENT }, BY);
    const revoke = () => onboarding.revoke({ packageId: told.package_id, reason: null, by: BY });
    await expectRadarError(revoke(), 'TRUST_ISSUER_FAILED');
    expect((await onboarding.get(told.package_id)).status).toBe('issued');
    away = false;
    expect((await revoke()).status).toBe('revoked');
    expect(gone).toEqual(['entry-1']);
  });

  const AGENT = { label: 'agent', component_type: 'agent', parent_id: 'p' };
});

describe('deletion', () => {
  test('leaves a tombstone without secrets, later than what was before though the clock is behind', async () => {
    const it = await issue();
    at.clock.advance(10_000);
    const revoked = await at.onboarding.revoke({ packageId: it.packageId, reason: null, by: BY });
    at.clock.set(at.clock.now() - 500);
    await MOVES.deleted(it);
    const told = await at.onboarding.get(it.packageId);
    expect(told).toMatchObject({
      status: 'deleted',
      deleted_at: at.clock.now(),
      deleted_by: 'ada',
      deleted_reason: 'done',
      updated_at: revoked.updated_at + 1_000,
    });
    const [row] = await at.db.database.query(
      'test.row',
      sql`select join_token_ciphertext, bundle_ciphertext, download_token_hash
            from radar.edge_onboarding_packages`,
    );
    expect(row).toEqual({
      join_token_ciphertext: null,
      bundle_ciphertext: null,
      download_token_hash: null,
    });
    // The events stand in the order in which it happened, whatever the clock did.
    expect(await eventTypes(it)).toEqual(['deleted', 'revoked', 'issued']);
  });
});

describe('expiry', () => {
  test('counts from its instant on, and is set by maintenance with an event', async () => {
    const it = await issue();
    const stored = async () =>
      (
        await at.db.database.query<{ status: string }>(
          'test.status',
          sql`select status from radar.edge_onboarding_packages`,
        )
      )[0]?.status;
    at.clock.advance(86_400_001);
    expect(await statusOf(it)).toBe('expired');
    expect(await at.onboarding.list({ statuses: ['expired'], limit: 9 })).toHaveLength(1);
    expect(await at.onboarding.list({ statuses: ['issued'], limit: 9 })).toEqual([]);
    expect(await stored()).toBe('issued');
    const report = await MOVES.expired(it);
    expect(report).toMatchObject({ state: 'done', rows: 1, detail: { expired: 1 } });
    expect(await stored()).toBe('expired');
    const [event] = await at.onboarding.events(it.packageId, 1);
    expect(event).toMatchObject({ event_type: 'expired', actor: 'maintenance' });
    expect(await MOVES.expired(it)).toMatchObject({ rows: 0 });
  });
});
