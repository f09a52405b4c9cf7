import type {
  CURSOR_HEADERS,
  PollerHealthPoint,
  PollerService,
  PollerTotals,
  RegistryDetail,
  RegistryRegistration,
  RegistryService,
  ServiceReportPoint,
  ServiceType,
} from '../../../src/contract/index.ts';
import { addressOf, readJson } from './request.ts';
import { type Polled, usePoll } from './use-poll.ts';

// As in `series.ts`: the type holds both equal.
const HEADERS: typeof CURSOR_HEADERS = { nextCursor: 'x-next-cursor' };

const SLOW_MS = 10_000;

/** Services of one request, and requests of a whole list. */
const PAGE_SERVICES = 1_000;
const MOST_PAGES = 25;

/** A list of so many is asked for as often as anything else, a longer one as much less often. */
const OFTEN_SERVICES = 5_000;

/** A service by its type and id. */
export interface ServiceName {
  readonly type: ServiceType;
  readonly id: string;
}

/** Which services are asked for; lists have commas between. The server filters. */
export interface RegistryFilter {
  readonly search?: string | undefined;
  readonly status?: string | undefined;
  readonly source?: string | undefined;
  readonly seen?: string | undefined;
}

/** The services that match. */
export interface RegistryList {
  readonly services: readonly RegistryService[];
  /** There are more, of which the server was not asked. */
  readonly more: boolean;
}

/** Pollers, agents and checkers that match a filter. */
export function useRegistry(filter: RegistryFilter, live: boolean): Polled<RegistryList> {
  const address = addressOf('/api/registry', { ...filter, limit: String(PAGE_SERVICES) });
  return usePoll({
    key: address,
    subject: 'registry',
    live,
    intervalMs: ({ services }) => SLOW_MS * Math.max(1, services.length / OFTEN_SERVICES),
    read: (_previous, signal) => readServices(address, signal),
  });
}

async function readServices(address: string, signal: AbortSignal): Promise<RegistryList> {
  const services: RegistryService[] = [];
  let page = address;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const { body, headers } = await readJson<readonly RegistryService[]>(page, { signal });
    services.push(...body);
    const cursor = headers.get(HEADERS.nextCursor);
    if (cursor === null) return { services, more: false };
    page = `${address}&cursor=${encodeURIComponent(cursor)}`;
  }
  return { services, more: true };
}

/** Pollers that reported once and are trusted, as far as one page goes. */
export function useReportedPollers(live: boolean): Polled<readonly RegistryService[]> {
  const status = 'active,inactive';
  return useOne(addressOf('/api/registry/pollers', { status, limit: String(PAGE_SERVICES) }), live);
}

/** How many pollers there are and are well. */
export function usePollerTotals(live: boolean): Polled<PollerTotals> {
  return useOne<PollerTotals>('/api/status', live);
}

const addressOfService = ({ type, id }: ServiceName) =>
  `/api/registry/${type}s/${encodeURIComponent(id)}`;

/** One service with its events. */
export function useRegistered(name: ServiceName, live: boolean): Polled<RegistryDetail> {
  return useOne<RegistryDetail>(addressOfService(name), live);
}

/** Changes of the health of a poller, the newest first. */
export function usePollerHistory(id: string, live: boolean): Polled<readonly PollerHealthPoint[]> {
  return useOne(`/api/pollers/${encodeURIComponent(id)}/history`, live);
}

/** What a poller reported last. */
export function usePollerServices(id: string, live: boolean): Polled<readonly PollerService[]> {
  return useOne(`/api/pollers/${encodeURIComponent(id)}/services`, live);
}

/** Newest reports of one service of a poller, as one agent checked it. */
export function useServiceReports(
  { poller_id, agent_id, name }: Pick<PollerService, 'poller_id' | 'agent_id' | 'name'>,
  live: boolean,
): Polled<readonly ServiceReportPoint[]> {
  const path = `/api/pollers/${encodeURIComponent(poller_id)}/services/${encodeURIComponent(name)}/history`;
  return useOne(addressOf(path, { agent: agent_id, limit: '20' }), live);
}

function useOne<T>(address: string, live: boolean): Polled<T> {
  return usePoll<T>({
    key: address,
    subject: address,
    live,
    intervalMs: () => SLOW_MS,
    read: async (_previous, signal) => (await readJson<T>(address, { signal })).body,
  });
}

/** What a person may do to a service. */
export type RegistryAction = 'deactivate' | 'revoke' | 'restore' | 'delete';

/** Changes the status of a service. Throws a Fault. */
export async function changeService(
  name: ServiceName,
  { action, reason }: { readonly action: RegistryAction; readonly reason: string },
): Promise<void> {
  const { signal } = new AbortController();
  const send = reason === '' ? {} : { reason };
  const address = addressOfService(name);
  if (action === 'delete') await readJson(address, { signal, method: 'DELETE', send });
  else await readJson(`${address}/${action}`, { signal, method: 'POST', send });
}

/** Registers a service; answers as it is stored. Throws a Fault. */
export async function registerService(
  type: ServiceType,
  send: RegistryRegistration,
): Promise<RegistryService> {
  const { signal } = new AbortController();
  const address = `/api/registry/${type}s`;
  return (await readJson<RegistryService>(address, { signal, method: 'POST', send })).body;
}
