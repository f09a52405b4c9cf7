import { cleanMac } from '../../core/index.ts';
import type { Claim } from './claim.ts';

/** A device id that was made of a claim, because every id under which the device was reported is another one's. */
export interface Synthetic {
  readonly partition: string;
  readonly claim: Claim;
}

/** `<partition>:<kind>:<value>` (design §6). */
export function syntheticId({ partition, claim }: Synthetic): string {
  return `${partition}:${claim.kind}:${claim.value}`;
}

/**
 * The claim that an id was made of; undefined for any other id. Such an id always leads to the device
 * with the claim, so no device gets it for having been reported under it.
 */
export function readSynthetic(id: string): Synthetic | undefined {
  const parts = /^([^:]*):(armis|integration:[^:]*|netbox|mac|id):(.+)$/s.exec(id);
  if (parts === null) return undefined;
  const [, partition = '', kind = '', value = ''] = parts;
  if (kind === 'mac' && cleanMac(value) !== value) return undefined;
  return { partition, claim: { kind, value } };
}
