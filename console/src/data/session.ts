import { useEffect, useSyncExternalStore } from 'react';
import type { Me } from '../../../src/contract/index.ts';
import { noteActivity, takeActivity } from './activity.ts';
import { mayUse, type Needs } from './permission.ts';
import { onRefusedCredentials, readJson } from './request.ts';
import { forgetAnswers, type Polled, usePoll } from './use-poll.ts';

/*
 * Who is logged in. The browser keeps the session in a cookie that no script can read; what is known of
 * it here is what the server tells. It is asked at the start, then again now and then, when the tab is
 * shown, and at once when an answer says that the credentials are not valid. While somebody works, the
 * question also lets the session go on.
 */

const PATH = '/auth/session';
const PACE_MS = 30_000;

const listeners = new Set<() => void>();
let known: Me | undefined;
/** Counts log-ins and log-outs: an answer to a question from before one is outdated. */
let turns = 0;

function become(me: Me): void {
  if (known !== undefined && known.user_id !== me.user_id) forgetAnswers();
  known = me;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Who is logged in; undefined until the server was asked. */
export function useMe(): Me | undefined {
  return useSyncExternalStore(subscribe, () => known);
}

/** Whether the server wants to know who asks, and nobody has told it. */
export function isAnonymous({ authentication, user_id }: Me): boolean {
  return authentication === 'on' && user_id === null;
}

/** Whether who is logged in may use what needs that; false until it is known. */
export function useMay(needs: Needs): boolean {
  const me = useMe();
  return me !== undefined && mayUse(me, needs);
}

/** Keeps {@link useMe} true; once, around everything. */
export function useSession(): Polled<Me> {
  const polled = usePoll<Me>({
    key: PATH,
    subject: PATH,
    live: true,
    intervalMs: () => PACE_MS,
    read: async (_previous, signal) => {
      const turn = turns;
      const body = await askWho(signal);
      if (turn === turns) become(body);
      return body;
    },
  });
  const { retry } = polled;
  useEffect(() => onRefusedCredentials(retry), [retry]);
  return polled;
}

async function askWho(signal: AbortSignal): Promise<Me> {
  const isWorking = takeActivity() && known !== undefined && known.session_expires_at !== null;
  if (!isWorking) return (await readJson<Me>(PATH, { signal })).body;
  try {
    return (await readJson<Me>(`${PATH}/refresh`, { signal, method: 'POST' })).body;
  } catch (fault) {
    noteActivity();
    throw fault;
  }
}

/** Logs in; the browser keeps the cookie. Throws a Fault. */
export async function logIn(username: string, password: string): Promise<void> {
  const { signal } = new AbortController();
  const send = { username, password };
  const { body } = await readJson<Me>(PATH, { signal, method: 'POST', send });
  turns += 1;
  become(body);
}

/** Logs out. Throws a Fault; then the session goes on. */
export async function logOut(): Promise<void> {
  const { signal } = new AbortController();
  await readJson(PATH, { signal, method: 'DELETE' });
  turns += 1;
  become((await readJson<Me>(PATH, { signal })).body);
}

/** Changes the own password; every other session of the user ends. Throws a Fault. */
export async function changeOwnPassword(current: string, next: string): Promise<void> {
  const { signal } = new AbortController();
  const send = { current_password: current, new_password: next };
  await readJson('/api/me/password', { signal, method: 'POST', send });
  turns += 1;
  become((await readJson<Me>(PATH, { signal })).body);
}
