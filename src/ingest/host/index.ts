export type { HostReader } from './reading.ts';
export { type HostReceiver, type HostReceiverOptions, startHostReceiver } from './receiver.ts';
export { HOST_USES, type HostIdentity, type HostSample } from './sample.ts';
