import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { messageOf, RadarError } from '../../core/index.ts';
import type { PackageMetadata } from './create/index.ts';
import type { ComponentType } from './package.ts';

/** For whom trust is asked. */
export interface TrustRequest {
  readonly packageId: string;
  readonly type: ComponentType;
  readonly componentId: string;
  readonly spiffeId: string;
  readonly selectors: readonly string[];
  readonly metadata: PackageMetadata;
  readonly ttlMs: number;
  /** Aborted when the answer is not waited for any longer. */
  readonly signal: AbortSignal;
}

/** What a component proves itself with, and what it believes others by. */
export interface IssuedTrust {
  readonly joinToken: string;
  /** Certificates in PEM; may be empty. */
  readonly bundlePem: string;
  /** Entry to be removed when the component is no longer trusted; null: there is none. */
  readonly entryId: string | null;
}

/** Who decides which components are trusted, such as a SPIRE server. */
export interface TrustIssuer {
  issue(request: TrustRequest): Promise<IssuedTrust>;
  /** Removes an entry; one that is gone already is no failure. */
  revoke(entryId: string, signal: AbortSignal): Promise<void>;
}

/** How long an issuer may take. */
const ISSUER_DEADLINE_MS = 10_000;

const TOKEN_BYTES = 24;

/**
 * Trust without a SPIRE server: a random join token, and the certificates of a file, which is read
 * anew for each package so that it may be renewed.
 */
export function localTrust(bundleFile: string | null): TrustIssuer {
  return {
    async issue() {
      const bundlePem = bundleFile === null ? '' : await readBundle(bundleFile);
      return {
        joinToken: randomBytes(TOKEN_BYTES).toString('base64url'),
        bundlePem,
        entryId: null,
      };
    },
    async revoke() {
      // It makes no entries. Whoever knows the join token is refused by status of the package.
    },
  };
}

async function readBundle(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new Error(`the file ${path} of setting onboarding.trust_bundle_file holds no certificate`);
}

/** Asks for trust. Throws TRUST_ISSUER_FAILED. */
export async function issueTrust(
  issuer: TrustIssuer,
  request: Omit<TrustRequest, 'signal'>,
): Promise<IssuedTrust> {
  try {
    const signal = AbortSignal.timeout(ISSUER_DEADLINE_MS);
    return await inTime(issuer.issue({ ...request, signal }), signal);
  } catch (cause) {
    throw failed(`No trust was issued for component "${request.componentId}"`, cause);
  }
}

/** Removes an entry. Throws TRUST_ISSUER_FAILED. */
export async function revokeTrust(issuer: TrustIssuer, entryId: string | null): Promise<void> {
  if (entryId === null || entryId === '') return;
  try {
    const signal = AbortSignal.timeout(ISSUER_DEADLINE_MS);
    await inTime(issuer.revoke(entryId, signal), signal);
  } catch (cause) {
    throw failed(`The trust entry "${entryId}" was not removed`, cause);
  }
}

/** An issuer that pays no heed to the signal is not waited for either. */
async function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return await Promise.race([work, late]);
}

const failed = (what: string, cause: unknown) =>
  new RadarError('TRUST_ISSUER_FAILED', `${what}: ${messageOf(cause)}.`, {
    hint: 'Nothing was changed. Mend the issuer (the setting onboarding.trust_bundle_file, where there is no other), and try again.',
    cause,
  });
