import { ACCESS_SETTINGS, WHICH_DATABASE, withAccess } from '../access/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';

export const tokensRotateKeys: Command = {
  name: 'tokens rotate-keys',
  summary: 'sign access tokens by a new key from now on',
  description: `Lets the keys sign no more that sign access tokens; the next log-in makes a new one. Access tokens
that are out stay valid until they end, but for --revoke. API tokens have no part in it.\n\n${WHICH_DATABASE}`,
  settings: ACCESS_SETTINGS,
  options: [{ flags: '--revoke', meaning: 'access tokens that are out are no longer valid' }],
  json: true,
  examples: [
    { line: 'radarstore tokens rotate-keys', meaning: 'before its time' },
    { line: 'radarstore tokens rotate-keys --revoke', meaning: 'a key was seen by others' },
  ],
  run: (call) =>
    withAccess(call, async ({ parts, by }) => {
      const { rotateSigningKeys } = await import('../../inventory/index.ts');
      const revoke = call.options.revoke === true;
      const keys = await rotateSigningKeys(parts, { revoke }, by);
      const what = revoke ? 'are gone, with every token that they signed' : 'sign no more';
      call.answer(`${keys} keys ${what}.\n`, { keys, revoked: revoke });
      return EXIT.done;
    }),
};
