import type { FastifyRequest } from 'fastify';
import { codeOf, RadarError } from '../../../core/index.ts';
import type { Onboarding } from '../../../inventory/index.ts';
import { accessOf } from '../../auth/index.ts';
import { answerFault, nameFault } from '../../faults/index.ts';
import type { App, ServerParts } from '../../parts.ts';

const BODY_BYTES = 262_144;

/** Faults of the database; 503 says here that onboarding is off (RE-15). */
const OF_THE_STORE = new Set(['DATABASE_UNREACHABLE', 'DATABASE_FAILED', 'SCHEMA_BEHIND']);

/** Sets up bodies and faults for the addresses of onboarding. Call in a scope of their own. */
export function prepareScope(scope: App, { log }: ServerParts): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    '*',
    { parseAs: 'string', bodyLimit: BODY_BYTES },
    (_request, body, done) => done(null, body),
  );
  scope.setErrorHandler((fault, request, reply) => {
    answerFault(log, onboardingFault(fault), { request, reply });
  });
}

function onboardingFault(fault: unknown): RadarError {
  if (codeOf(fault) === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new RadarError('BODY_TOO_LARGE', `The body is longer than ${BODY_BYTES} bytes.`, {
      hint: 'Shorten the metadata, the configuration or the notes.',
      cause: fault,
    });
  }
  const error = nameFault(fault);
  if (!OF_THE_STORE.has(error.code)) return error;
  return new RadarError('ONBOARDING_STORE_FAILED', error.message, {
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    cause: error.cause ?? fault,
  });
}

/** Onboarding, where it is on. Throws ONBOARDING_OFF. */
export function onboardingOf({ onboarding }: ServerParts): Onboarding {
  if (onboarding !== undefined && onboarding !== null) return onboarding;
  throw new RadarError('ONBOARDING_OFF', 'Edge onboarding is off: there is no encryption key.', {
    hint: 'Set onboarding.encryption_key_file or onboarding.encryption_key, and start again.',
  });
}

/**
 * Who asks, for the events. Packages belong to no network partition, so whoever is confined to some is
 * refused. Throws ACCESS_DENIED.
 */
export function requesterOf(request: FastifyRequest): {
  readonly actor: string;
  readonly sourceIp: string;
} {
  const { actor, partitions } = accessOf(request);
  if (partitions === null) return { actor, sourceIp: request.ip };
  throw new RadarError('ACCESS_DENIED', 'Onboarding packages belong to no network partition.', {
    hint: 'Ask with a user or token that is not confined to partitions.',
  });
}
