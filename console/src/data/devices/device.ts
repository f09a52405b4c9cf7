import type {
  DeviceAsOf,
  DeviceDeletion,
  DeviceDetail,
  DeviceExplanation,
  DeviceRegistration,
  DeviceSeparation,
  DeviceSeparationRequest,
  DeviceStats,
} from '../../../../src/contract/index.ts';
import { Fault } from '../fault.ts';
import { addressOf, readJson } from '../request.ts';
import { type Polled, usePoll } from '../use-poll.ts';

/** A person waits no longer than this to see a change. */
export const SLOW_MS = 10_000;

/** Address of a device, or of something below it. */
export function deviceAddress(deviceId: string, below = ''): string {
  return `/api/devices/${encodeURIComponent(deviceId)}${below}`;
}

/** Keeps one answer fresh that is asked for by its address alone. */
export function useAnswer<T>(address: string, live: boolean, subject = address): Polled<T> {
  return usePoll<T>({
    key: address,
    subject,
    live,
    intervalMs: () => SLOW_MS,
    read: async (_previous, signal) => (await readJson<T>(address, { signal })).body,
  });
}

/** One device with everything that explains it. */
export function useDevice(deviceId: string, live: boolean): Polled<DeviceDetail> {
  return useAnswer(deviceAddress(deviceId), live);
}

/** Why the inventory says what it says of a device, with so many observations. */
export function useExplanation(
  deviceId: string,
  observations: number,
  live: boolean,
): Polled<DeviceExplanation> {
  const path = deviceAddress(deviceId, '/explain');
  return useAnswer(addressOf(path, { observations: String(observations) }), live, path);
}

/** What the inventory believed of a device at an instant (RFC 3339). */
export function useDeviceAsOf(deviceId: string, at: string): Polled<DeviceAsOf> {
  return useAnswer(addressOf(deviceAddress(deviceId), { at }), false);
}

/** What the registry knows of a device that is one of its services. */
export function useDeviceRegistration(deviceId: string, live: boolean): Polled<DeviceRegistration> {
  return useAnswer(deviceAddress(deviceId, '/registry'), live);
}

/** Numbers of the inventory, with its network partitions. */
export function useDeviceStats(live: boolean): Polled<DeviceStats> {
  return useAnswer('/api/stats', live);
}

/** Hides a device, and looks whether it is gone. Throws a Fault. */
export async function deleteDevice(deviceId: string): Promise<DeviceDeletion> {
  const { signal } = new AbortController();
  const address = deviceAddress(deviceId);
  const { body } = await readJson<DeviceDeletion>(address, { signal, method: 'DELETE' });
  // Asked this way it is no refusal, which the browser would tell as a failure.
  const batch = { signal, method: 'POST', send: { ids: [deviceId] } } as const;
  const { body: still } = await readJson<readonly DeviceDetail[]>('/api/devices/batch', batch);
  if (still.length === 0) return body;
  throw new Fault('answer', {
    status: 409,
    code: 'CONFLICT',
    message: `The device "${deviceId}" was deleted and is there again.`,
    hint: 'Something reported it in the meantime.',
  });
}

/** Parts an identity from a device, or takes that back. Throws a Fault. */
export async function separateDevice(
  deviceId: string,
  deed: 'separate' | 'rejoin',
  send: DeviceSeparationRequest,
): Promise<DeviceSeparation> {
  const { signal } = new AbortController();
  const address = deviceAddress(deviceId, `/${deed}`);
  return (await readJson<DeviceSeparation>(address, { signal, method: 'POST', send })).body;
}
