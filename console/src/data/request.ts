import { answerFault, type Fault, isErrorBody, networkFault } from './fault.ts';

/** A read must end; a server that accepts and never answers counts as lost. */
const DEADLINE_MS = 30_000;

export interface Answer<T> {
  readonly body: T;
  readonly headers: Headers;
}

export interface ReadOptions {
  readonly signal: AbortSignal;
  /** A method that changes something; reads unless given. */
  readonly method?: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** What is sent with it, as JSON. */
  readonly send?: unknown;
  /** The version that is to be changed: the ETag with which it was read. */
  readonly ifMatch?: string | undefined;
  /** Statuses beside 2xx whose body is an answer all the same. */
  readonly accept?: readonly number[];
}

/**
 * Asks this server and reads its JSON. Throws a Fault, or the signal's reason when it was aborted. The
 * shape is the contract's: server and console are built from the same schemas.
 */
export async function readJson<T>(address: string, options: ReadOptions): Promise<Answer<T>> {
  const response = await ask(address, options, 'application/json');
  const body: unknown = await response.json().catch(() => undefined);
  options.signal.throwIfAborted();
  const { ok, status, headers } = response;
  const accepted = options.accept?.includes(status) && !isErrorBody(body);
  const isEmpty = status === 204;
  if (((ok || accepted) && body !== undefined) || isEmpty) return { body: body as T, headers };
  throw refusalOf(response, body);
}

/** Asks this server for a file. Throws as `readJson` does. */
export async function readFile(address: string, options: ReadOptions): Promise<Answer<Blob>> {
  const response = await ask(address, options, '*/*');
  const { ok, headers } = response;
  if (!ok) throw refusalOf(response, await response.json().catch(() => undefined));
  const body = await response.blob().catch(() => undefined);
  options.signal.throwIfAborted();
  if (body === undefined) throw networkFault();
  return { body, headers };
}

async function ask(address: string, options: ReadOptions, accept: string): Promise<Response> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(DEADLINE_MS)]);
  const { method = 'GET', send, ifMatch } = options;
  const known = { accept, ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) };
  const sent =
    send === undefined
      ? { headers: known }
      : { headers: { ...known, 'content-type': 'application/json' }, body: JSON.stringify(send) };
  const response = await fetch(address, { method, signal, ...sent }).catch(() => undefined);
  options.signal.throwIfAborted();
  if (response === undefined) throw networkFault();
  return response;
}

const refused = new Set<() => void>();

/** Calls when an answer says that the credentials of the browser are not valid. Answers how to end that. */
export function onRefusedCredentials(listener: () => void): () => void {
  refused.add(listener);
  return () => refused.delete(listener);
}

function refusalOf({ ok, status }: Response, body: unknown): Fault {
  // A gateway in between that lost the server says so without a body of ours.
  const gateway = body === undefined && [502, 503, 504].includes(status);
  if (status === 401) for (const listener of refused) listener();
  return ok || gateway ? networkFault() : answerFault(status, body);
}

/** An address with the parameters that have a value. */
export function addressOf(
  path: string,
  params: Readonly<Record<string, string | undefined>>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== '') search.set(name, value);
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}
