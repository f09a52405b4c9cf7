import { Type } from 'typebox';

/** Columns by which the list can be sorted; a leading minus turns the order round. */
export const DEVICE_SORTS = ['last_seen', 'first_seen', 'hostname', 'ip', 'device_id'] as const;

const SORTS = DEVICE_SORTS.map((name) => `\`${name}\``).join(', ');

/** What devices a list, an export or a search tells of. */
const FILTERS = {
  search: Type.Optional(
    Type.String({
      description:
        'part of id, address, host name or MAC, in any letter case; a MAC in any spelling; or a network such as `10.0.0.0/8`',
    }),
  ),
  status: Type.Optional(
    Type.String({
      description:
        '`online`, `offline` or `unknown`, of which each device is one: unknown is one of which the newest observation does not tell whether it answered',
    }),
  ),
  ip: Type.Optional(Type.String({ description: 'address, in any spelling: all that have it' })),
  source: Type.Optional(
    Type.String({ description: 'kind of source that ever saw the device, such as `snmp`' }),
  ),
  type: Type.Optional(Type.String({ description: 'device_type, such as `router`' })),
  partition: Type.Optional(Type.String({ description: 'network partition (tenant)' })),
  tag: Type.Optional(Type.String({ description: 'a tag that people gave' })),
};

const SORT = Type.Optional(
  Type.String({
    description: `${SORTS}, or with a leading minus for the opposite order. Devices without the value come last. \`-last_seen\` by default; with \`search\` the best match first`,
  }),
);

/** Query of the device list. Paging values that cannot be used fall back to defaults (RE-2). */
export const DeviceListQuery = Type.Object({
  limit: Type.Optional(
    Type.String({ description: 'devices per page; 100 by default, at most 1000' }),
  ),
  page: Type.Optional(Type.String({ description: 'page number from 1' })),
  cursor: Type.Optional(
    Type.String({
      description:
        'where to go on: x-next-cursor of the page before, with the same filters and order. Unlike page it costs the same however far it is, and skips or doubles nothing that stays as it is',
    }),
  ),
  ...FILTERS,
  sort: SORT,
  merged: Type.Optional(
    Type.String({
      description:
        '`true`: `metadata` is that of all sources laid over each other, not that of the newest observation',
    }),
  ),
});
export type DeviceListQuery = Type.Static<typeof DeviceListQuery>;

/** Query of an export. */
export const DeviceExportQuery = Type.Object({
  format: Type.Optional(Type.String({ description: '`ndjson` (the default) or `csv`' })),
  ...FILTERS,
});
export type DeviceExportQuery = Type.Static<typeof DeviceExportQuery>;

/** Headers of the device list. */
export const LIST_HEADERS = {
  /** Devices that match, on all pages. */
  total: 'x-total-count',
  /** RFC 8288: `first`, `prev`, `next` and `last` page, each where there is one. */
  link: 'link',
} as const;

/** Headers of the device list beside those that every list has. */
export const DEVICE_LIST_HEADERS = {
  /** `exact`, or `at-least` for a search of which more match. */
  totalRelation: 'x-total-count-relation',
  /** Opaque; absent on the last page. */
  nextCursor: 'x-next-cursor',
} as const;
