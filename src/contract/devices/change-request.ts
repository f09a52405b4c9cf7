import { Type } from 'typebox';
import { nullable } from '../common.ts';

/** Answer of a deletion (RE-16). */
export const DeviceDeletion = Type.Object(
  { message: Type.String(), device_id: Type.String() },
  { $id: 'DeviceDeletion', title: 'DeviceDeletion' },
);
export type DeviceDeletion = Type.Static<typeof DeviceDeletion>;

/** Body of `POST /api/devices/{id}/separate` and `/rejoin`. */
export const DeviceSeparationRequest = Type.Object(
  {
    identity: Type.String({
      description:
        'what is not of this device, kind:value as in its explanation, such as mac:02:00:00:00:00:01; id:<id> for what was reported under an id without any',
    }),
    from: Type.Optional(
      Type.String({
        description: 'from which identity it is parted; the strongest of the device by default',
      }),
    ),
    reason: Type.Optional(Type.String({ description: 'why, for who reads the history' })),
  },
  { $id: 'DeviceSeparationRequest', title: 'DeviceSeparationRequest' },
);
export type DeviceSeparationRequest = Type.Static<typeof DeviceSeparationRequest>;

/** What became of a separation or of its end. */
export const DeviceSeparation = Type.Object(
  {
    message: Type.String(),
    identity: Type.String(),
    from: Type.String(),
    devices: Type.Object(
      { identity: nullable(Type.String()), from: nullable(Type.String()) },
      { description: 'ids of the devices to which the two belong now' },
    ),
  },
  { $id: 'DeviceSeparation', title: 'DeviceSeparation' },
);
export type DeviceSeparation = Type.Static<typeof DeviceSeparation>;

/** How much people may write of a device: tags, and characters of a tag and of notes. */
export const ANNOTATION_LIMITS = { tags: 50, tag: 100, notes: 10_000 } as const;

/** Body of `PUT /api/devices/{id}/annotations`: what is there becomes this. */
export const DeviceAnnotationsRequest = Type.Object(
  {
    tags: Type.Optional(
      Type.Array(Type.String(), { description: 'at most 50, each of at most 100 characters' }),
    ),
    notes: Type.Optional(
      Type.Union([Type.String(), Type.Null()], { description: 'at most 10,000 characters' }),
    ),
  },
  { $id: 'DeviceAnnotationsRequest', title: 'DeviceAnnotationsRequest' },
);
export type DeviceAnnotationsRequest = Type.Static<typeof DeviceAnnotationsRequest>;

/** Body of `POST /api/devices/batch` (UD-39): ids, addresses, or both; at most 1,000 together. */
export const DeviceBatchRequest = Type.Object(
  {
    ids: Type.Optional(Type.Array(Type.String(), { description: 'ids, merged ones too' })),
    ips: Type.Optional(Type.Array(Type.String(), { description: 'addresses, in any spelling' })),
  },
  { $id: 'DeviceBatchRequest', title: 'DeviceBatchRequest' },
);
export type DeviceBatchRequest = Type.Static<typeof DeviceBatchRequest>;

/** One observation as it is sent (UD-1). */
export const ObservationRecord = Type.Object(
  {
    device_id: Type.Optional(Type.String({ description: '`<partition>:<ip>` unless given' })),
    ip: Type.Optional(Type.String()),
    source: Type.Optional(Type.String({ description: 'kind of source; `unknown` unless given' })),
    agent_id: Type.Optional(Type.String()),
    poller_id: Type.Optional(Type.String()),
    partition: Type.Optional(Type.String({ description: '`default` unless given' })),
    service_type: Type.Optional(
      Type.String({ description: 'poller, agent, checker or network, for a service component' }),
    ),
    service_id: Type.Optional(Type.String()),
    timestamp: Type.Optional(
      Type.String({
        description: 'RFC 3339, or a number in the unit of time_unit; receipt unless given',
      }),
    ),
    hostname: Type.Optional(Type.String()),
    mac: Type.Optional(Type.String({ description: 'in any spelling; several may be listed' })),
    metadata: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    is_available: Type.Optional(Type.Boolean()),
    confidence: Type.Optional(
      Type.Integer({ description: 'follows from the source; what is given is not used' }),
    ),
  },
  { $id: 'ObservationRecord', title: 'ObservationRecord' },
);

/** Query of an import. */
export const DeviceImportQuery = Type.Object({
  dry_run: Type.Optional(
    Type.String({ description: '`true`: reads and checks every line, and stores nothing' }),
  ),
  partition: Type.Optional(
    Type.String({ description: 'partition of lines that name none; `default` unless given' }),
  ),
});
export type DeviceImportQuery = Type.Static<typeof DeviceImportQuery>;

/** What became of the lines of an import. */
export const DeviceImportReport = Type.Object(
  {
    dry_run: Type.Boolean(),
    lines: Type.Integer({ description: 'lines with a device' }),
    accepted: Type.Integer({
      description:
        'observations that are new; in a dry run: that would be stored or are there already',
    }),
    duplicates: Type.Integer({ description: 'observations that were there already' }),
    rejected: Type.Array(
      Type.Object({
        line: Type.Integer({ description: 'line of the body, from 1' }),
        field: Type.Union([Type.String(), Type.Null()]),
        code: Type.String(),
        message: Type.String(),
      }),
      { description: 'the first 1,000' },
    ),
    rejected_count: Type.Integer(),
  },
  { $id: 'DeviceImportReport', title: 'DeviceImportReport' },
);
export type DeviceImportReport = Type.Static<typeof DeviceImportReport>;
