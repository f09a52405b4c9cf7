export type { Headers } from './envelope.ts';
export { type EventStore, writeEvents } from './identities.ts';
export {
  type EventMessage,
  type EventMode,
  eventMode,
  type ReadEvent,
  readEvents,
} from './read.ts';
export { type EventSource, plainEventRow } from './row.ts';
