import type { DeviceAnnotations } from '../../../../src/contract/index.ts';
import { readJson } from '../request.ts';
import { type Polled, usePoll } from '../use-poll.ts';
import { deviceAddress, SLOW_MS } from './device.ts';

/** What people wrote of a device, and the mark that changes with it. */
export interface VersionedAnnotations {
  readonly annotations: DeviceAnnotations;
  readonly etag: string | undefined;
}

/** Tags and notes of a device. */
export function useAnnotations(deviceId: string, live: boolean): Polled<VersionedAnnotations> {
  const address = deviceAddress(deviceId, '/annotations');
  return usePoll<VersionedAnnotations>({
    key: address,
    subject: address,
    live,
    intervalMs: () => SLOW_MS,
    read: async (_previous, signal) => {
      const { body, headers } = await readJson<DeviceAnnotations>(address, { signal });
      return { annotations: body, etag: headers.get('etag') ?? undefined };
    },
  });
}

export interface AnnotationsChange {
  readonly tags: readonly string[];
  readonly notes: string | null;
  /** Of what was read; the server refuses when somebody wrote since. */
  readonly etag: string | undefined;
}

/** Writes tags and notes; answers as they are stored. Throws a Fault. */
export async function writeAnnotations(
  deviceId: string,
  { tags, notes, etag }: AnnotationsChange,
): Promise<DeviceAnnotations> {
  const { signal } = new AbortController();
  const address = deviceAddress(deviceId, '/annotations');
  const change = { method: 'PUT', send: { tags, notes }, ifMatch: etag } as const;
  return (await readJson<DeviceAnnotations>(address, { signal, ...change })).body;
}
