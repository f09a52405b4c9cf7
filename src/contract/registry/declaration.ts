import { Type } from 'typebox';
import { InstantText, nullable } from '../common.ts';
import { PAGED, RANGED } from '../paged.ts';

const only = (description: string) => Type.Optional(Type.String({ description }));

/** Query of the services that pollers declared. */
export const DeclarationsQuery = Type.Object({
  poller: only('only what this poller declared'),
  agent: only('only services of this agent'),
  service: only('only services of this name'),
  type: only('only services of this kind'),
  partition: only('only of this network partition (tenant)'),
  ...RANGED,
  ...PAGED,
});
export type DeclarationsQuery = Type.Static<typeof DeclarationsQuery>;

/** A service as its poller declared it at one time (SR-35). */
export const ServiceDeclaration = Type.Object(
  {
    timestamp: InstantText,
    poller_id: Type.String({ description: 'poller that declared it' }),
    agent_id: Type.String({ description: 'agent that runs it; empty where none was named' }),
    name: Type.String({ description: 'the service' }),
    type: Type.String({ description: 'kind of service; empty where it was not told' }),
    config: Type.Record(Type.String(), Type.Unknown(), {
      description: 'flags of its configuration, never what may be secret',
    }),
    partition: nullable(Type.String({ description: 'network partition (tenant)' })),
  },
  { $id: 'ServiceDeclaration', title: 'ServiceDeclaration' },
);
export type ServiceDeclaration = Type.Static<typeof ServiceDeclaration>;
