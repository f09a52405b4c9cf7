import { Type } from 'typebox';
import { InstantText, nullable } from '../common.ts';

/** Who said something, and when. */
const SAID = {
  source: Type.String({
    description:
      'kind of source: snmp, sweep, manual, …; `mapper (guessed)` for a type that discovery did not tell',
  }),
  at: InstantText,
  confidence: Type.Integer({ description: '1 to 10 (UD-6): decides between equal times' }),
  agent_id: Type.String(),
  poller_id: Type.String(),
};

/** A value that somebody told of a field. */
export const FieldClaim = Type.Object({
  value: Type.Unknown(),
  ...SAID,
  reported_id: Type.String({ description: 'the id under which it was reported' }),
});
export type FieldClaim = Type.Static<typeof FieldClaim>;

/** Why a field has its value. */
export const FieldExplanation = Type.Object({
  field: Type.String({
    description:
      'ip, hostname, mac, poller_id, agent_id, is_available, device_type, or attributes.<key>',
  }),
  value: Type.Unknown(),
  won: nullable(FieldClaim),
  beaten: Type.Array(FieldClaim, {
    description:
      'what others said and was older, or of less confidence at the same time; the newest first, at most 20. Of one reporter its newest, and what the observations below hold',
  }),
});
export type FieldExplanation = Type.Static<typeof FieldExplanation>;

/** Something by which a device is told apart. */
export const DeviceIdentity = Type.Object({
  kind: Type.String({ description: 'armis, netbox, mac, or integration:<type>' }),
  value: Type.String(),
  reported_id: Type.String({ description: 'the id under which it was reported' }),
  first_seen: nullable(InstantText),
  last_seen: nullable(InstantText),
});
export type DeviceIdentity = Type.Static<typeof DeviceIdentity>;

/** A join, split, deletion, reanimation or pruning. */
export const DeviceEvent = Type.Object({
  at: InstantText,
  action: Type.String(),
  device_id: Type.String(),
  other_device_id: nullable(Type.String()),
  actor: Type.String({ description: 'who did it; the store itself where evidence did' }),
  evidence: Type.Unknown({ description: 'what led to it' }),
});
export type DeviceEvent = Type.Static<typeof DeviceEvent>;

/** One observation behind a device, as it was stored. */
export const DeviceObservationItem = Type.Object({
  observed_at: InstantText,
  device_id: Type.String({ description: 'the id under which it was reported' }),
  source: Type.String(),
  partition: Type.String(),
  agent_id: Type.String(),
  poller_id: Type.String(),
  ip: nullable(Type.String()),
  mac: nullable(Type.String()),
  hostname: nullable(Type.String()),
  is_available: nullable(Type.Boolean()),
  metadata: nullable(Type.Record(Type.String(), Type.Unknown())),
});
export type DeviceObservationItem = Type.Static<typeof DeviceObservationItem>;

/** Everything that led to what the inventory says of a device. */
export const DeviceExplanation = Type.Object(
  {
    device_id: Type.String(),
    redirected_from: Type.Optional(Type.String({ description: 'the id that was asked for' })),
    partition: Type.String(),
    fields: Type.Array(FieldExplanation),
    identities: Type.Array(DeviceIdentity, {
      description: 'strong identities, by which observations are brought together',
    }),
    separations: Type.Array(
      Type.Object({
        identity: Type.String({ description: 'kind:value' }),
        from: Type.String({ description: 'kind:value' }),
        actor: Type.String(),
        reason: nullable(Type.String()),
        at: InstantText,
      }),
      { description: 'identities that somebody declared to be of different devices' },
    ),
    aliases: Type.Array(Type.Object({ device_id: Type.String(), since: nullable(InstantText) }), {
      description: 'ids that lead here',
    }),
    reporters: Type.Array(
      Type.Object({
        reported_id: Type.String(),
        sources: Type.Array(Type.String()),
        first_seen: nullable(InstantText),
        last_seen: nullable(InstantText),
      }),
      {
        description:
          'ids under which the device was reported, with what identities and kept observations tell of them',
      },
    ),
    history: Type.Array(DeviceEvent, { description: 'the newest 100, the newest first' }),
    observations: Type.Array(DeviceObservationItem, {
      description: 'the newest that are kept (3 days), as many as asked for',
    }),
  },
  { $id: 'DeviceExplanation', title: 'DeviceExplanation' },
);
export type DeviceExplanation = Type.Static<typeof DeviceExplanation>;

export const DeviceExplainQuery = Type.Object({
  observations: Type.Optional(
    Type.String({ description: 'observations that are listed: 50 by default, at most 500' }),
  ),
});
