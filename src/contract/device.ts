import { Type } from 'typebox';
import { InstantText, nullable } from './common.ts';

const Metadata = Type.Record(Type.String(), Type.Unknown(), {
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
const explained = <T extends typeof Metadata | ReturnType<typeof Type.String>>(value: T) =>
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

/** A device in a list (RE-4). */
export const DeviceItem = Type.Object(
  {
    device_id: Type.String(),
    ip: nullable(Type.String()),
    hostname: nullable(Type.String()),
    mac: nullable(Type.String()),
    first_seen: nullable(InstantText),
    last_seen: nullable(InstantText),
    is_available: nullable(Type.Boolean()),
    device_type: Type.String(),
    discovery_sources: Type.Array(DiscoverySource),
    metadata: nullable(Metadata),
    metrics_summary: Type.Optional(MetricsSummary),
  },
  { $id: 'DeviceItem', title: 'DeviceItem' },
);
export type DeviceItem = Type.Static<typeof DeviceItem>;

/** One device (UD-5), with everything that explains it (UD-4). */
export const DeviceDetail = Type.Object(
  {
    device_id: Type.String(),
    agent_id: Type.String(),
    poller_id: Type.String(),
    discovery_sources: Type.Array(Type.String()),
    ip: nullable(Type.String()),
    mac: Type.Optional(Type.String()),
    hostname: Type.Optional(Type.String()),
    first_seen: nullable(InstantText),
    last_seen: nullable(InstantText),
    is_available: nullable(Type.Boolean()),
    metadata: Type.Optional(Metadata),
    metrics_summary: Type.Optional(MetricsSummary),
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

/** Columns by which the list can be sorted; a leading minus turns the order round. */
export const DEVICE_SORTS = ['last_seen', 'first_seen', 'hostname', 'ip', 'device_id'] as const;

/** Query of the device list. Paging values that cannot be used fall back to defaults (RE-2). */
export const DeviceListQuery = Type.Object({
  limit: Type.Optional(
    Type.String({ description: 'devices per page; 100 by default, at most 1000' }),
  ),
  page: Type.Optional(Type.String({ description: 'page number from 1' })),
  search: Type.Optional(
    Type.String({ description: 'part of id, address, host name or MAC, in any letter case' }),
  ),
  status: Type.Optional(Type.String({ description: '`online` or `offline`' })),
  sort: Type.Optional(
    Type.String({
      description: `${DEVICE_SORTS.map((name) => `\`${name}\``).join(', ')}, or with a leading minus for the opposite order; \`-last_seen\` by default. Devices without the value come last`,
    }),
  ),
});
export type DeviceListQuery = Type.Static<typeof DeviceListQuery>;

/** Headers of the device list. */
export const LIST_HEADERS = {
  /** Devices that match, on all pages. */
  total: 'x-total-count',
  /** RFC 8288: `first`, `prev`, `next` and `last` page, each where there is one. */
  link: 'link',
} as const;
