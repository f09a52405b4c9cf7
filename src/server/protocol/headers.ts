import type { FastifyReply } from 'fastify';

/**
 * What pages of this server may do: load from here alone, run no inline script, appear in no
 * foreign frame. Charts set their styles through the CSS object model, which needs no exception.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const SAFETY = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Sets what every answer carries. Data is never kept by caches; files say so themselves. */
export function setFixedHeaders(reply: FastifyReply): void {
  reply.headers(SAFETY);
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
}
