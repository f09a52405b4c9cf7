import { REGISTRATION_SOURCES, SERVICE_STATUSES, SERVICE_TYPES } from '../../catalogue/index.ts';
import { RadarError } from '../../core/index.ts';
import type { RegisteredService, ServiceFilter } from '../../query/index.ts';
import type { Call, Command } from '../command.ts';
import { withDatabase } from '../database.ts';
import { oneLine, requireSchema } from '../dead-letters/index.ts';
import { EXIT } from '../exit.ts';
import { table } from '../table.ts';
import { instantOr, parentOf, REGISTRY_SETTINGS, textOption, WHICH_DATABASE } from './service.ts';

const USUAL = 100;
const MOST = 1_000;
const LONGEST_ID = 60;

export const registryList: Command = {
  name: 'registry list',
  summary: 'list pollers, agents and checkers',
  description: `Lists what is registered, the last registered first; what was deleted only where --status asks for it.\n\n${WHICH_DATABASE}`,
  settings: REGISTRY_SETTINGS,
  options: [
    { flags: '--type <type>', meaning: 'only of this type', choices: SERVICE_TYPES },
    { flags: '--status <status>', meaning: 'only those that are', choices: SERVICE_STATUSES },
    { flags: '--source <source>', meaning: 'only by how known', choices: REGISTRATION_SOURCES },
    { flags: '--poller <id>', meaning: 'only of this poller' },
    { flags: '--agent <id>', meaning: 'only of this agent' },
    { flags: '--search <text>', meaning: 'only those with this in their id' },
    { flags: '--never-seen', meaning: 'only those that never reported' },
    { flags: '--limit <count>', meaning: `services at most (default: ${USUAL})` },
    { flags: '--cursor <text>', meaning: 'where to go on, as the page before told' },
  ],
  json: true,
  examples: [
    { line: 'radarstore registry list', meaning: 'everything' },
    { line: 'radarstore registry list --type poller --status inactive', meaning: 'who is silent' },
  ],
  run: async (call) => {
    const filter = filterOf(call);
    const limit = limitOf(call);
    return withDatabase(call, async ({ database }) => {
      await requireSchema(database);
      const { listServices } = await import('../../query/index.ts');
      const { registryService } = await import('../../server/index.ts');
      const cursor = textOption(call, 'cursor');
      const { rows, next } = await listServices(database, filter, { limit, cursor });
      call.answer(listText(rows, next), { services: rows.map(registryService), next });
      return EXIT.done;
    });
  },
};

function filterOf(call: Call): ServiceFilter {
  const word = <W extends string>(name: string, known: readonly W[]): readonly W[] | undefined => {
    const found = known.find((one) => one === textOption(call, name));
    return found === undefined ? undefined : [found];
  };
  return {
    types: word('type', SERVICE_TYPES) ?? SERVICE_TYPES,
    statuses: word('status', SERVICE_STATUSES),
    sources: word('source', REGISTRATION_SOURCES),
    pollerId: textOption(call, 'poller'),
    agentId: textOption(call, 'agent'),
    search: textOption(call, 'search'),
    neverSeen: call.options.neverSeen === true,
    partitions: null,
  };
}

function limitOf(call: Call): number {
  const text = textOption(call, 'limit') ?? String(USUAL);
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit > 0) return Math.min(limit, MOST);
  throw new RadarError('USAGE_INVALID', `The flag --limit cannot be "${text}".`, {
    hint: 'Give a whole number from 1.',
  });
}

function listText(rows: readonly RegisteredService[], next: string | null): string {
  if (rows.length === 0) return 'The registry has none of these.\n';
  const list = table(
    ['TYPE', 'ID', 'PARENT', 'STATUS', 'SOURCE', 'LAST SEEN', 'AGENTS', 'CHECKERS'],
    rows.map((row) => [
      row.type,
      oneLine(row.id, LONGEST_ID),
      oneLine(parentOf(row), LONGEST_ID),
      row.status,
      row.registration_source,
      instantOr(row.last_seen, 'never'),
      row.agent_count === null ? '-' : String(row.agent_count),
      row.checker_count === null ? '-' : String(row.checker_count),
    ]),
  );
  return `${list}${next === null ? '' : `\nThere are more: --cursor ${next}\n`}`;
}
