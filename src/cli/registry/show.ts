import { formatInstant, RadarError } from '../../core/index.ts';
import type { RegisteredService, readRegistryEvents } from '../../query/index.ts';
import type { Command } from '../command.ts';
import { withDatabase } from '../database.ts';
import { oneLine, printable, requireSchema } from '../dead-letters/index.ts';
import { EXIT } from '../exit.ts';
import { table } from '../table.ts';
import {
  instantOr,
  parentOf,
  REGISTRY_SETTINGS,
  SERVICE_ARGUMENT,
  serviceOf,
  WHICH_DATABASE,
} from './service.ts';

const MOST_EVENTS = 100;
const LONGEST_DETAIL = 80;

export const registryShow: Command = {
  name: 'registry show',
  summary: 'show one poller, agent or checker, and what happened to it',
  description: `Shows what is known of a service and its events of the last 90 days.\n\n${WHICH_DATABASE}`,
  settings: REGISTRY_SETTINGS,
  argument: SERVICE_ARGUMENT,
  json: true,
  examples: [{ line: 'radarstore registry show poller:edge-1', meaning: 'the poller edge-1' }],
  run: async (call) => {
    const key = serviceOf(call);
    return withDatabase(call, async ({ database }) => {
      await requireSchema(database);
      const { readRegistered, readRegistryEvents } = await import('../../query/index.ts');
      const { registryDetail } = await import('../../server/index.ts');
      const row = await readRegistered(database, key, null);
      if (row === undefined) {
        throw new RadarError('NOT_FOUND', `There is no ${key.type} "${key.id}" in the registry.`, {
          hint: '`radarstore registry list` tells those that are.',
        });
      }
      const events = await readRegistryEvents(database, key, MOST_EVENTS);
      call.answer(`${factsText(row)}\n${eventsText(events)}`, registryDetail(row, events));
      return EXIT.done;
    });
  },
};

function factsText(row: RegisteredService): string {
  const facts: [string, string][] = [
    ['Service', `${row.type} ${row.id}`],
    ['Parent', parentOf(row)],
    ['Status', row.status],
    ['Healthy', row.is_healthy === null ? '-' : row.is_healthy ? 'yes' : 'no'],
    ['Source', row.registration_source],
    ['Registered', `${formatInstant(row.first_registered)} by ${row.created_by}`],
    ['First seen', instantOr(row.first_seen, 'never')],
    ['Last seen', instantOr(row.last_seen, 'never')],
    ['SPIFFE ID', row.spiffe_identity ?? '-'],
    ['Metadata', JSON.stringify(row.metadata)],
  ];
  return facts.map(([name, value]) => `${name.padEnd(11)}${printable(value)}\n`).join('');
}

function eventsText(events: Awaited<ReturnType<typeof readRegistryEvents>>): string {
  if (events.length === 0) return 'No event is left of it.\n';
  return table(
    ['TIME', 'EVENT', 'BY', 'DETAILS'],
    events.map((one) => [
      formatInstant(one.timestamp),
      one.event_type,
      one.actor ?? '-',
      oneLine(JSON.stringify(one.metadata), LONGEST_DETAIL),
    ]),
  );
}
