import { answerFault, isErrorBody, networkFault } from './fault.ts';

/** A read must end; a server that accepts and never answers counts as lost. */
const DEADLINE_MS = 30_000;

export interface Answer<T> {
  readonly body: T;
  readonly headers: Headers;
}

export interface ReadOptions {
  readonly signal: AbortSignal;
  /** A method that changes something; reads unless given. */
  readonly method?: 'POST' | 'DELETE';
  /** Statuses beside 2xx whose body is an answer all the same. */
  readonly accept?: readonly number[];
}

/**
 * Asks this server and reads its JSON. Throws a Fault, or the signal's reason when it was aborted. The
 * shape is the contract's: server and console are built from the same schemas.
 */
export async function readJson<T>(address: string, options: ReadOptions): Promise<Answer<T>> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(DEADLINE_MS)]);
  const { method = 'GET' } = options;
  const request = { method, signal, headers: { accept: 'application/json' } };
  const response = await fetch(address, request).catch(() => undefined);
  options.signal.throwIfAborted();
  if (response === undefined) throw networkFault();
  const body: unknown = await response.json().catch(() => undefined);
  options.signal.throwIfAborted();
  if (response.ok && body !== undefined) return { body: body as T, headers: response.headers };
  const accepted = options.accept?.includes(response.status) && !isErrorBody(body);
  if (accepted && body !== undefined) {
    return { body: body as T, headers: response.headers };
  }
  // A gateway in between that lost the server says so without a body of ours.
  const gateway = body === undefined && [502, 503, 504].includes(response.status);
  if (response.ok || gateway) throw networkFault();
  throw answerFault(response.status, body);
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
