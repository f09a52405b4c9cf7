import { useCallback, useEffect, useRef } from 'react';
import type {
  CapabilityMatrix,
  CapabilityMatrixRow,
  DeviceCapabilities,
} from '../../../src/contract/index.ts';
import type { RowSpan } from './devices/index.ts';
import { addressOf, readJson } from './request.ts';
import { type Polled, usePoll } from './use-poll.ts';

const SLOW_MS = 10_000;

/** Devices of one request. */
const PAGE_DEVICES = '500';

/** Which part of the matrix is asked for. */
export interface MatrixFilter {
  readonly capability?: string | undefined;
  readonly state?: string | undefined;
  readonly partition?: string | undefined;
}

/** The beginning of the matrix, as far as somebody looked. */
export interface MatrixPages {
  readonly pages: readonly MatrixPage[];
  readonly counts: CapabilityMatrix['counts'];
}

export interface MatrixPage {
  readonly rows: readonly CapabilityMatrixRow[];
  /** Where the next one begins; null on the last. */
  readonly next: string | null;
}

/** Every device that is known, in order. */
export function matrixRows({ pages }: MatrixPages): readonly CapabilityMatrixRow[] {
  return pages.flatMap(({ rows }) => rows);
}

/** Whether there are devices beyond those that are known. */
export function hasMore({ pages }: MatrixPages): boolean {
  return (pages.at(-1)?.next ?? null) !== null;
}

/**
 * Puts a page that was read again in the place of its older self. Where it ends elsewhere now, the
 * pages behind it no longer fit and go.
 */
export function putPage(
  pages: readonly MatrixPage[],
  place: number,
  page: MatrixPage,
): readonly MatrixPage[] {
  const fits = pages[place]?.next === page.next;
  return [...pages.slice(0, place), page, ...(fits ? pages.slice(place + 1) : [])];
}

/**
 * Places of the pages that hold a span of rows; one behind the last where there are more. Of a list without
 * rows there the last page, which may have some by now.
 */
export function placesOf(pages: readonly MatrixPage[], { first, last }: RowSpan): number[] {
  const places: number[] = [];
  let begin = 0;
  for (const [place, { rows }] of pages.entries()) {
    const end = begin + rows.length;
    if (first < end && last >= begin) places.push(place);
    begin = end;
  }
  const next = pages.at(-1)?.next ?? null;
  if (pages.length === 0 || (next !== null && last >= begin)) places.push(pages.length);
  return places.length === 0 ? [pages.length - 1] : places;
}

/** The pages of the matrix that are looked at, kept fresh; the others stay as they were. */
export function useCapabilityMatrix(
  filter: MatrixFilter,
  live: boolean,
): Polled<MatrixPages> & { readonly look: (span: RowSpan) => void } {
  const span = useRef<RowSpan>({ first: 0, last: 0 });
  const polled = usePoll<MatrixPages>({
    key: addressOf('matrix', { ...filter }),
    subject: 'matrix',
    live,
    intervalMs: () => SLOW_MS,
    read: async (previous, signal) => {
      let state: MatrixPages = previous ?? { pages: [], counts: [] };
      for (const place of placesOf(state.pages, span.current)) {
        // Those behind a page that ends elsewhere now are read when somebody looks again.
        if (place > state.pages.length) break;
        const cursor = place === 0 ? undefined : (state.pages[place - 1]?.next ?? undefined);
        const { counts, ...page } = await readPage(filter, cursor, signal);
        const pages = putPage(state.pages, place, page);
        state = { pages, counts: place === 0 ? counts : state.counts };
      }
      return state;
    },
  });
  const { busy, fault, value, retry } = polled;
  const fill = useCallback(() => {
    const places = value === undefined ? [] : placesOf(value.pages, span.current);
    const missing = places.some((place) => place >= (value?.pages.length ?? 0));
    if (missing && !busy && fault === undefined) retry();
  }, [busy, fault, value, retry]);
  // Rows that came into view while a request was under way are asked for after it.
  useEffect(fill, [fill]);
  const look = useCallback(
    (next: RowSpan) => {
      span.current = next;
      fill();
    },
    [fill],
  );
  return { ...polled, look };
}

async function readPage(
  filter: MatrixFilter,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<MatrixPage & Pick<CapabilityMatrix, 'counts'>> {
  const address = addressOf('/api/capabilities/matrix', { ...filter, limit: PAGE_DEVICES, cursor });
  const { body } = await readJson<CapabilityMatrix>(address, { signal });
  return { rows: body.devices, next: body.next_cursor, counts: body.counts };
}

/** What one device can do, and the newest checks of one capability. */
export function useDeviceCapabilities(
  deviceId: string,
  capability: string | undefined,
  live: boolean,
): Polled<DeviceCapabilities> {
  const path = `/api/devices/${encodeURIComponent(deviceId)}/capabilities`;
  const address = addressOf(path, { capability, history: 'true', limit: '100' });
  return usePoll({
    key: address,
    subject: path,
    live,
    intervalMs: () => SLOW_MS,
    read: async (_previous, signal) =>
      (await readJson<DeviceCapabilities>(address, { signal })).body,
  });
}
