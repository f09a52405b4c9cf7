import { Type } from 'typebox';
import { InstantText, Integer64 } from './common.ts';

const text = (description: string) => Type.String({ description });
const optional = (description: string) => Type.Optional(Type.String({ description }));
const optionalInstant = (description: string) =>
  Type.Optional(Type.String({ description: `${description}; RFC 3339 instant in UTC` }));
const optionalSeconds = (description: string) => Type.Optional(Type.Integer({ description }));

/** What a package makes. */
export const COMPONENT_TYPES = ['poller', 'agent', 'checker'] as const;
export type ComponentType = (typeof COMPONENT_TYPES)[number];

/** Where a package stands in its life. */
export const PACKAGE_STATUSES = [
  'issued',
  'delivered',
  'activated',
  'revoked',
  'expired',
  'deleted',
] as const;
export type PackageStatus = (typeof PACKAGE_STATUSES)[number];

/** Headers of an archive that was downloaded (EO-30). */
export const ARCHIVE_HEADERS = {
  package: 'x-edge-package-id',
  poller: 'x-edge-poller-id',
} as const;

/** An onboarding package, without its secrets (EO-3). What is empty is left out. */
export const EdgePackage = Type.Object(
  {
    package_id: text('id of the package, a UUID'),
    label: text('name that its maker gave it'),
    component_id: text('component that it makes'),
    component_type: text(`what it makes: ${COMPONENT_TYPES.join(', ')}`),
    parent_type: optional('poller for agents, agent for checkers'),
    parent_id: optional('component to which it reports'),
    poller_id: text('poller of the component; itself where it is one'),
    site: optional('place where it will run'),
    status: text(`where it stands: ${PACKAGE_STATUSES.join(', ')}`),
    downstream_spiffe_id: text('SPIFFE ID that the component has'),
    selectors: Type.Optional(
      Type.Array(Type.String(), { description: 'SPIRE selectors of the component' }),
    ),
    join_token_expires_at: InstantText,
    download_token_expires_at: InstantText,
    created_by: text('who made it'),
    created_at: InstantText,
    updated_at: InstantText,
    delivered_at: optionalInstant('when it was downloaded'),
    activated_at: optionalInstant('first report of the component'),
    activated_from_ip: optional('address of the newest report'),
    last_seen_spiffe_id: optional('SPIFFE ID of the newest report'),
    revoked_at: optionalInstant('when it was revoked'),
    deleted_at: optionalInstant('when it was deleted'),
    deleted_by: optional('who deleted it'),
    deleted_reason: optional('why it was deleted'),
    metadata_json: optional('addresses and identities for the component, as JSON text'),
    checker_kind: optional('kind of check, where it is a checker'),
    checker_config_json: optional('configuration of the checker, as JSON text'),
    kv_revision: Type.Optional(Integer64('revision of its document in the configuration store')),
    notes: optional('remarks of its maker'),
  },
  { $id: 'EdgePackage', title: 'EdgePackage' },
);
export type EdgePackage = Type.Static<typeof EdgePackage>;

export const EdgePackageListQuery = Type.Object({
  poller_id: optional('packages of one poller'),
  component_id: optional('packages of one component'),
  parent_id: optional('packages whose component reports to this one'),
  status: Type.Optional(
    Type.Array(Type.String(), {
      description: `one or several of ${PACKAGE_STATUSES.join(', ')}: repeated, or with commas between; without it, all but deleted`,
    }),
  ),
  component_type: Type.Optional(
    Type.Array(Type.String(), {
      description: `one or several of ${COMPONENT_TYPES.join(', ')}, in any case: repeated, or with commas between`,
    }),
  ),
  limit: optional('packages at most, a positive number; 100 unless given'),
});
export type EdgePackageListQuery = Type.Static<typeof EdgePackageListQuery>;

/** What a create request takes where it says nothing itself. */
export const EdgePackageDefaults = Type.Object(
  {
    selectors: Type.Optional(Type.Array(Type.String(), { description: 'SPIRE selectors' })),
    metadata: Type.Optional(
      Type.Record(Type.String(), Type.Record(Type.String(), Type.String()), {
        description: 'metadata by component type',
      }),
    ),
  },
  { $id: 'EdgePackageDefaults', title: 'EdgePackageDefaults' },
);
export type EdgePackageDefaults = Type.Static<typeof EdgePackageDefaults>;

