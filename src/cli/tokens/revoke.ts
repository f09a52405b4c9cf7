import { ACCESS_SETTINGS, requireArgument, WHICH_DATABASE, withAccess } from '../access/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';

export const tokensRevoke: Command = {
  name: 'tokens revoke',
  summary: 'make an API token open nothing from now on',
  description: `Revokes a token for good.\n\n${WHICH_DATABASE}`,
  settings: ACCESS_SETTINGS,
  argument: { name: 'id', meaning: 'id of the token, as `tokens list` tells it' },
  json: true,
  examples: [
    {
      line: 'radarstore tokens revoke 6f1c0c1e-8a5e-4a52-9d0f-5c3f1f0f7a11',
      meaning: 'one that somebody has seen',
    },
  ],
  run: async (call) => {
    const id = requireArgument(call, 'id of the token');
    return withAccess(call, async ({ parts, by }) => {
      const { revokeToken } = await import('../../inventory/index.ts');
      const { tokenItem } = await import('../../server/index.ts');
      const token = await revokeToken(parts, { id }, by);
      call.answer(`The token "${token.name}" is revoked.\n`, tokenItem(token));
      return EXIT.done;
    });
  },
};
