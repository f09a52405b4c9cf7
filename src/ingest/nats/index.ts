export { type NatsReceiver, type NatsReceiverOptions, startNatsReceiver } from './receiver.ts';
export { type KeptLetter, replayNatsLetter } from './replay.ts';
export type { RouteSetting } from './route.ts';
export type { NatsSettings } from './settings.ts';
