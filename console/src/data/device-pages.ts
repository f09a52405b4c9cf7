import { useCallback, useEffect, useRef } from 'react';
import type { DeviceItem, LIST_HEADERS } from '../../../src/contract/index.ts';
import { addressOf, readJson } from './request.ts';
import { type Polled, usePoll } from './use-poll.ts';

// As in `series.ts`: the type holds both equal.
const HEADERS: typeof LIST_HEADERS = { total: 'x-total-count', link: 'link' };

/** Devices that one request brings. */
export const PAGE_ROWS = 200;

/** Which devices, and in which order. The server filters and sorts. */
export interface DeviceFilter {
  readonly search: string;
  readonly status: 'online' | 'offline' | undefined;
  /** Name of a column; with a leading `-` the greatest first. */
  readonly sort: string | undefined;
}

/** A long list of which only the pages are known that somebody looked at. */
export interface DevicePages {
  readonly total: number;
  readonly pages: ReadonlyMap<number, readonly DeviceItem[]>;
}

/** Rows that are looked at; `last` is included. */
export interface RowSpan {
  readonly first: number;
  readonly last: number;
}

/** Numbers, from 1, of the pages that hold a span of rows. */
export function pagesOf(span: RowSpan): readonly number[] {
  const first = Math.floor(Math.max(0, span.first) / PAGE_ROWS) + 1;
  const last = Math.floor(Math.max(0, span.last) / PAGE_ROWS) + 1;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The device at a row; undefined while its page is not known. */
export function deviceAt(list: DevicePages | undefined, row: number): DeviceItem | undefined {
  return list?.pages.get(Math.floor(row / PAGE_ROWS) + 1)?.[row % PAGE_ROWS];
}

/** Every device that is known, in order. */
export function knownDevices(list: DevicePages | undefined): readonly DeviceItem[] {
  if (list === undefined) return [];
  return [...list.pages.keys()].sort((a, b) => a - b).flatMap((page) => list.pages.get(page) ?? []);
}

async function readPage(filter: DeviceFilter, page: number, signal: AbortSignal) {
  const address = addressOf('/api/devices', {
    limit: String(PAGE_ROWS),
    page: String(page),
    search: filter.search,
    status: filter.status,
    sort: filter.sort,
  });
  const { body, headers } = await readJson<readonly DeviceItem[]>(address, { signal });
  return { page, devices: body, total: totalOf(headers, body) };
}

/** The pages of the list that are looked at, kept fresh. */
export function useDevicePages(
  filter: DeviceFilter,
  span: RowSpan,
  live: boolean,
): Polled<DevicePages> & { readonly look: (span: RowSpan) => void } {
  const wanted = useRef(pagesOf(span));
  const polled = usePoll<DevicePages>({
    key: `devices ${filter.search} ${filter.status} ${filter.sort}`,
    subject: 'devices',
    live,
    intervalMs: () => 10_000,
    read: async (previous, signal) => {
      const answers = await Promise.all(
        wanted.current.map((page) => readPage(filter, page, signal)),
      );
      const pages = new Map(previous?.pages);
      for (const { page, devices } of answers) pages.set(page, devices);
      return { total: answers[0]?.total ?? 0, pages };
    },
  });
  const { busy, fault, value, retry } = polled;
  const fill = useCallback(() => {
    const missing = value !== undefined && wanted.current.some((page) => !value.pages.has(page));
    if (missing && !busy && fault === undefined) retry();
  }, [busy, fault, value, retry]);
  // Rows that came into view while a request was under way are asked for after it.
  useEffect(fill, [fill]);
  const look = useCallback(
    (next: RowSpan) => {
      wanted.current = pagesOf(next);
      fill();
    },
    [fill],
  );
  return { ...polled, look };
}

/** Devices that match a text, for the palette. */
export async function searchDevices(
  text: string,
  signal: AbortSignal,
): Promise<readonly DeviceItem[]> {
  const address = addressOf('/api/devices', { search: text, limit: '8' });
  return (await readJson<readonly DeviceItem[]>(address, { signal })).body;
}

/** The first devices of a filter and how many there are. */
export interface DeviceSummary {
  readonly total: number;
  readonly first: readonly DeviceItem[];
}

/** The first few devices of a status, those seen last in front, and their number. */
export function useDeviceSummary(
  status: DeviceFilter['status'],
  limit: number,
  live: boolean,
): Polled<DeviceSummary> {
  const address = addressOf('/api/devices', { limit: String(limit), status });
  return usePoll({
    key: address,
    subject: address,
    live,
    intervalMs: () => 10_000,
    read: async (_previous, signal) => {
      const { body, headers } = await readJson<readonly DeviceItem[]>(address, { signal });
      return { total: totalOf(headers, body), first: body };
    },
  });
}

function totalOf(headers: Headers, devices: readonly DeviceItem[]): number {
  return Number(headers.get(HEADERS.total) ?? devices.length);
}
