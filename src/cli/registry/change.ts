import { actorOf } from '../actor.ts';
import type { Call, Command } from '../command.ts';
import { withDatabase } from '../database.ts';
import { requireSchema } from '../dead-letters/index.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import {
  REGISTRY_SETTINGS,
  registryOf,
  SERVICE_ARGUMENT,
  serviceOf,
  textOption,
  WHICH_DATABASE,
} from './service.ts';

const REASON = { flags: '--reason <text>', meaning: 'why, for who reads the events' };

export const registryRegister: Command = {
  name: 'registry register',
  summary: 'register a poller, agent or checker',
  description: `Makes a service known before its first report; until that it is pending. The poller of an agent and
the agent of a checker must be registered.\n\n${WHICH_DATABASE}`,
  settings: REGISTRY_SETTINGS,
  argument: SERVICE_ARGUMENT,
  options: [
    { flags: '--poller <id>', meaning: 'poller of an agent' },
    { flags: '--agent <id>', meaning: 'agent of a checker' },
    { flags: '--kind <kind>', meaning: 'kind of check of a checker, such as snmp' },
    { flags: '--spiffe-id <id>', meaning: 'SPIFFE ID that it presents' },
  ],
  json: true,
  examples: [
    { line: 'radarstore registry register poller:edge-1', meaning: 'a poller' },
    {
      line: 'radarstore registry register agent:a-1 --poller edge-1',
      meaning: 'one of its agents',
    },
  ],
  run: async (call) => {
    const { type, id } = serviceOf(call);
    return withDatabase(call, async (opened) => {
      await requireSchema(opened.database);
      const registry = await registryOf(call, opened);
      const registration = {
        type,
        id,
        pollerId: textOption(call, 'poller'),
        agentId: textOption(call, 'agent'),
        checkerKind: textOption(call, 'kind'),
        spiffeId: textOption(call, 'spiffeId'),
      };
      const made = await registry.register(registration, { actor: actorOf(call.io) });
      call.answer(`The ${type} ${id} is ${made.status}.\n`, { type, id, status: made.status });
      return EXIT.done;
    });
  },
};

export const registryRevoke: Command = {
  name: 'registry revoke',
  summary: 'take the trust from a service: no report makes it active again',
  description: `Revokes a service, whatever it does; a POST to its address and /restore of the API takes that back.\n\n${WHICH_DATABASE}`,
  settings: REGISTRY_SETTINGS,
  argument: SERVICE_ARGUMENT,
  options: [REASON],
  json: true,
  examples: [
    { line: 'radarstore registry revoke poller:edge-1 --reason "stolen"', meaning: 'a poller' },
  ],
  run: (call) => change(call, 'revoke'),
};

export const registryDelete: Command = {
  name: 'registry delete',
  summary: 'delete a service that is inactive or revoked',
  description: `Its row stays for some days (registry.keep_deleted), so that a late report does not bring it back.\n\n${WHICH_DATABASE}`,
  settings: REGISTRY_SETTINGS,
  argument: SERVICE_ARGUMENT,
  options: [REASON],
  json: true,
  examples: [{ line: 'radarstore registry delete agent:a-1', meaning: 'an agent' }],
  run: (call) => change(call, 'delete'),
};

async function change(call: Call, action: 'revoke' | 'delete'): Promise<ExitCode> {
  const { type, id } = serviceOf(call);
  return withDatabase(call, async (opened) => {
    await requireSchema(opened.database);
    const registry = await registryOf(call, opened);
    const by = { actor: actorOf(call.io), reason: textOption(call, 'reason') };
    const { status } = await registry.change({ type, id }, { action, ...by });
    call.answer(`The ${type} ${id} is ${status}.\n`, { type, id, status });
    return EXIT.done;
  });
}
