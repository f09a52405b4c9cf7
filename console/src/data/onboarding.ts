import type {
  EdgePackage,
  EdgePackageCreate,
  EdgePackageCreated,
  EdgePackageDefaults,
  EdgePackageEvent,
} from '../../../src/contract/index.ts';
import { addressOf, readFile, readJson } from './request.ts';
import { type Polled, usePoll } from './use-poll.ts';

const PATH = '/api/admin/edge-packages';

const SLOW_MS = 10_000;

/** Packages that the page lists at most. */
export const MOST_PACKAGES = 1_000;

/** Which packages are asked for; lists have commas between. */
export interface PackageFilter {
  readonly status?: string | undefined;
  readonly component_type?: string | undefined;
}

/** Onboarding packages, the last changed first. */
export function usePackages(filter: PackageFilter, live: boolean): Polled<readonly EdgePackage[]> {
  const address = addressOf(PATH, { ...filter, limit: String(MOST_PACKAGES) });
  return useOne(address, { live, subject: 'packages' });
}

/** One onboarding package. */
export function usePackage(id: string, live: boolean): Polled<EdgePackage> {
  return useOne(`${PATH}/${encodeURIComponent(id)}`, { live });
}

/** What happened to a package, the newest first. */
export function usePackageEvents(id: string, live: boolean): Polled<readonly EdgePackageEvent[]> {
  return useOne(`${PATH}/${encodeURIComponent(id)}/events`, { live });
}

/** What new packages have without being asked. */
export function usePackageDefaults(): Polled<EdgePackageDefaults> {
  return useOne(`${PATH}/defaults`, { live: false });
}

function useOne<T>(
  address: string,
  { live, subject = address }: { readonly live: boolean; readonly subject?: string },
): Polled<T> {
  return usePoll<T>({
    key: address,
    subject,
    live,
    intervalMs: () => SLOW_MS,
    read: async (_previous, signal) => (await readJson<T>(address, { signal })).body,
  });
}

/** Makes a package; its secrets are told in this answer alone. Throws a Fault. */
export async function createPackage(send: EdgePackageCreate): Promise<EdgePackageCreated> {
  const { signal } = new AbortController();
  return (await readJson<EdgePackageCreated>(PATH, { signal, method: 'POST', send })).body;
}

/** Takes a package back, or makes a tombstone of it. Throws a Fault. */
export async function changePackage(
  id: string,
  { action, reason }: { readonly action: 'revoke' | 'delete'; readonly reason: string },
): Promise<void> {
  const { signal } = new AbortController();
  const send = reason === '' ? {} : { reason };
  const address = `${PATH}/${encodeURIComponent(id)}`;
  if (action === 'delete') await readJson(address, { signal, method: 'DELETE', send });
  else await readJson(`${address}/revoke`, { signal, method: 'POST', send });
}

/** Fetches the archive of a package, which uses its token up. Throws a Fault. */
export async function downloadPackage(id: string, downloadToken: string): Promise<Blob> {
  const { signal } = new AbortController();
  const send = { download_token: downloadToken };
  const address = `${PATH}/${encodeURIComponent(id)}/download`;
  return (await readFile(address, { signal, method: 'POST', send })).body;
}
