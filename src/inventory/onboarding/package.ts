import type { Row } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';

export const COMPONENT_TYPES = ['poller', 'agent', 'checker'] as const;
/** What a package makes. */
export type ComponentType = (typeof COMPONENT_TYPES)[number];

export const PACKAGE_STATUSES = [
  'issued',
  'delivered',
  'activated',
  'revoked',
  'expired',
  'deleted',
] as const;
/** Where a package stands in its life. */
export type PackageStatus = (typeof PACKAGE_STATUSES)[number];

/** From where a package may go where (EO-23). */
export const MOVES: { readonly [From in PackageStatus]: readonly PackageStatus[] } = {
  issued: ['delivered', 'activated', 'revoked', 'expired'],
  delivered: ['activated', 'revoked'],
  activated: ['revoked'],
  revoked: ['deleted'],
  expired: ['deleted'],
  deleted: [],
};

/** The statuses that may become this one. */
export const sourcesOf = (to: PackageStatus): PackageStatus[] =>
  PACKAGE_STATUSES.filter((from) => MOVES[from].includes(to));

/** Packages that stand in the way of another one of the same component (EO-9). */
export const LIVE_STATUSES = ['issued', 'delivered', 'activated'] as const;

/** Columns that never leave this folder. */
export type SecretColumn =
  | 'join_token_ciphertext'
  | 'bundle_ciphertext'
  | 'secrets_key_id'
  | 'download_token_hash';

/** A package as it is stored. */
export type StoredPackage = Row<'edge_onboarding_packages'> & {
  /**
   * The stored status, but `expired` once the download token of an issued package has, and `revoked` or
   * `deleted` wherever the time of that stands (EO-21, EO-22, EO-24).
   */
  readonly effective_status: PackageStatus;
};

/** A package as it is told: the status is the effective one, and nothing of it is secret. */
export type OnboardingPackage = Omit<
  StoredPackage,
  SecretColumn | 'downstream_entry_id' | 'effective_status' | 'status'
> & { readonly status: PackageStatus };

/** Something that happened to a package. */
export interface PackageEvent {
  readonly event_time: Instant;
  readonly event_type: string;
  readonly actor: string | null;
  readonly source_ip: string | null;
  readonly details_json: unknown;
}

/** Who asked for a change, for the events. */
export interface Requester {
  /** Blank: unknown. */
  readonly actor: string;
  readonly sourceIp: string | null;
}

const SECRET: readonly string[] = [
  'join_token_ciphertext',
  'bundle_ciphertext',
  'secrets_key_id',
  'download_token_hash',
  'downstream_entry_id',
  'effective_status',
] satisfies (SecretColumn | 'downstream_entry_id' | 'effective_status')[];

/** What may be told of a stored package. */
export function toldOf(stored: StoredPackage): OnboardingPackage {
  const open = Object.fromEntries(
    Object.entries(stored).filter(([name]) => !SECRET.includes(name)),
  );
  return { ...open, status: stored.effective_status } as unknown as OnboardingPackage;
}
