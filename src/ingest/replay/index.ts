export { remakes } from './receivers.ts';
export type { Refusal, Remade, Remake, RemakeByReceiver } from './remade.ts';
export { type ReplayOptions, type ReplayReport, replayLetters } from './replay.ts';
