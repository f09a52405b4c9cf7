import { formatInstant, type Instant } from '../../core/index.ts';
import type { ApiToken } from '../../inventory/index.ts';
import { ACCESS_SETTINGS, WHICH_DATABASE, withAccess } from '../access/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { table } from '../table.ts';

export const tokensList: Command = {
  name: 'tokens list',
  summary: 'list the API tokens, without their secrets',
  description: `Lists every API token, the newest first.\n\n${WHICH_DATABASE}`,
  settings: ACCESS_SETTINGS,
  json: true,
  examples: [{ line: 'radarstore tokens list', meaning: 'who can send and read by a token' }],
  run: (call) =>
    withAccess(call, async ({ parts }) => {
      const { listTokens } = await import('../../inventory/index.ts');
      const { tokenItem } = await import('../../server/index.ts');
      const tokens = await listTokens(parts);
      call.answer(listText(tokens, parts.clock.now()), tokens.map(tokenItem));
      return EXIT.done;
    }),
};

function listText(tokens: readonly ApiToken[], now: Instant): string {
  if (tokens.length === 0) return 'There are no tokens.\n';
  return table(
    ['NAME', 'ENDS IN', 'USER', 'SCOPES', 'PARTITIONS', 'STATE', 'EXPIRES', 'LAST USED', 'ID'],
    tokens.map((token) => [
      token.name,
      token.hint,
      token.username ?? '-',
      token.scopes.join(','),
      token.partitions?.join(',') ?? 'all',
      stateOf(token, now),
      instantText(token.expiresAt),
      instantText(token.lastUsedAt),
      token.id,
    ]),
  );
}

function stateOf({ revokedAt, expiresAt }: ApiToken, now: Instant): string {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'valid';
}

const instantText = (instant: Instant | null) =>
  instant === null ? 'never' : formatInstant(instant);
