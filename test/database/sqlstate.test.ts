import { expect, test } from 'vitest';
import { classifyFault, type FaultClass } from '../../src/database/index.ts';

const fault = (fields: object) => Object.assign(new Error('fault'), fields);

const CODES: readonly (readonly [string, string, FaultClass])[] = [
  ['08006', 'connection failure', 'connection'],
  ['08P01', 'protocol violation', 'connection'],
  ['ECONNREFUSED', 'nobody listens', 'connection'],
  ['ECONNRESET', 'the other side ended it', 'connection'],
  ['ENOENT', 'no socket', 'connection'],
  ['40001', 'serialization failure', 'transient'],
  ['40P01', 'deadlock', 'transient'],
  ['25006', 'read-only during a fail-over', 'transient'],
  ['53300', 'too many connections', 'transient'],
  ['55P03', 'lock not available', 'transient'],
  ['57P01', 'administrator shuts down', 'transient'],
  ['57P02', 'crash', 'transient'],
  ['57P03', 'cannot connect now', 'transient'],
  ['57P05', 'idle session timeout', 'transient'],
  ['53100', 'disk full', 'disk-full'],
  ['53200', 'out of memory', 'out-of-room'],
  ['53400', 'too many rows to decompress', 'limit'],
  ['23505', 'unique violation', 'duplicate'],
  ['22P02', 'text is no number', 'permanent'],
  ['22021', 'NUL in text', 'permanent'],
  ['22003', 'number out of range', 'permanent'],
  ['42P01', 'no such table', 'permanent'],
  ['42501', 'no right', 'permanent'],
  ['57014', 'cancelled', 'permanent'],
  ['XX000', 'internal fault', 'permanent'],
];

test.each(CODES)('%s (%s) is %s', (code, _, expected) => {
  expect(classifyFault(fault({ code }))).toBe(expected);
});

test('23514 is a missing chunk, unless it names a check constraint', () => {
  expect(classifyFault(fault({ code: '23514' }))).toBe('chunk-missing');
  expect(classifyFault(fault({ code: '23514', constraint: 'usage_is_percent' }))).toBe('permanent');
});

test.each([
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error and is not queryable',
  'Query read timeout',
])('the message "%s" of the driver, which has no code, is a lost connection', (message) => {
  expect(classifyFault(new Error(message))).toBe('connection');
});

test.each([new Error('something else'), 'text', null, undefined, { code: 7 }])(
  'anything else (%s) is permanent',
  (thrown) => {
    expect(classifyFault(thrown)).toBe('permanent');
  },
);
