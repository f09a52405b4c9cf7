/** A text as one word of a POSIX shell. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

export interface CurlRequest {
  /** Address of the server, without a slash at its end. */
  readonly origin: string;
  readonly path: string;
  /** Sent as JSON; without it something is asked for. */
  readonly body?: unknown;
  /** The server wants to know who asks. */
  readonly authenticated: boolean;
}

/** A request as a person types it; who has a token puts it into `TOKEN`. */
export function curlCommand({ origin, path, body, authenticated }: CurlRequest): string {
  const words = ['curl', `${origin}${path}`];
  if (authenticated) words.push('-H "authorization: Bearer $TOKEN"');
  if (body !== undefined) {
    words.push("-H 'content-type: application/json'", `-d ${shellWord(JSON.stringify(body))}`);
  }
  return words.join(' ');
}
