import cookies from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import { type Instant, instantToMillis } from '../../core/index.ts';
import type { App } from '../parts.ts';

const NAME = 'radar_session';

/** Browsers take a cookie of this name over https only, and from no other host. */
const SECURE_NAME = `__Host-${NAME}`;

type Parser = Pick<FastifyInstance, 'parseCookie'>;
type Serializer = Pick<FastifyInstance, 'serializeCookie'>;

/** Lets a server read and set cookies; those of a request are read only where they decide. */
export function takeCookies(app: App): void {
  app.register(cookies, { hook: false });
}

/** The session of the console that a request brings. */
export function sessionCookie(parser: Parser, header: string | undefined): string | undefined {
  if (header === undefined || !header.includes(NAME)) return undefined;
  const found = parser.parseCookie(header);
  return found[SECURE_NAME] ?? found[NAME];
}

/** Of a request that came over https. */
interface Line {
  readonly secure: boolean;
}

const common = (secure: boolean) =>
  ({ httpOnly: true, sameSite: 'strict', path: '/', secure }) as const;

/** The `Set-Cookie` that begins a session; scripts cannot read it, other sites cannot send it. */
export function beginCookie(
  serializer: Serializer,
  session: { readonly secret: string; readonly expiresAt: Instant },
  { secure }: Line,
): string {
  const expires = new Date(instantToMillis(session.expiresAt));
  return serializer.serializeCookie(nameFor(secure), session.secret, {
    ...common(secure),
    expires,
  });
}

/** The `Set-Cookie` that ends it. */
export const endCookie = (serializer: Serializer, { secure }: Line): string =>
  serializer.serializeCookie(nameFor(secure), '', { ...common(secure), expires: new Date(0) });

const nameFor = (secure: boolean) => (secure ? SECURE_NAME : NAME);
