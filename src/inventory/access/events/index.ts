export {
  ACCESS_EVENT_KINDS,
  type AccessEvent,
  type AccessEventFilter,
  type AccessEventKind,
  type Doer,
  listEvents,
  type NewAccessEvent,
  noteEvent,
} from './event.ts';
