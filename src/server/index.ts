export type { HttpAddress } from './http-address.ts';
export type { Limits } from './limits.ts';
export { openApiDocument } from './open-api-document.ts';
export type { App, ServerParts } from './parts.ts';
export { buildServer, type ServerOptions } from './server.ts';
export { type RunningServer, startServer } from './start.ts';
