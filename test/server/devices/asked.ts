import { expect } from 'vitest';
import type { Answer, Body, Served } from '../served.ts';

/** What is sent: JSON of `json`, or `text` of its own type. */
export interface Sending {
  readonly method?: 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly json?: unknown;
  readonly text?: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends without a network, and reads the answer as JSON. */
export async function send(
  { app }: Pick<Served, 'app'>,
  { method = 'POST', url, json, text, type, headers = {} }: Sending,
): Promise<Answer> {
  const payload = text ?? (json === undefined ? undefined : JSON.stringify(json));
  const answer = await app.inject({
    method,
    url,
    headers: {
      ...(payload === undefined ? {} : { 'content-type': type ?? 'application/json' }),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload }),
  });
  const body = answer.body === '' ? undefined : answer.json();
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    body: body as Body,
  };
}

/** Sends observations as a source does, all of which must be taken. */
export async function tell(served: Served, ...observations: readonly object[]): Promise<void> {
  const answer = await send(served, { url: '/api/observations', json: observations });
  expect(answer.body).toMatchObject({ rejected: [] });
  expect(answer.status).toBe(200);
}

/** The address of one device. */
export const deviceUrl = (id: string, rest = '') => `/api/devices/${encodeURIComponent(id)}${rest}`;

/** The ids of a list. */
export const idsOf = ({ body }: Answer): unknown[] => body.map((device) => device.device_id);

/** The addresses of a `Link` header by relation. */
export function links({ headers }: Answer): { readonly [relation: string]: string } {
  const parts = String(headers.link).matchAll(/<([^>]*)>; rel="(\w+)"/g);
  return Object.fromEntries([...parts].map(([, url = '', relation = '']) => [relation, url]));
}
