import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../../src/database/index.ts';
import { describeEachEngine } from '../../support/database.ts';
import { type Controlled, controlled, PASSWORD, ROOT } from './controlled.ts';

const HOUR = 3_600_000;

describeEachEngine('a session of the console', (engine) => {
  let at: Controlled;
  beforeAll(async () => {
    at = await controlled(engine);
    await at.control.createUser({ username: 'ada', roles: ['admin'], password: PASSWORD }, ROOT);
  });
  afterAll(() => at?.close());

  const open = async (control = at.control) =>
    (await control.openSession({ username: 'ada', password: PASSWORD, address: null })).session;
  /** Hours from now until it ends; undefined where it has ended. */
  const hoursLeft = (until: number | undefined) =>
    until === undefined ? undefined : (until - at.clock.now()) / 1_000 / HOUR;
  const work = async (secret: string, control = at.control) =>
    hoursLeft(await control.lengthenSession(secret));

  test('goes on for as long as somebody works, and ends after twelve hours without', async () => {
    const { secret } = await open();
    for (const _hours of [10, 20, 30, 40]) {
      at.clock.advance(10 * HOUR);
      expect(await work(secret)).toBe(12);
      expect(await at.control.ofCookie(secret)).toMatchObject({ actor: 'ada' });
    }
    at.clock.advance(12 * HOUR);
    expect(await at.control.ofCookie(secret)).toBeUndefined();
    expect(await work(secret)).toBeUndefined();
  });

  test('is written again only when a tenth of its life has passed', async () => {
    const { secret } = await open();
    at.clock.advance(HOUR);
    expect(await work(secret)).toBe(11);
    at.clock.advance(0.2 * HOUR);
    expect(await work(secret)).toBe(12);
  });

  test('ends at its limit, however much is done', async () => {
    const control = at.another({ sessionLimitMs: 30 * HOUR });
    const { secret } = await open(control);
    at.clock.advance(11 * HOUR);
    expect(await work(secret, control)).toBe(12);
    at.clock.advance(11 * HOUR);
    expect(await work(secret, control)).toBe(8);
    at.clock.advance(7 * HOUR);
    expect(await work(secret, control)).toBe(1);
    at.clock.advance(HOUR);
    expect(await control.ofCookie(secret)).toBeUndefined();
    const short = at.another({ sessionLimitMs: 2 * HOUR });
    expect(hoursLeft((await open(short)).expiresAt)).toBe(2);
  });

  test('stays that of both pages that lengthen it at one time', async () => {
    const { secret } = await open();
    at.clock.advance(5 * HOUR);
    const other = at.another();
    const controls = [at.control, other, at.control, other];
    expect(await Promise.all(controls.map((control) => work(secret, control)))).toEqual([
      12, 12, 12, 12,
    ]);
    for (const control of [at.control, other]) {
      expect(await control.ofCookie(secret)).toMatchObject({ actor: 'ada' });
    }
  });

  test('that was ended is not begun again, and a refresh token is no cookie', async () => {
    const { id, secret } = await open();
    at.clock.advance(5 * HOUR);
    await at.control.logOut({ sessionId: id }, { actor: 'ada', address: null });
    expect(await work(secret)).toBeUndefined();
    const credentials = { username: 'ada', password: PASSWORD, address: null };
    const { refreshToken } = await at.control.logIn(credentials);
    at.clock.advance(5 * HOUR);
    expect(await work(refreshToken)).toBeUndefined();
  });

  test('of a program has one refresh token at a time, whoever asks for the next at once', async () => {
    const credentials = { username: 'ada', password: PASSWORD, address: null };
    const { refreshToken } = await at.control.logIn(credentials);
    const other = at.another();
    const asked = await Promise.allSettled([
      at.control.refresh(refreshToken, null),
      other.refresh(refreshToken, null),
    ]);
    expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [row] = await at.db.database.query<{ ended: boolean; reason: string }>(
      'test.session',
      sql`select ended_at is not null as ended, end_reason as reason
            from radar.access_sessions where kind = 'token' order by started_at desc limit 1`,
    );
    expect(row).toEqual({ ended: true, reason: 'reused' });
  });
});
