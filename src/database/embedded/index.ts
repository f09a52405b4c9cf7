export { type Binaries, findBinaries } from './binaries.ts';
export { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from './start.ts';
