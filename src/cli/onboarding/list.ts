import { formatInstant, RadarError } from '../../core/index.ts';
import type { OnboardingPackage, PackageFilter, PackageStatus } from '../../inventory/index.ts';
import type { Call, Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { table } from '../table.ts';
import {
  numberOption,
  ONBOARDING_SETTINGS,
  textOption,
  WHICH_DATABASE,
  withOnboarding,
} from './open.ts';
import { cell } from './text.ts';

const USUAL = 100;

export const onboardingList: Command = {
  name: 'onboarding list',
  summary: 'list the packages, the last changed first',
  description: `Lists the packages; those that were deleted only where --status asks for them.\n\n${WHICH_DATABASE}`,
  settings: ONBOARDING_SETTINGS,
  options: [
    {
      flags: '--status <list>',
      meaning: 'issued, delivered, activated, revoked, expired or deleted',
    },
    { flags: '--type <list>', meaning: 'poller, agent or checker; several with commas between' },
    { flags: '--id <id>', meaning: 'packages of one component' },
    { flags: '--poller <id>', meaning: 'packages of one poller' },
    { flags: '--parent <id>', meaning: 'packages whose component reports to this one' },
    { flags: '--limit <count>', meaning: `packages that are listed at most (default: ${USUAL})` },
  ],
  json: true,
  examples: [
    { line: 'radarstore onboarding list', meaning: 'all but the deleted ones' },
    { line: 'radarstore onboarding list --status issued,delivered', meaning: 'those on their way' },
  ],
  run: async (call) => {
    const filter = await filterOf(call);
    return withOnboarding(call, async (onboarding) => {
      const { edgePackage } = await import('../../server/index.ts');
      const packages = await onboarding.list(filter);
      call.answer(listText(packages), packages.map(edgePackage));
      return EXIT.done;
    });
  },
};

async function filterOf(call: Call): Promise<PackageFilter> {
  const { PACKAGE_STATUSES, readComponentType } = await import('../../inventory/index.ts');
  const words = (name: string) =>
    (textOption(call, name) ?? '')
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
  const statuses = words('status').map((word): PackageStatus => {
    const status = PACKAGE_STATUSES.find((one) => one === word);
    if (status !== undefined) return status;
    throw new RadarError('USAGE_INVALID', `There is no status "${word}".`, {
      hint: `It is one of ${PACKAGE_STATUSES.join(', ')}.`,
    });
  });
  return {
    statuses,
    types: words('type')
      .map((word) => readComponentType('type', word))
      .filter((type) => type !== null),
    componentId: textOption(call, 'id'),
    pollerId: textOption(call, 'poller'),
    parentId: textOption(call, 'parent'),
    limit: numberOption(call, 'limit', '--limit') ?? USUAL,
  };
}

function listText(packages: readonly OnboardingPackage[]): string {
  if (packages.length === 0) return 'There are no packages.\n';
  return table(
    ['ID', 'STATUS', 'TYPE', 'COMPONENT', 'POLLER', 'SITE', 'CHANGED', 'LABEL'],
    packages.map((one) => [
      one.package_id,
      one.status,
      one.component_type,
      cell(one.component_id),
      cell(one.poller_id),
      cell(one.site, 30),
      formatInstant(one.updated_at),
      cell(one.label),
    ]),
  );
}
