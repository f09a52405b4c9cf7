import { Type } from 'typebox';
import type { DeviceItem } from './device.ts';

export const SEARCH_MODES = ['auto', 'registry_only', 'srql_only'] as const;

/** Body of `POST /api/devices/search` (RE-8). */
export const DeviceSearchRequest = Type.Object(
  {
    query: Type.Optional(
      Type.String({ description: 'words, or a query that begins with in:devices' }),
    ),
    mode: Type.Optional(
      Type.Union([Type.Literal('auto'), Type.Literal('registry_only'), Type.Literal('srql_only')]),
    ),
    filters: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'search, status, capability, engine, raw',
      }),
    ),
    pagination: Type.Optional(
      Type.Object({
        limit: Type.Optional(Type.Integer({ description: '20 unless given, at most 1000' })),
        offset: Type.Optional(Type.Integer()),
        cursor: Type.Optional(Type.String()),
        direction: Type.Optional(Type.String()),
      }),
    ),
  },
  { $id: 'DeviceSearchRequest', title: 'DeviceSearchRequest' },
);
export type DeviceSearchRequest = Type.Static<typeof DeviceSearchRequest>;

/** Answer of a search. */
export const DeviceSearchAnswer = Type.Object(
  {
    engine: Type.String({ description: '`registry`, or `srql` for the query engine' }),
    results: Type.Array(Type.Unsafe<DeviceItem>({ $ref: 'DeviceItem#' })),
    pagination: Type.Object({
      limit: Type.Integer(),
      offset: Type.Integer(),
      next_cursor: Type.Optional(Type.String()),
      prev_cursor: Type.Optional(Type.String()),
    }),
    diagnostics: Type.Object({
      mode: Type.String(),
      engine: Type.String(),
      engine_reason: Type.String({
        description: 'mode_forced, query_supported, registry_only_available, …',
      }),
      duration_ms: Type.Number(),
      unsupported_tokens: Type.Optional(Type.Array(Type.String())),
    }),
    raw_results: Type.Optional(Type.Array(Type.Unknown())),
  },
  { $id: 'DeviceSearchAnswer', title: 'DeviceSearchAnswer' },
);
export type DeviceSearchAnswer = Type.Static<typeof DeviceSearchAnswer>;
