import { expect, test } from 'vitest';
import { capabilityState, orderCapabilities } from '../../console/src/pages/storage/capability.ts';
import type { EngineCapability } from '../../src/contract/index.ts';

const capability = (name: string, present: boolean, needed: boolean): EngineCapability => ({
  name,
  meaning: 'what it is',
  present,
  reason: present ? null : 'Why not.',
  hint: null,
  needed,
});

test('a missing capability is a fault only where it is needed', () => {
  expect(capabilityState(capability('a', true, false))).toEqual({ condition: 'ok', word: 'There' });
  expect(capabilityState(capability('a', false, true)).condition).toBe('warn');
  expect(capabilityState(capability('a', false, false)).condition).toBe('unknown');
});

test('what is missing comes first, what is needed before the rest', () => {
  const given = [
    capability('there', true, false),
    capability('cost', false, false),
    capability('fault', false, true),
  ];
  expect(orderCapabilities(given).map((one) => one.name)).toEqual(['fault', 'cost', 'there']);
});
