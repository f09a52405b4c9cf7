import { type TSchema, Type } from 'typebox';
import { InstantText, nullable } from '../common.ts';

export const Metadata = Type.Record(Type.String(), Type.Unknown(), {
  description: 'whole map of the newest observation',
});

/** One source that saw a device (UD-4). */
export const DiscoverySource = Type.Object({
  source: Type.String(),
  agent_id: Type.String(),
  poller_id: Type.String(),
  first_seen: nullable(InstantText),
  last_seen: nullable(InstantText),
  confidence: Type.Integer({ description: '1 to 10 (UD-6)' }),
});
export type DiscoverySource = Type.Static<typeof DiscoverySource>;

/** A value with where it came from (UD-4). */
const explained = <T extends TSchema>(value: T) =>
  Type.Object({
    value,
    source: Type.String(),
    last_updated: InstantText,
    confidence: Type.Integer(),
    agent_id: Type.String(),
    poller_id: Type.String(),
  });

/** Kinds of metrics of the last six hours; a kind without any is absent. */
const MetricsSummary = Type.Record(Type.String(), Type.Boolean(), {
  description: 'kinds of metrics stored in the last 6 hours, in lower case, each true',
});

export const DEVICE_STATUSES = ['online', 'offline', 'unknown'] as const;
export const DeviceStatus = Type.Union(
  [Type.Literal('online'), Type.Literal('offline'), Type.Literal('unknown')],
  {
    description:
      'whether the newest observation found the device answering; unknown: it did not tell',
  },
);

/** Where a device was met before, told by its source in the metadata (ID-11). */
const AliasHistory = Type.Object({
  last_seen_at: Type.Optional(Type.String()),
  collector_ip: Type.Optional(Type.String()),
  current_service_id: Type.Optional(Type.String()),
  current_ip: Type.Optional(Type.String()),
  services: Type.Optional(
    Type.Array(Type.Object({ id: Type.String(), last_seen_at: Type.Optional(Type.String()) })),
  ),
  ips: Type.Optional(
    Type.Array(Type.Object({ ip: Type.String(), last_seen_at: Type.Optional(Type.String()) })),
  ),
});

const CollectorCapabilities = Type.Object({
  has_collector: Type.Boolean(),
  supports_icmp: Type.Boolean(),
  supports_snmp: Type.Boolean(),
  supports_sysmon: Type.Boolean(),
  capabilities: Type.Optional(Type.Array(Type.String())),
  agent_id: Type.Optional(Type.String()),
  poller_id: Type.Optional(Type.String()),
  service_name: Type.Optional(Type.String()),
  last_seen: Type.Optional(InstantText),
});

const CapabilitySnapshot = Type.Object({
  capability: Type.String(),
  service_id: Type.Optional(Type.String()),
  service_type: Type.Optional(Type.String()),
  state: Type.Optional(Type.String()),
  enabled: Type.Boolean(),
  last_checked: Type.Optional(InstantText),
  last_success: Type.Optional(InstantText),
  last_failure: Type.Optional(InstantText),
  failure_reason: Type.Optional(Type.String()),
  metadata: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  recorded_by: Type.Optional(Type.String()),
});

/** What accompanies a device where it is known (RE-4); each is left out when it cannot be read. */
const Companions = {
  alias_history: Type.Optional(AliasHistory),
  collector_capabilities: Type.Optional(CollectorCapabilities),
  capability_snapshots: Type.Optional(
    Type.Array(CapabilitySnapshot, { description: 'capabilities that are enabled' }),
  ),
  metrics_summary: Type.Optional(MetricsSummary),
};

/** What people wrote about a device, apart from what was observed. */
const TAGS = Type.Array(Type.String(), { description: 'tags that people gave, sorted' });

/** A device in a list (RE-4). */
export const DeviceItem = Type.Object(
  {
    device_id: Type.String(),
    partition: Type.String({ description: 'network partition (tenant)' }),
    ip: nullable(Type.String()),
    hostname: nullable(Type.String()),
    mac: nullable(Type.String()),
    first_seen: nullable(InstantText),
    last_seen: nullable(InstantText),
    is_available: nullable(Type.Boolean()),
    status: DeviceStatus,
    device_type: Type.String(),
    discovery_sources: Type.Array(DiscoverySource),
    metadata: nullable(Metadata),
    tags: TAGS,
    ...Companions,
  },
  { $id: 'DeviceItem', title: 'DeviceItem' },
);
export type DeviceItem = Type.Static<typeof DeviceItem>;

/** One key of the overlay of all sources' newest maps: the newest value, and who said it when. */
export const DeviceAttribute = Type.Object({
  value: Type.Unknown(),
  source: Type.String(),
  at: InstantText,
  confidence: Type.Integer({ description: '1 to 10 (UD-6)' }),
});
export type DeviceAttribute = Type.Static<typeof DeviceAttribute>;

/** Tags and notes of a device. */
export const DeviceAnnotations = Type.Object(
  {
    device_id: Type.String(),
    tags: TAGS,
    notes: nullable(Type.String({ description: 'notes of people' })),
    updated_at: nullable(InstantText),
    updated_by: nullable(Type.String({ description: 'who wrote them last' })),
  },
  { $id: 'DeviceAnnotations', title: 'DeviceAnnotations' },
);
export type DeviceAnnotations = Type.Static<typeof DeviceAnnotations>;

/** One device (UD-5), with everything that explains it (UD-4). */
export const DeviceDetail = Type.Object(
  {
    device_id: Type.String(),
    partition: Type.String({ description: 'network partition (tenant)' }),
    redirected_from: Type.Optional(
      Type.String({
        description: 'the id that was asked for, where that became part of this device',
      }),
    ),
    agent_id: Type.String(),
    poller_id: Type.String(),
    discovery_sources: Type.Array(Type.String()),
    ip: nullable(Type.String()),
    mac: Type.Optional(Type.String()),
    hostname: Type.Optional(Type.String()),
    first_seen: nullable(InstantText),
    last_seen: nullable(InstantText),
    is_available: nullable(Type.Boolean()),
    status: DeviceStatus,
    metadata: Type.Optional(Metadata),
    attributes: Type.Record(Type.String(), DeviceAttribute, {
      description:
        'the newest maps of all sources laid over each other, the newest value of each key',
    }),
    tags: TAGS,
    notes: nullable(Type.String({ description: 'notes of people' })),
    ...Companions,
    discovery_info: Type.Object({
      device_id: Type.String(),
      ip: nullable(Type.String()),
      first_seen: nullable(InstantText),
      last_seen: nullable(InstantText),
      is_available: nullable(Type.Boolean()),
      hostname: Type.Optional(explained(Type.String())),
      mac: Type.Optional(explained(Type.String())),
      metadata: Type.Optional(explained(Metadata)),
      discovery_sources: Type.Array(DiscoverySource),
      device_type: Type.String(),
      service_type: Type.Optional(Type.String()),
      service_status: Type.Optional(Type.String()),
      last_heartbeat: Type.Optional(InstantText),
      os_info: Type.Optional(Type.String()),
      version_info: Type.Optional(Type.String()),
    }),
  },
  { $id: 'DeviceDetail', title: 'DeviceDetail' },
);
export type DeviceDetail = Type.Static<typeof DeviceDetail>;
