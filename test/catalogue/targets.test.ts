import { describe, expect, test } from 'vitest';
import { PROTON_OBJECTS, type ProtonObject, targetsOf } from '../../src/catalogue/index.ts';

const OBJECTS: readonly ProtonObject[] = Object.values(PROTON_OBJECTS);

const told = (name: keyof typeof PROTON_OBJECTS) =>
  targetsOf(PROTON_OBJECTS[name]).map(({ dataset, role }) => `${role} ${dataset.name}`);

describe('the targets of the Proton objects', () => {
  test.each(OBJECTS)('$name: the first is that of the mapping document', (object) => {
    const [first, ...others] = targetsOf(object);
    expect(first?.dataset.name).toBe(object.seed.target);
    expect(first?.role).toBe(object.seed.status === 'merged' ? 'merged' : 'main');
    const names = [first, ...others].map((target) => target?.dataset.name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('bring along the latest state, what is kept beside, and a view of the old name', () => {
    expect(told('sweep_host_states')).toEqual([
      'main sweep_host_states',
      'latest sweep_host_states_latest',
    ]);
    expect(told('events')).toEqual(['main events', 'beside event_identities']);
    expect(told('poller_statuses')).toEqual(['merged poller_history', 'view poller_statuses']);
    expect(told('service_statuses')).toEqual(['merged service_status']);
    expect(told('cpu_metrics')).toEqual(['main cpu_metrics']);
  });
});
