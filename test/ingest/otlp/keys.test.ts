import { describe, expect, test } from 'vitest';
import { hashOf } from '../../../src/catalogue/index.ts';
import type { OtlpSignal } from '../../../src/ingest/index.ts';
import { attributes, NANOS, type Part, SPAN, TRACE } from './requests.ts';
import { read } from './row-of.ts';

/*
 * Rows that are in a database already keep telling apart what comes again, so these bytes never change.
 */

const keysOf = (signal: OtlpSignal, request: Part) =>
  read(signal, request).rows.map((row) =>
    Buffer.from((row as { readonly row_key?: Uint8Array }).row_key ?? []).toString('hex'),
  );

const SHOP = {
  resource: {
    attributes: attributes({ 'service.name': 'shop', '7': [1, { b: 2n ** 60n, a: 'ä\u0000' }] }),
  },
};
const NOBODY = { resource: { attributes: attributes({ host: 'h' }) } };
const SCOPES = [{ scope: { name: 'lib', version: '3', attributes: attributes({ a: 1 }) } }, {}];

const LOGS = [
  { timeUnixNano: NANOS, body: { stringValue: 'up' }, severityNumber: 9, traceId: TRACE },
  { timeUnixNano: NANOS, attributes: attributes({ z: true, a: 1.5 }), spanId: SPAN },
];
const POINTS = [
  { timeUnixNano: NANOS, asInt: 2n ** 60n },
  { timeUnixNano: NANOS, asDouble: 0.5, attributes: attributes({ 'http.method': 'GET' }) },
];
const METRICS = [
  { name: 'm', unit: 's', gauge: { dataPoints: POINTS } },
  { name: 'n', sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: POINTS } },
];

const REQUESTS: { readonly [S in 'logs' | 'metrics']: Part } = {
  logs: {
    resourceLogs: [SHOP, NOBODY, {}].map((source) => ({
      ...source,
      scopeLogs: SCOPES.map((scope) => ({ ...scope, logRecords: LOGS })),
    })),
  },
  metrics: {
    resourceMetrics: [SHOP, NOBODY, {}].map((source) => ({
      ...source,
      scopeMetrics: SCOPES.map((scope) => ({ ...scope, metrics: METRICS })),
    })),
  },
};

describe('the key of a row', () => {
  test.each(['logs', 'metrics'] as const)('of %s stays what it was, byte for byte', (signal) => {
    expect(keysOf(signal, REQUESTS[signal])).toEqual(KEYS[signal]);
  });

  test.each(['logs', 'metrics'] as const)(
    'of %s is the one that any other receiver gives the same row',
    (signal) => {
      const { dataset, rows } = read(signal, REQUESTS[signal]);
      const others = rows.map((row) => Buffer.from(hashOf(dataset, row) ?? []).toString('hex'));
      expect(keysOf(signal, REQUESTS[signal])).toEqual(others);
    },
  );
});

const KEYS = {
  logs: [
    'a896f5599106ad0a35e19d92e2ab5d4c',
    '98a2f9b399caa0dc19b6ed72722888c2',
    '43cb2a8bfcb1c0809d9c2fed001c74f8',
    '8bfd0dd3a2cdc125af01b0d75d8a809c',
    '2a3908edc14b4d721e25d8cf7665f6b6',
    '0bf50cc03f98bf0f1037c3a7addd954a',
    '641a093947e30e3378bfc44b2140a3f0',
    'be5373348c3c25e77ae0c21d47d2b158',
    '439a1cf3639308089a6f86f5af54b046',
    '6a8a03e79b8acc8f0c816e49007edd54',
    '8caa583c23e1fd2605638d64eb1f0da9',
    '052b069fe9e0e7a39cfaeef106ef1dd0',
  ],
  metrics: [
    '7eb884c62a78bad60e1c42d4f38eb729',
    '6025717b4b521ad9b218610875811267',
    '77ccc7935e99250536d69929f1f5ca63',
    'ec39ad9c0f0747183f814d4281a67829',
    'deced90f9b565ca6fa4c0ba229698c3d',
    'cb494d52360e4635f6d1dd2faf39bdaf',
    '541503b6977e5332bb713b0450917a03',
    'fe78648f73b0eb4d1bec84eaa30018c8',
    '77153add5f909979cb111e676aa946c5',
    'c4b23b5fada4e4c82973774b789760c7',
    'adec0422431543a9d8276d22b536f5fe',
    '0649529e51bfee357e8833cc9573c770',
    '90315d57c536d6051b0a0e8e20330272',
    '8b98144fbe674b859477cd9a909d48f5',
    '780de90d6e24ce4fef1b50924b58cee1',
    '47e7d48f9890200be7a3cb724e0ce4cf',
    'd2f1216ee8075e703b7e36c9328df954',
    'e33e274fdd3fd39cfbc3e66cac97b79f',
    'e439540e7e3d5e911201b444f47f32c7',
    '022ab6a3e3d5682f1c69495e25c5d7dd',
    'f11c21111c1b1ec56e2ddcbbe1794819',
    'c913b22607bde82918bfe162a92f2bc1',
    '45cf7635a5da3350082ddf6b4a6da9ea',
    '197373236d746ff12481e177d9b92cda',
  ],
};
