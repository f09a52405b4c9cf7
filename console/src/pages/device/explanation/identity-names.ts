import type { DeviceIdentity } from '../../../../../src/contract/index.ts';

/** An identity as the server names it. */
export const identityName = ({ kind, value }: Pick<DeviceIdentity, 'kind' | 'value'>): string =>
  `${kind}:${value}`;

/** The other identities of a device, each once: from which of them one can be parted. */
export function otherIdentities(
  identities: readonly Pick<DeviceIdentity, 'kind' | 'value'>[],
  name: string,
): readonly string[] {
  return [...new Set(identities.map(identityName))].filter((other) => other !== name);
}
