import { formatInstant } from '../../core/index.ts';
import type { PackageEvent } from '../../inventory/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { table } from '../table.ts';
import {
  numberOption,
  ONBOARDING_SETTINGS,
  PACKAGE_ARGUMENT,
  packageIdOf,
  WHICH_DATABASE,
  withOnboarding,
} from './open.ts';
import { cell, packageText } from './text.ts';

const USUAL_EVENTS = 50;

export const onboardingShow: Command = {
  name: 'onboarding show',
  summary: 'show one package, without its secrets',
  description: `Shows a package, one that was deleted too.\n\n${WHICH_DATABASE}`,
  settings: ONBOARDING_SETTINGS,
  argument: PACKAGE_ARGUMENT,
  json: true,
  examples: [{ line: 'radarstore onboarding show <id>', meaning: 'one package' }],
  run: async (call) => {
    const packageId = packageIdOf(call);
    return withOnboarding(call, async (onboarding) => {
      const { edgePackage } = await import('../../server/index.ts');
      const told = await onboarding.get(packageId);
      call.answer(packageText(told), edgePackage(told));
      return EXIT.done;
    });
  },
};

export const onboardingEvents: Command = {
  name: 'onboarding events',
  summary: 'tell what happened to a package, the newest first',
  description: `Tells who made, fetched, revoked or deleted a package, when and from where.\n\n${WHICH_DATABASE}`,
  settings: ONBOARDING_SETTINGS,
  argument: PACKAGE_ARGUMENT,
  options: [
    {
      flags: '--limit <count>',
      meaning: `events that are told at most (default: ${USUAL_EVENTS})`,
    },
  ],
  json: true,
  examples: [{ line: 'radarstore onboarding events <id>', meaning: 'of one package' }],
  run: async (call) => {
    const packageId = packageIdOf(call);
    const limit = numberOption(call, 'limit', '--limit') ?? USUAL_EVENTS;
    return withOnboarding(call, async (onboarding) => {
      const { packageEvent } = await import('../../server/index.ts');
      const events = await onboarding.events(packageId, limit);
      call.answer(eventsText(events), events.map(packageEvent));
      return EXIT.done;
    });
  },
};

const eventsText = (events: readonly PackageEvent[]) =>
  table(
    ['TIME', 'EVENT', 'ACTOR', 'FROM', 'DETAILS'],
    events.map((event) => [
      formatInstant(event.event_time),
      event.event_type,
      cell(event.actor),
      cell(event.source_ip),
      cell(JSON.stringify(event.details_json), 120),
    ]),
  );
