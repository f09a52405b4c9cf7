import type { CapabilityState } from '../../../../src/contract/index.ts';
import { type Condition, State } from '../../controls/index.ts';

const LOOKS: { readonly [S in CapabilityState]: readonly [Condition, string] } = {
  ok: ['ok', 'OK'],
  degraded: ['warn', 'Degraded'],
  failed: ['fail', 'Failing'],
  unknown: ['unknown', 'Unknown'],
};

/** The word for what the newest check found. */
export const capabilityWord = (state: CapabilityState): string => LOOKS[state][1];

/** What the newest check found. */
export function Capability({ state }: { readonly state: CapabilityState }) {
  const [condition, word] = LOOKS[state];
  return <State condition={condition}>{word}</State>;
}
