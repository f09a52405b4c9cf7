import type {
  AccessEventItem,
  AccessEventList,
  OwnTokenCreate,
  PasswordReset,
  TokenCreate,
  TokenCreated,
  TokenItem,
  UserChange,
  UserCreate,
  UserItem,
  UserWithPassword,
} from '../../../src/contract/index.ts';
import { addressOf, readJson } from './request.ts';
import { type Polled, usePoll } from './use-poll.ts';

const USERS = '/api/admin/users';
const TOKENS = { all: '/api/admin/tokens', own: '/api/me/tokens' } as const;
const EVENTS = '/api/admin/access-events';

const SLOW_MS = 10_000;

/** Events of one request. */
const PAGE_EVENTS = 500;

/** Every user, by name. */
export function useUsers(live: boolean): Polled<readonly UserItem[]> {
  return useOne(USERS, live);
}

/** Makes a user; without a password the answer tells one, this once. Throws a Fault. */
export function createUser(send: UserCreate): Promise<UserWithPassword> {
  return change('POST', USERS, send);
}

/** Changes a user; what is left out stays. Throws a Fault. */
export function changeUser(id: string, send: UserChange): Promise<UserItem> {
  return change('PATCH', `${USERS}/${encodeURIComponent(id)}`, send);
}

/** Gives a user another password, and ends lock and sessions. Throws a Fault. */
export function resetPassword(id: string, send: PasswordReset): Promise<UserWithPassword> {
  return change('POST', `${USERS}/${encodeURIComponent(id)}/password`, send);
}

/** Whose tokens: those of everybody, or of who asks. */
export type TokenOwner = keyof typeof TOKENS;

/** API tokens, the newest first. */
export function useTokens(whose: TokenOwner, live: boolean): Polled<readonly TokenItem[]> {
  return useOne(TOKENS[whose], live);
}

/** Makes a token for whom it says, or for none; its secret is told in this answer alone. Throws a Fault. */
export function createToken(send: TokenCreate): Promise<TokenCreated> {
  return change('POST', TOKENS.all, send);
}

/** Makes a token for who asks. Throws a Fault. */
export function createOwnToken(send: OwnTokenCreate): Promise<TokenCreated> {
  return change('POST', TOKENS.own, send);
}

/** Revokes a token for good. Throws a Fault. */
export function revokeToken(id: string, whose: TokenOwner): Promise<TokenItem> {
  return change('DELETE', `${TOKENS[whose]}/${encodeURIComponent(id)}`);
}

/** Which events are asked for. */
export interface AccessEventFilter {
  readonly kind?: string | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
}

/** The newest events that match. */
export interface AccessEventPages {
  readonly events: readonly AccessEventItem[];
  /** There are older ones. */
  readonly more: boolean;
}

/** Access events, the newest first, as many pages as somebody wants. */
export function useAccessEvents(
  filter: AccessEventFilter,
  { pages, live }: { readonly pages: number; readonly live: boolean },
): Polled<AccessEventPages> {
  const address = addressOf(EVENTS, { ...filter, limit: String(PAGE_EVENTS) });
  return usePoll({
    key: `${address} ${pages}`,
    subject: EVENTS,
    live,
    intervalMs: () => SLOW_MS,
    read: (_previous, signal) => readEvents(address, pages, signal),
  });
}

async function readEvents(
  address: string,
  pages: number,
  signal: AbortSignal,
): Promise<AccessEventPages> {
  const events: AccessEventItem[] = [];
  let next: number | null = null;
  for (let page = 0; page < pages; page += 1) {
    const from: string = next === null ? address : `${address}&before=${next}`;
    const { body } = await readJson<AccessEventList>(from, { signal });
    events.push(...body.events);
    next = body.next;
    if (next === null) break;
  }
  return { events, more: next !== null };
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

async function change<T>(
  method: 'POST' | 'PATCH' | 'DELETE',
  address: string,
  send?: unknown,
): Promise<T> {
  const { signal } = new AbortController();
  return (await readJson<T>(address, { signal, method, send })).body;
}
