import { cleanText } from '../../core/index.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import {
  ONBOARDING_SETTINGS,
  PACKAGE_ARGUMENT,
  packageIdOf,
  requesterOf,
  textOption,
  WHICH_DATABASE,
  withOnboarding,
} from './open.ts';

const REASON = { flags: '--reason <text>', meaning: 'why, for who reads the events' };

export const onboardingRevoke: Command = {
  name: 'onboarding revoke',
  summary: 'take a package back: its component is trusted no longer',
  description: `The token of the package opens nothing any longer, its trust entry is removed, and the registry
knows its component as revoked. It cannot be undone; issue another package.\n\n${WHICH_DATABASE}`,
  settings: ONBOARDING_SETTINGS,
  argument: PACKAGE_ARGUMENT,
  options: [REASON],
  json: true,
  examples: [
    {
      line: 'radarstore onboarding revoke <id> --reason "token was mailed"',
      meaning: 'one package',
    },
  ],
  run: async (call) => {
    const packageId = packageIdOf(call);
    const reason = cleanText(textOption(call, 'reason'));
    return withOnboarding(call, async (onboarding) => {
      const { edgePackage } = await import('../../server/index.ts');
      const told = await onboarding.revoke({ packageId, reason, by: requesterOf(call) });
      call.answer(`The package ${told.package_id} is revoked.\n`, edgePackage(told));
      return EXIT.done;
    });
  },
};

export const onboardingDelete: Command = {
  name: 'onboarding delete',
  summary: 'make a tombstone of a package that was revoked or has expired',
  description: `The package is listed no longer, and its secrets are gone; what happened to it can still be
told.\n\n${WHICH_DATABASE}`,
  settings: ONBOARDING_SETTINGS,
  argument: PACKAGE_ARGUMENT,
  options: [REASON],
  json: true,
  examples: [{ line: 'radarstore onboarding delete <id>', meaning: 'one package' }],
  run: async (call) => {
    const packageId = packageIdOf(call);
    const reason = cleanText(textOption(call, 'reason'));
    return withOnboarding(call, async (onboarding) => {
      await onboarding.delete({ packageId, reason, by: requesterOf(call) });
      call.answer(`The package ${packageId} is deleted.\n`, {
        package_id: packageId,
        status: 'deleted',
      });
      return EXIT.done;
    });
  },
};
