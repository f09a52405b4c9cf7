import type { DeviceChange, DeviceChanges } from '../../../../src/contract/index.ts';
import { writeInstant } from '../../format/index.ts';
import { type TimeRange, windowOf } from '../../location/index.ts';
import { addressOf, readJson } from '../request.ts';
import { serverNow } from '../server-clock.ts';
import { type Polled, usePoll } from '../use-poll.ts';
import { deviceAddress, SLOW_MS } from './device.ts';

const PAGE = '200';

export interface ChangesRequest {
  readonly deviceId: string;
  readonly range: TimeRange;
  /** Changes of this field alone. */
  readonly field: string | undefined;
  /** Pages that are read; a page has 200 changes. */
  readonly pages: number;
}

/** The newest changes of a device in a range. */
export interface ChangeList {
  readonly changes: readonly DeviceChange[];
  /** There are older ones in the range. */
  readonly more: boolean;
}

/** What changed of a device in the range, the newest first. */
export function useDeviceChanges(request: ChangesRequest, live: boolean): Polled<ChangeList> {
  const { deviceId, range, field, pages } = request;
  const path = deviceAddress(deviceId, '/changes');
  const told = range.kind === 'last' ? range.text : `${range.startMs}-${range.endMs}`;
  return usePoll<ChangeList>({
    key: `${path} ${told} ${field ?? ''} ${pages}`,
    subject: path,
    live,
    intervalMs: () => SLOW_MS,
    read: async (_previous, signal) => {
      const { startMs, endMs } = windowOf(range, serverNow());
      const address = addressOf(path, {
        start: writeInstant(startMs),
        end: range.kind === 'absolute' ? writeInstant(endMs) : undefined,
        field,
        limit: PAGE,
      });
      return readPages(address, pages, signal);
    },
  });
}

async function readPages(address: string, most: number, signal: AbortSignal): Promise<ChangeList> {
  const changes: DeviceChange[] = [];
  let page = address;
  for (let pages = 0; pages < most; pages++) {
    const { body } = await readJson<DeviceChanges>(page, { signal });
    changes.push(...body.changes);
    if (body.next_cursor === null) return { changes, more: false };
    page = `${address}&cursor=${encodeURIComponent(body.next_cursor)}`;
  }
  return { changes, more: true };
}
