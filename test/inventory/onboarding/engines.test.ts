import { expect, test } from 'vitest';
import { describeEachEngine } from '../../support/database.ts';
import { BY, openOnboarded } from './onboarded.ts';

describeEachEngine('on every engine a package goes from its making to its tombstone', (engine) => {
  test('with an event for each step, also where no chunk was there for it', async () => {
    const at = await openOnboarded(engine);
    try {
      at.clock.set('2027-06-01T00:00:00Z');
      const { package: told, downloadToken: token } = await at.poller();
      const packageId = told.package_id;
      await at.onboarding.deliver({ packageId, token, by: BY });
      await at.onboarding.activate({
        type: 'poller',
        id: 'edge-poller',
        pollerId: null,
        sourceIp: '198.51.100.1',
        spiffeId: null,
        seenAt: at.clock.now(),
      });
      await at.onboarding.revoke({ packageId, reason: 'lost', by: BY });
      await at.onboarding.delete({ packageId, reason: null, by: BY });
      const events = await at.onboarding.events(packageId, 9);
      expect(events.map((event) => event.event_type)).toEqual([
        'deleted',
        'revoked',
        'activated',
        'delivered',
        'issued',
      ]);
      expect(new Set(events.map((event) => event.event_time)).size).toBe(5);
    } finally {
      await at.close();
    }
  });
});
