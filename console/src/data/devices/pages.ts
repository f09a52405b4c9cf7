import { useCallback, useEffect, useRef } from 'react';
import type {
  DEVICE_LIST_HEADERS,
  DEVICE_STATUSES,
  DeviceItem,
  LIST_HEADERS,
} from '../../../../src/contract/index.ts';
import { addressOf, readJson } from '../request.ts';
import { type Polled, usePoll } from '../use-poll.ts';

// As in `series.ts`: the types hold both equal.
const HEADERS: typeof LIST_HEADERS & typeof DEVICE_LIST_HEADERS = {
  total: 'x-total-count',
  link: 'link',
  totalRelation: 'x-total-count-relation',
  nextCursor: 'x-next-cursor',
};

/** Devices that one request brings. */
export const PAGE_ROWS = 200;

/** Rows before and behind those in view that are fetched too, so that a scroll meets few empty ones. */
const NEAR_ROWS = PAGE_ROWS / 2;

/** Pages that are kept: those nearest to what is looked at. */
export const MOST_PAGES = 12;

/** Which devices. The server filters. */
export interface DeviceFilter {
  readonly search: string;
  readonly status: (typeof DEVICE_STATUSES)[number] | undefined;
  readonly source: string | undefined;
  readonly type: string | undefined;
  readonly partition: string | undefined;
  readonly tag: string | undefined;
}

/** Which devices, and in which order. */
export interface DeviceQuestion extends DeviceFilter {
  /** Name of a column; with a leading `-` the greatest first. The server's own order unless given. */
  readonly sort: string | undefined;
}

/** A long list of which only the pages are known that somebody looked at. */
export interface DevicePages {
  readonly total: number;
  /** There are more than were counted, as a search of many matches has. */
  readonly more: boolean;
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

/**
 * Pages to ask for while a span is in view: its own ones, for what they hold may have changed, and those near
 * it, as far as the list reaches, that are not known yet.
 */
export function pagesToAsk(span: RowSpan, list: DevicePages | undefined): readonly number[] {
  const own = pagesOf(span);
  if (list === undefined) return own;
  const end = Math.max(0, list.total - 1);
  const first = Math.min(span.first - NEAR_ROWS, end);
  const last = Math.min(span.last + NEAR_ROWS, end);
  const near = pagesOf({ first, last }).filter((page) => !list.pages.has(page));
  return [...new Set([...own, ...near])];
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

/** The pages nearest to one of them, so that a long way through a list keeps few. */
export function nearestPages<Page>(
  pages: ReadonlyMap<number, Page>,
  place: number,
): ReadonlyMap<number, Page> {
  if (pages.size <= MOST_PAGES) return pages;
  const far = ([page]: readonly [number, Page]) => Math.abs(page - place);
  return new Map([...pages].sort((one, other) => far(one) - far(other)).slice(0, MOST_PAGES));
}

interface Page {
  readonly page: number;
  readonly devices: readonly DeviceItem[];
  readonly total: number;
  readonly more: boolean;
}

async function readPage(
  question: DeviceQuestion,
  page: number,
  signal: AbortSignal,
): Promise<Page> {
  const address = addressOf('/api/devices', {
    limit: String(PAGE_ROWS),
    page: String(page),
    ...question,
  });
  const { body, headers } = await readJson<readonly DeviceItem[]>(address, { signal });
  const more = headers.get(HEADERS.totalRelation) === 'at-least';
  // Beyond what was counted the list goes on row by row, as long as it says so.
  const further = more && headers.get(HEADERS.nextCursor) !== null ? page * PAGE_ROWS + 1 : 0;
  return { page, devices: body, total: Math.max(totalOf(headers, body), further), more };
}

/** The pages of the list that are looked at, kept fresh. */
export function useDevicePages(
  question: DeviceQuestion,
  span: RowSpan,
  live: boolean,
): Polled<DevicePages> & { readonly look: (span: RowSpan) => void } {
  const inView = useRef(span);
  const polled = usePoll<DevicePages>({
    key: addressOf('devices', { ...question }),
    subject: 'devices',
    live,
    intervalMs: () => 10_000,
    read: async (previous, signal) => {
      const answers = await Promise.all(
        pagesToAsk(inView.current, previous).map((page) => readPage(question, page, signal)),
      );
      const pages = new Map(previous?.pages);
      for (const { page, devices } of answers) pages.set(page, devices);
      return {
        total: Math.max(0, ...answers.map(({ total }) => total)),
        more: answers.some(({ more }) => more),
        pages: nearestPages(pages, answers[0]?.page ?? 1),
      };
    },
  });
  const { busy, fault, value, retry } = polled;
  const fill = useCallback(() => {
    if (value === undefined || busy || fault !== undefined) return;
    if (pagesToAsk(inView.current, value).some((page) => !value.pages.has(page))) retry();
  }, [busy, fault, value, retry]);
  // Rows that came into view while a request was under way are asked for after it.
  useEffect(fill, [fill]);
  const look = useCallback(
    (next: RowSpan) => {
      inView.current = next;
      fill();
    },
    [fill],
  );
  return { ...polled, look };
}

/** Address of a file of all devices that a filter keeps. */
export function exportAddress(filter: DeviceFilter, format: 'csv' | 'ndjson'): string {
  const { search, status, source, type, partition, tag } = filter;
  return addressOf('/api/devices/export', {
    ...{ format, search, status, source, type, partition, tag },
  });
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
