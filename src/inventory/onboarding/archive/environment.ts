import { RadarError } from '../../../core/index.ts';
import type { PackageMetadata } from '../create/index.ts';
import type { OnboardingPackage } from '../package.ts';

/** A variable: first key of the metadata that has a value, else what stands for it. */
interface Variable {
  readonly name: string;
  readonly keys: readonly string[];
  readonly usual?: string;
  /** Whether a poller cannot start without. */
  readonly needed?: true;
}

/** Variables that come from metadata. Their names are read by the programs at the edge (EO-30). */
const FROM_METADATA: readonly Variable[] = [
  { name: 'CORE_ADDRESS', keys: ['core_address'], needed: true },
  { name: 'CORE_SPIFFE_ID', keys: ['core_spiffe_id'], needed: true },
  {
    name: 'POLLERS_SPIRE_UPSTREAM_ADDRESS',
    keys: ['spire_upstream_address', 'upstream_address'],
    needed: true,
  },
  {
    name: 'POLLERS_SPIRE_UPSTREAM_PORT',
    keys: ['spire_upstream_port', 'upstream_port'],
    usual: '18081',
  },
  { name: 'POLLERS_SPIRE_PARENT_ID', keys: ['spire_parent_id', 'parent_spiffe_id'], needed: true },
  { name: 'POLLERS_SPIRE_INSECURE_BOOTSTRAP', keys: ['spire_insecure_bootstrap'], usual: 'false' },
  { name: 'POLLERS_AGENT_ADDRESS', keys: ['agent_address'], usual: 'agent:50051' },
  { name: 'AGENT_SPIFFE_ID', keys: ['agent_spiffe_id'], needed: true },
  { name: 'KV_ADDRESS', keys: ['kv_address'] },
  { name: 'KV_SPIFFE_ID', keys: ['kv_spiffe_id'] },
  { name: 'DATASVC_ENDPOINT', keys: ['datasvc_endpoint'] },
  { name: 'LOG_LEVEL', keys: ['log_level'], usual: 'info' },
  { name: 'LOGS_DIR', keys: ['logs_dir'], usual: './logs' },
  { name: 'NESTED_SPIRE_ASSETS', keys: ['nested_spire_assets'], usual: './spire' },
  { name: 'NESTED_SPIRE_WAIT_ATTEMPTS', keys: ['nested_spire_wait_attempts'], usual: '120' },
  {
    name: 'SERVICERADAR_TEMPLATES',
    keys: ['serviceradar_templates'],
    usual: './packaging/core/config',
  },
];

/** Variables that are the same in every package: trust comes from the files beside it. */
const FIXED = {
  POLLERS_SECURITY_MODE: 'spiffe',
  MANAGE_NESTED_SPIRE: 'enabled',
  ENABLE_POLLER_JOIN_TOKEN: 'enabled',
  DOWNSTREAM_REGISTRATION_MODE: 'disabled',
};

/**
 * The variables with which the component starts, one a line, sorted. Throws ARCHIVE_FAILED for a
 * poller that lacks what it needs, and for a value that would become two lines.
 */
export function environmentFile(told: OnboardingPackage, metadata: PackageMetadata): string {
  const variables: { [name: string]: string } = {
    ...FIXED,
    EDGE_PACKAGE_ID: told.package_id,
    POLLERS_TRUST_DOMAIN: trustDomain(told, metadata),
    POLLERS_SPIRE_DOWNSTREAM_SPIFFE_ID: told.downstream_spiffe_id ?? '',
  };
  for (const { name, keys, usual, needed } of FROM_METADATA) {
    const value = keys.map((key) => (metadata[key] ?? '').trim()).find((text) => text !== '');
    if (value === undefined && needed === true && told.component_type === 'poller') {
      throw cannotMake(told, `its metadata lacks "${keys[0]}"`);
    }
    const written = value ?? usual;
    if (written !== undefined) variables[name] = written;
  }
  const lines = Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1));
  const broken = lines.find(([, value]) => /[\r\n\0]/.test(value));
  if (broken !== undefined) throw cannotMake(told, `${broken[0]} has a line end in it`);
  const head = `# Onboarding package ${told.package_id}\n# Change what is different where it runs.\n\n`;
  return head + lines.map(([name, value]) => `${name}=${value}\n`).join('');
}

function trustDomain(told: OnboardingPackage, metadata: PackageMetadata): string {
  const named = (metadata.trust_domain ?? '').trim();
  const domain = named || /^spiffe:\/\/([^/]+)/.exec(told.downstream_spiffe_id ?? '')?.[1];
  if (domain !== undefined && domain !== '') return domain;
  throw cannotMake(told, 'neither its metadata nor its SPIFFE ID tells the trust domain');
}

/** ARCHIVE_FAILED for a package. */
export const cannotMake = (told: OnboardingPackage, why: string, cause?: unknown) =>
  new RadarError(
    'ARCHIVE_FAILED',
    `The archive of package ${told.package_id} cannot be made: ${why}.`,
    {
      hint: 'Its token still holds: ask for it with format=json, or issue another package.',
      cause,
    },
  );
