import type { EngineCapability } from '../../../../src/contract/index.ts';
import type { Condition } from '../../controls/index.ts';

/** How a capability of the engine stands, as a shape and a word. */
export interface CapabilityState {
  readonly condition: Condition;
  readonly word: string;
}

/** What is missing is a fault only where radarstore has no other way to do the same. */
export function capabilityState({ present, needed }: EngineCapability): CapabilityState {
  if (present) return { condition: 'ok', word: 'There' };
  return needed
    ? { condition: 'warn', word: 'Missing' }
    : { condition: 'unknown', word: 'Not here' };
}

/** The worst first: what is missing and needed, what is missing, what is there. */
export function orderCapabilities(
  capabilities: readonly EngineCapability[],
): readonly EngineCapability[] {
  const weight = { warn: 0, unknown: 1, ok: 2, fail: 0 };
  return [...capabilities].sort(
    (one, other) =>
      weight[capabilityState(one).condition] - weight[capabilityState(other).condition],
  );
}
