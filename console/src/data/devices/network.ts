import type {
  CURSOR_HEADERS,
  NetworkInterface,
  SweepHost,
  TopologyGraph,
} from '../../../../src/contract/index.ts';
import { addressOf, readJson } from '../request.ts';
import { type Polled, usePoll } from '../use-poll.ts';
import { deviceAddress, SLOW_MS, useAnswer } from './device.ts';

// As in `series.ts`: the type holds both equal.
const HEADERS: typeof CURSOR_HEADERS = { nextCursor: 'x-next-cursor' };

/** Interfaces of one request, which is all that a device usually has. */
const PAGE = '1000';

/** The interfaces of a device as they are now. */
export interface InterfaceList {
  readonly interfaces: readonly NetworkInterface[];
  /** There are more, of which the server was not asked. */
  readonly more: boolean;
}

/** Interfaces of a device, by their numbers. */
export function useInterfaces(deviceId: string, live: boolean): Polled<InterfaceList> {
  const address = addressOf(deviceAddress(deviceId, '/interfaces'), { limit: PAGE });
  return usePoll<InterfaceList>({
    key: address,
    subject: address,
    live,
    intervalMs: () => SLOW_MS,
    read: async (_previous, signal) => {
      const { body, headers } = await readJson<readonly NetworkInterface[]>(address, { signal });
      return { interfaces: body, more: headers.has(HEADERS.nextCursor) };
    },
  });
}

/** What is connected with a device, so many steps far. */
export function useTopology(deviceId: string, depth: number, live: boolean): Polled<TopologyGraph> {
  const around = { device: deviceId, depth: String(depth) };
  return useAnswer(addressOf('/api/topology', around), live, `topology ${deviceId}`);
}

/** What the newest sweep of each poller found at an address. */
export function useSweeps(
  ip: string,
  partition: string,
  live: boolean,
): Polled<readonly SweepHost[]> {
  return useAnswer(addressOf('/api/sweeps/hosts', { cidr: ip, partition }), live);
}

/** What the sweeps of the last 3 days found at an address, the newest first. */
export function useSweepHistory(
  ip: string,
  partition: string,
  live: boolean,
): Polled<readonly SweepHost[]> {
  const path = `/api/sweeps/hosts/${encodeURIComponent(ip)}/history`;
  return useAnswer(addressOf(path, { partition }), live);
}