/** Body of `POST /api/admin/edge-packages` (RE-14). */
export const EdgePackageCreate = Type.Object(
  {
    label: text('name for people; the id of the component is made of it where none is given'),
    component_id: optional('id of the component'),
    component_type: optional(`${COMPONENT_TYPES.join(', ')}; poller unless given`),
    parent_type: optional('type of the parent; it follows from the type of the component'),
    parent_id: optional('needed for agents and checkers, not allowed for pollers'),
    poller_id: optional('poller of a checker, or id of a poller'),
    site: optional('place where it will run'),
    selectors: Type.Optional(
      Type.Array(Type.String(), { description: 'SPIRE selectors beside the configured ones' }),
    ),
    metadata_json: optional('JSON object, as text, that is laid over the configured metadata'),
    checker_kind: optional('needed for checkers'),
    checker_config_json: optional('JSON object, as text: configuration of the checker'),
    notes: optional('remarks'),
    join_token_ttl_seconds: optionalSeconds('lifetime of the join token; 0: as configured'),
    download_token_ttl_seconds: optionalSeconds('lifetime of the download token; 0: as configured'),
    downstream_spiffe_id: optional('SPIFFE ID of the component'),
    datasvc_endpoint: optional('address of the data service, put into the metadata'),
  },
  { $id: 'EdgePackageCreate', title: 'EdgePackageCreate' },
);
export type EdgePackageCreate = Type.Static<typeof EdgePackageCreate>;

const PACKAGE = Type.Unsafe<EdgePackage>({ $ref: 'EdgePackage#' });

const SECRETS = {
  join_token: text('join token of the component'),
  bundle_pem: text('certificates that the component trusts'),
};

/** A new package with its secrets, which are told this once (EO-12). */
export const EdgePackageCreated = Type.Object(
  {
    package: PACKAGE,
    ...SECRETS,
    download_token: text('opens the download once'),
    onboarding_token: text('package id, download token and address of the API in one text'),
  },
  { $id: 'EdgePackageCreated', title: 'EdgePackageCreated' },
);
export type EdgePackageCreated = Type.Static<typeof EdgePackageCreated>;

/** Body of a download. */
export const EdgePackageDownload = Type.Object(
  { download_token: text('download token, or the whole onboarding token') },
  { $id: 'EdgePackageDownload', title: 'EdgePackageDownload' },
);
export type EdgePackageDownload = Type.Static<typeof EdgePackageDownload>;

export const EdgePackageDownloadQuery = Type.Object({
  format: optional('json for JSON; else Accept decides, and an archive (tar.gz) is usual'),
});
export type EdgePackageDownloadQuery = Type.Static<typeof EdgePackageDownloadQuery>;

/** A downloaded package as JSON. */
export const EdgePackageDelivered = Type.Object(
  { package: PACKAGE, ...SECRETS },
  { $id: 'EdgePackageDelivered', title: 'EdgePackageDelivered' },
);
export type EdgePackageDelivered = Type.Static<typeof EdgePackageDelivered>;

/** Body of a revocation or deletion; it may be left out. */
export const EdgePackageReason = Type.Object(
  { reason: optional('why, for who reads the events') },
  { $id: 'EdgePackageReason', title: 'EdgePackageReason' },
);
export type EdgePackageReason = Type.Static<typeof EdgePackageReason>;

/** Something that happened to a package. */
export const EdgePackageEvent = Type.Object(
  {
    event_time: InstantText,
    event_type: text('issued, delivered, activated, revoked, expired or deleted'),
    actor: text('who did it'),
    source_ip: optional('address from which it was done'),
    details_json: optional('details, as JSON text'),
  },
  { $id: 'EdgePackageEvent', title: 'EdgePackageEvent' },
);
export type EdgePackageEvent = Type.Static<typeof EdgePackageEvent>;

export const EdgePackageEventsQuery = Type.Object({
  limit: optional('events at most, a positive number; 50 unless given'),
});
export type EdgePackageEventsQuery = Type.Static<typeof EdgePackageEventsQuery>;
