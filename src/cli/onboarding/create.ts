import { RadarError } from '../../core/index.ts';
import type { CreatedPackage, CreateRequest } from '../../inventory/index.ts';
import type { Call, Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import {
  numberOption,
  ONBOARDING_SETTINGS,
  requesterOf,
  textOption,
  WHICH_DATABASE,
  withOnboarding,
} from './open.ts';
import { packageText } from './text.ts';

export const onboardingCreate: Command = {
  name: 'onboarding create',
  summary: 'make a package that brings a poller, agent or checker to the edge',
  description: `Makes a package and prints its secrets, this once: nobody can read them in plain text again. The
component fetches the package with the onboarding token, which opens it once.\n\n${WHICH_DATABASE}`,
  settings: ONBOARDING_SETTINGS,
  argument: { name: 'label', meaning: 'name for people; the id is made of it where none is given' },
  options: [
    {
      flags: '--type <type>',
      meaning: 'what it makes (default: poller)',
      choices: ['poller', 'agent', 'checker'],
    },
    { flags: '--id <id>', meaning: 'id of the component' },
    { flags: '--parent <id>', meaning: 'poller of an agent, or agent of a checker' },
    { flags: '--poller <id>', meaning: 'poller of a checker whose agent has no package' },
    { flags: '--site <name>', meaning: 'place where it will run' },
    { flags: '--selectors <list>', meaning: 'SPIRE selectors, with commas between' },
    {
      flags: '--metadata <json>',
      meaning: 'JSON object that is laid over the configured metadata',
    },
    { flags: '--checker-kind <kind>', meaning: 'kind of check, such as sysmon' },
    { flags: '--checker-config <json>', meaning: 'JSON object: configuration of the checker' },
    { flags: '--spiffe-id <id>', meaning: 'SPIFFE ID of the component' },
    { flags: '--datasvc-endpoint <address>', meaning: 'address of the data service' },
    { flags: '--join-ttl <seconds>', meaning: 'lifetime of the join token' },
    { flags: '--download-ttl <seconds>', meaning: 'lifetime of the download token' },
    { flags: '--notes <text>', meaning: 'remarks' },
  ],
  json: true,
  examples: [
    { line: 'radarstore onboarding create "Roof poller" --site roof', meaning: 'a poller' },
    {
      line: 'radarstore onboarding create "Roof agent" --type agent --parent roof-poller --json',
      meaning: 'an agent of it, for a program',
    },
  ],
  run: async (call) => {
    const request = requestOf(call);
    return withOnboarding(call, async (onboarding) => {
      const { createdPackage } = await import('../../server/index.ts');
      const created = await onboarding.create(request, requesterOf(call));
      call.answer(createdText(created), createdPackage(created));
      return EXIT.done;
    });
  },
};

function requestOf(call: Call): CreateRequest {
  const { argument: label } = call;
  if (label === undefined) {
    throw new RadarError('USAGE_INVALID', 'The label of the package is missing.', {
      hint: 'Give it a name: `radarstore onboarding create "Roof poller"`.',
    });
  }
  return {
    label,
    component_type: textOption(call, 'type'),
    component_id: textOption(call, 'id'),
    parent_id: textOption(call, 'parent'),
    poller_id: textOption(call, 'poller'),
    site: textOption(call, 'site'),
    selectors: textOption(call, 'selectors')?.split(','),
    metadata_json: textOption(call, 'metadata'),
    checker_kind: textOption(call, 'checkerKind'),
    checker_config_json: textOption(call, 'checkerConfig'),
    downstream_spiffe_id: textOption(call, 'spiffeId'),
    datasvc_endpoint: textOption(call, 'datasvcEndpoint'),
    join_token_ttl_seconds: numberOption(call, 'joinTtl', '--join-ttl'),
    download_token_ttl_seconds: numberOption(call, 'downloadTtl', '--download-ttl'),
    notes: textOption(call, 'notes'),
  };
}

function createdText(created: CreatedPackage): string {
  return `${packageText(created.package)}
These secrets are told this once:
Download token  ${created.downloadToken}
Join token      ${created.joinToken}
Onboarding token, which holds all that the component needs to fetch its package:
${created.onboardingToken}
${created.bundlePem}`;
}
