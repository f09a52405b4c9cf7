import { formatInstant, type Instant } from '../../../core/index.ts';
import type { PackageMetadata } from '../create/index.ts';
import type { OnboardingPackage } from '../package.ts';

const instant = (value: Instant | null) => (value === null ? undefined : formatInstant(value));

/** `metadata.json` of an archive: the package without its secrets. */
export function descriptionFile(told: OnboardingPackage, metadata: PackageMetadata): string {
  const description = {
    package_id: told.package_id,
    label: told.label,
    component_id: told.component_id,
    component_type: told.component_type,
    parent_id: told.parent_id ?? undefined,
    poller_id: told.poller_id,
    site: told.site ?? undefined,
    status: told.status,
    downstream_spiffe_id: told.downstream_spiffe_id,
    selectors: told.selectors,
    join_token_expires_at: instant(told.join_token_expires_at),
    download_expires_at: instant(told.download_token_expires_at),
    created_by: told.created_by,
    created_at: instant(told.created_at),
    updated_at: instant(told.updated_at),
    delivered_at: instant(told.delivered_at),
    checker_kind: told.checker_kind ?? undefined,
    checker_config: told.checker_kind === null ? undefined : told.checker_config_json,
    notes: told.notes ?? undefined,
    metadata,
  };
  return `${JSON.stringify(description, null, 2)}\n`;
}

/** `README.txt` of an archive. */
export function readmeFile(told: OnboardingPackage, metadata: PackageMetadata): string {
  const facts: readonly (readonly [string, string | null])[] = [
    ['Package', told.package_id],
    ['Label', told.label],
    ['Component', `${told.component_type} ${told.component_id ?? ''}`],
    ['Poller', told.poller_id],
    ['Site', told.site],
    ['Join token until', instant(told.join_token_expires_at) ?? null],
  ];
  const known = facts.flatMap(([name, value]) =>
    value === null ? [] : [`${name.padEnd(18)}${oneLine(value)}`],
  );
  const summary = Object.entries(metadata)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `  ${key}: ${value}`);
  return [
    'Onboarding package',
    '==================',
    '',
    ...known,
    '',
    'Files',
    '  edge-poller.env             variables with which the component starts',
    '  metadata.json               what the package is',
    '  spire/upstream-join-token   proves once who the component is',
    '  spire/upstream-bundle.pem   certificates that it trusts',
    '',
    'What to do',
    '  1. Unpack the archive where the component runs, readable by its user alone.',
    '  2. Look through edge-poller.env, and change what is different there.',
    '  3. Start the component with it before the join token expires.',
    '  4. The package becomes "activated" with the first report of the component.',
    '',
    'The archive holds secrets. It was handed out once; if it was lost, revoke the package and issue',
    'another one.',
    ...(told.notes === null ? [] : ['', 'Notes', told.notes]),
    ...(summary.length === 0 ? [] : ['', 'Metadata', ...summary]),
    '',
  ].join('\n');
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ');
