import type { ServiceTreePoller } from '../../contract/index.ts';
import type { Command } from '../command.ts';
import { withDatabase } from '../database.ts';
import { printable, requireSchema } from '../dead-letters/index.ts';
import { EXIT } from '../exit.ts';
import { REGISTRY_SETTINGS, textOption, WHICH_DATABASE } from './service.ts';

const MOST = 1_000;

export const registryTree: Command = {
  name: 'registry tree',
  summary: 'show pollers with their agents and the services of these',
  description: `Shows services that were reported within 3 days or declared within 30, of at most ${MOST} pollers.\n\n${WHICH_DATABASE}`,
  settings: REGISTRY_SETTINGS,
  options: [
    { flags: '--poller <id>', meaning: 'only this poller' },
    { flags: '--agent <id>', meaning: 'only this agent' },
  ],
  json: true,
  examples: [{ line: 'radarstore registry tree --poller edge-1', meaning: 'one poller' }],
  run: async (call) =>
    withDatabase(call, async ({ database }) => {
      await requireSchema(database);
      const { readTree } = await import('../../query/index.ts');
      const { serviceTree } = await import('../../server/index.ts');
      const rows = await readTree(database, {
        pollerId: textOption(call, 'poller'),
        agentId: textOption(call, 'agent'),
        configured: false,
        limit: MOST,
        offset: 0,
        partitions: null,
      });
      const pollers = serviceTree(rows);
      call.answer(treeText(pollers), { pollers });
      return EXIT.done;
    }),
};

function treeText(pollers: readonly ServiceTreePoller[]): string {
  if (pollers.length === 0) return 'There are no services.\n';
  return pollers
    .flatMap((poller) => [
      `${poller.poller_id} (${poller.is_healthy ? 'healthy' : 'not healthy'})`,
      ...poller.agents.flatMap((agent) => [
        `  ${agent.agent_id === '' ? '(the poller itself)' : agent.agent_id}`,
        ...agent.services.map((one) => `    ${one.name}${one.type === '' ? '' : ` [${one.type}]`}`),
      ]),
    ])
    .map((line) => `${printable(line)}\n`)
    .join('');
}
