import { describe, expect, test } from 'vitest';
import { gapText, objectRow } from '../../console/src/pages/mapping/object-row.ts';
import { maintenanceState } from '../../console/src/pages/storage/maintenance-state.ts';
import { edgeOf, holdsText, totalOf } from '../../console/src/pages/storage/totals.ts';
import type { MaintenanceJob, MappingEntry, StorageReport } from '../../src/contract/index.ts';

describe('what a group sums up', () => {
  test('is what is known, and nothing where nothing is', () => {
    expect(totalOf([1, null, 2])).toBe(3);
    expect(totalOf([0])).toBe(0);
    expect(totalOf([null, null])).toBeNull();
    expect(totalOf([])).toBeNull();
  });

  test('is from its earliest to its latest row, whatever their fractions', () => {
    const instants = [
      '2026-11-23T14:00:00.5Z',
      null,
      '2026-11-23T14:00:00Z',
      '2026-11-22T23:59:59Z',
    ];
    expect(edgeOf(instants, 'earliest')).toBe('2026-11-22T23:59:59Z');
    expect(edgeOf(instants, 'latest')).toBe('2026-11-23T14:00:00.5Z');
    expect(edgeOf([null], 'latest')).toBeNull();
  });
});

test('a search finds what has every word somewhere', () => {
  const texts = ['otel_traces', 'Spans of traces', 'observability'];
  expect(holdsText(texts, '')).toBe(true);
  expect(holdsText(texts, ' Trace  observ ')).toBe(true);
  expect(holdsText(texts, 'trace metrics')).toBe(false);
});

describe('maintenance', () => {
  const job = (name: string, state: MaintenanceJob['state']) => ({ job: name, state });
  const state = (led: boolean, ...jobs: ReturnType<typeof job>[]) =>
    maintenanceState({
      interval_seconds: 600,
      leader: { led },
      jobs,
    } as unknown as StorageReport['maintenance']);

  test('works while each job ran well and somebody leads', () => {
    expect(state(true, job('a', 'ok'), job('b', 'ok'))).toEqual({
      condition: 'ok',
      word: 'Works',
      sentence: 'All jobs ran well; each runs every 10 min.',
    });
  });

  test('says the worst first, and which jobs it is', () => {
    const begins = state(true, job('a', 'ok'), job('b', 'never'));
    expect(begins).toMatchObject({ condition: 'unknown', sentence: 'Still to run: b.' });
    const overdue = state(true, job('a', 'overdue'), job('b', 'never'));
    expect(overdue).toMatchObject({ condition: 'warn', word: 'Overdue' });
    expect(state(false, job('a', 'overdue')).word).toBe('Nobody leads');
    const failing = state(false, job('a', 'failing'), job('b', 'overdue'));
    expect(failing.condition).toBe('fail');
    expect(failing.sentence).toMatch(/^a failed/);
  });
});

describe('an object of the mapping', () => {
  const target = {
    area: 'registry',
    kind: 'table',
    rows: 5,
    rows_exact: true,
    bytes: 8,
    role: 'main',
  };
  const entry = (targets: readonly object[], gaps: MappingEntry['gaps']) =>
    ({ object: 'agents', targets, gaps }) as MappingEntry;

  test('has the numbers of the target that takes its rows', () => {
    const latest = { ...target, rows: 99, role: 'latest' };
    expect(objectRow(entry([target, latest], []))).toMatchObject({
      object: 'agents',
      area: 'registry',
      rows: 5,
      rows_exact: true,
    });
  });

  test('without a target knows nothing, rather than zero', () => {
    expect(objectRow(entry([], ['relation']))).toMatchObject({
      rows: null,
      bytes: null,
      retention: { declared_seconds: null },
    });
  });

  test('says in words what is missing', () => {
    expect(gapText(entry([], ['writer', 'query_name']))).toBe('writer, query name');
    expect(gapText(entry([], []))).toBeNull();
  });
});
