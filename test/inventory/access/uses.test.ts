import { expect, test } from 'vitest';
import { isDatasetName } from '../../../src/catalogue/index.ts';
import type { Database } from '../../../src/database/index.ts';
import { ACCESS_USES } from '../../../src/inventory/index.ts';
import { describeEachEngine } from '../../support/database.ts';
import { controlled, PASSWORD, ROOT } from './controlled.ts';

describeEachEngine('what access declares to do with datasets', (engine) => {
  test('is what it does, from the making of a user to the end of a session', async () => {
    const at = await controlled(engine);
    const names = { writer: new Set<string>(), reader: new Set<string>() };
    let doing: keyof typeof names = 'writer';
    const database: Database = new Proxy(at.db.database, {
      get(target, member) {
        if (member !== 'relation') return Reflect.get(target, member);
        return (name: string) => {
          if (isDatasetName(name)) names[doing].add(name);
          return target.relation(name);
        };
      },
    });
    try {
      const control = at.another({ database });
      const wanted = { username: 'ada', roles: ['viewer'], password: PASSWORD };
      const { user } = await control.createUser(wanted, ROOT);
      await control.changeUser(user.id, { roles: ['admin'] }, ROOT);
      const credentials = { username: 'ada', password: PASSWORD, address: null };
      const { session } = await control.openSession(credentials);
      const told = { name: 't', scopes: ['devices:read'], userId: user.id };
      const { secret } = await control.createToken(told, ROOT);
      doing = 'reader';
      expect(await control.users()).toMatchObject([{ username: 'ada', roles: ['admin'] }]);
      expect(await control.ofCookie(session.secret)).toMatchObject({ actor: 'ada' });
      expect(await control.ofToken(secret)).toMatchObject({ actor: 'ada/t' });
      for (const kind of ['writer', 'reader'] as const) {
        const declared = ACCESS_USES.filter((use) => use.kind === kind);
        expect([...names[kind]]).toEqual(declared.flatMap(({ datasets }) => datasets));
      }
    } finally {
      await at.close();
    }
  });
});
