export type { HostReader } from './reading.ts';
export { type HostReceiver, type HostReceiverOptions, startHostReceiver } from './receiver.ts';
export type { HostIdentity, HostSample } from './sample.ts';
