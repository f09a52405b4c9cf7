export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Sends an object as JSON, or a text as lines of JSON; answers what the server says. */
export type Tell = <Answer>(path: string, body: unknown, method?: string) => Promise<Answer>;

/** Tells a server; another status than a success is thrown. */
export function tellTo(url: string): Tell {
  return async (path, body, method = 'POST') => {
    const isText = typeof body === 'string';
    const headers = { 'content-type': isText ? 'application/x-ndjson' : 'application/json' };
    const sent = isText ? body : JSON.stringify(body);
    const answer = await fetch(url + path, { method, headers, body: sent });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}
