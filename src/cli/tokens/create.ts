import {
  type Instant,
  MICROS_PER_MILLI,
  parseDurationMs,
  parseInstant,
  RadarError,
} from '../../core/index.ts';
import {
  ACCESS_SETTINGS,
  PARTITIONS_OPTION,
  partitionsOption,
  requireArgument,
  requireNamed,
  WHICH_DATABASE,
  withAccess,
  wordsOption,
} from '../access/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';

export const tokensCreate: Command = {
  name: 'tokens create',
  summary: 'make an API token, and tell it once',
  description: `Makes a token for a program. It grants what --scopes says; of a user's token, at most what that user
may.\n\n${WHICH_DATABASE}`,
  settings: ACCESS_SETTINGS,
  argument: { name: 'name', meaning: 'what it is for' },
  options: [
    {
      flags: '--scopes <list>',
      meaning: 'such as ingest:write, devices:read, telemetry:* or *, with commas between',
      required: true,
    },
    {
      flags: '--user <user>',
      meaning: 'whose it is: name, e-mail address or id; without: of none',
    },
    {
      flags: '--expires <time>',
      meaning: 'after a duration such as 90d, or at an RFC 3339 instant',
    },
    PARTITIONS_OPTION,
  ],
  json: true,
  examples: [
    { line: 'radarstore tokens create prometheus --scopes ingest:write', meaning: 'to send' },
    {
      line: 'radarstore tokens create report --scopes devices:read,telemetry:read --expires 90d',
      meaning: 'to read, for a while',
    },
  ],
  run: async (call) => {
    const name = requireArgument(call, 'name of the token');
    const scopes = wordsOption(call, 'scopes') ?? [];
    const owner = call.options.user as string | undefined;
    const expiresAt = readExpiry(call.options.expires as string | undefined, call.io.clock.now());
    return withAccess(call, async ({ parts, by }) => {
      const { createToken } = await import('../../inventory/index.ts');
      const { tokenItem } = await import('../../server/index.ts');
      const userId = owner === undefined ? null : (await requireNamed(parts, owner)).id;
      const partitions = partitionsOption(call);
      const wanted = { name, scopes, partitions, userId, expiresAt };
      const { token, secret } = await createToken(parts, wanted, by);
      call.answer(`Token: ${secret}\nIt is told this once. Its id is ${token.id}.\n`, {
        ...tokenItem(token),
        token: secret,
      });
      return EXIT.done;
    });
  },
};

function readExpiry(text: string | undefined, now: Instant): Instant | null {
  if (text === undefined) return null;
  const ms = parseDurationMs(text);
  const instant = ms === undefined ? parseInstant(text) : now + ms * MICROS_PER_MILLI;
  if (instant !== undefined) return instant;
  throw new RadarError('USAGE_INVALID', `The flag --expires cannot be "${text}".`, {
    hint: 'Give a duration such as 90d, or an RFC 3339 instant.',
  });
}
