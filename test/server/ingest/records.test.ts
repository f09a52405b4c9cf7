import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CATALOGUE } from '../../../src/catalogue/index.ts';
import { sql } from '../../../src/database/index.ts';
import { count, lines, post, type Served, serve } from './sender.ts';

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(async () => served?.close());
beforeEach(async () => {
  await served.db.database.script(
    'test.empty',
    'truncate radar.cpu_metrics, radar.timeseries_metrics, radar.logs, radar.process_metrics',
  );
});

const URL = '/api/ingest/cpu_metrics';
const NOW = '2026-03-10T12:00:00.000Z';
const cpu = (core: number, more: object = {}) => ({
  timestamp: '2026-03-10T11:59:00Z',
  device_id: 'default:192.0.2.1',
  core_id: core,
  usage_percent: 12.5,
  ...more,
});

const send = (payload: string | Buffer, more: Parameters<typeof post>[3] = {}) =>
  post(served.app, URL, payload, more);

async function stored(dataset: keyof typeof CATALOGUE, columns: string) {
  return served.db.database.query<Record<string, unknown>>('test.stored', {
    ...sql``,
    text: `select ${columns} from radar.${dataset} order by 1`,
    values: [],
  } as never);
}

describe('rows that are sent to a dataset', () => {
  test('are stored when the answer says so, and again are duplicates', async () => {
    const body = lines(cpu(0), cpu(1), cpu(2));
    expect(await send(body)).toMatchObject({
      status: 200,
      body: { accepted: 3, duplicates: 0, conflicts: 0, rejected: [], rejected_count: 0 },
    });
    expect(await count(served, 'cpu_metrics')).toBe(3);
    expect((await send(body)).body).toMatchObject({ accepted: 0, duplicates: 3 });
    expect(await count(served, 'cpu_metrics')).toBe(3);
  });

  test('of logs have their class of severity by the words or the number of the sender', async () => {
    const log = (body: string, more: object) => ({ timestamp: NOW, body, ...more });
    const body = lines(
      log('1', { severity_text: 'Warn' }),
      log('2', { severity_number: 17 }),
      log('3', {}),
      log('4', { severity_text: 'Warn', severity_class: 'fatal' }),
    );
    expect((await post(served.app, '/api/ingest/logs', body)).body).toMatchObject({ accepted: 4 });
    const rows = await stored('logs', 'body, severity_class');
    expect(rows.map((row) => row.severity_class)).toEqual(['warning', 'error', 'other', 'fatal']);
  });

  test.each([
    ['lines', lines(cpu(0), cpu(1)), 'application/x-ndjson'],
    [
      'lines with blank ones between',
      `\n${lines(cpu(0))}\r\n  \n${JSON.stringify(cpu(1))}`,
      'text/plain',
    ],
    ['lines behind a byte order mark', `\ufeff${lines(cpu(0), cpu(1))}`, 'application/jsonl'],
    ['an array', JSON.stringify([cpu(0), cpu(1)]), 'application/json'],
    ['an array over many lines', JSON.stringify([cpu(0), cpu(1)], null, 2), 'application/json'],
    ['an array that is called lines', JSON.stringify([cpu(0), cpu(1)]), 'application/x-ndjson'],
    [
      'objects over many lines',
      [cpu(0), cpu(1)].map((one) => JSON.stringify(one, null, 2)).join('\n'),
      'application/json',
    ],
  ])('may come as %s', async (_, body, type) => {
    expect((await send(body, { type })).body).toMatchObject({ accepted: 2, rejected_count: 0 });
  });

  test.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['identity', (body: string) => Buffer.from(body)],
  ])('may be packed by %s', async (encoding, pack) => {
    const headers = { 'content-encoding': encoding };
    expect((await send(pack(lines(cpu(0), cpu(1))), { headers })).body).toMatchObject({
      accepted: 2,
    });
  });

  test('of any number are stored batch by batch', async () => {
    const body = Array.from({ length: 12_345 }, (_, core) => JSON.stringify(cpu(core))).join('\n');
    expect((await send(body)).body).toMatchObject({ accepted: 12_345 });
    expect(await count(served, 'cpu_metrics')).toBe(12_345);
  });

  test('that cannot be stored are refused alone, by their place, with field and reason', async () => {
    const body = [
      JSON.stringify(cpu(0)),
      '{"broken',
      JSON.stringify(cpu(1, { usage_percnt: 3 })),
      JSON.stringify(cpu(2, { usage_percent: 'NaN' })),
      JSON.stringify(cpu(3, { timestamp: '1970-01-01T00:00:00Z' })),
      JSON.stringify(cpu(4, { created_at: NOW })),
      '[1]',
      JSON.stringify(cpu(2 ** 31)),
      JSON.stringify({ ...cpu(5), device_id: null }),
      `{"core_id":1,"core_id":2}`,
      JSON.stringify(cpu(6)),
    ].join('\n');
    const { status, body: answer } = await send(body);
    expect(status).toBe(200);
    expect(answer).toMatchObject({ accepted: 2, rejected_count: 9 });
    expect(answer.rejected).toMatchObject([
      { index: 1, field: null, code: 'not_json', message: expect.stringContaining('character') },
      {
        index: 2,
        field: 'usage_percnt',
        code: 'unknown_field',
        message: expect.stringContaining('did you mean "usage_percent"?'),
      },
      { index: 3, field: 'usage_percent', code: 'not_finite' },
      { index: 4, code: 'too_old' },
      { index: 5, field: 'created_at', code: 'computed_field' },
      { index: 6, field: null, code: 'not_json' },
      { index: 7, code: 'bad_value' },
      { index: 8, code: 'missing_value' },
      { index: 9, field: null, code: 'duplicate_key' },
    ]);
    expect(await stored('cpu_metrics', 'core_id')).toEqual([{ core_id: 0 }, { core_id: 6 }]);
  });

  test('of which none can be stored are 400, with the reasons', async () => {
    const { status, body } = await send('{"broken\n{}\n');
    expect(status).toBe(400);
    expect(body).toMatchObject({
      status: 400,
      code: 'NOTHING_ACCEPTED',
      message: expect.stringContaining('None of the 2 records'),
      accepted: 0,
      rejected_count: 2,
      rejected: [
        { index: 0, code: 'not_json' },
        { index: 1, code: 'missing_value' },
      ],
    });
  });

  test('are listed when they are refused, the first thousand of them', async () => {
    const { body } = await send(`${lines(cpu(0))}${'{}\n'.repeat(20_000)}`);
    expect(body).toMatchObject({ accepted: 1, rejected_count: 20_000 });
    expect(body.rejected).toHaveLength(1_000);
    expect(body.rejected?.map(({ index }) => index)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => index + 1),
    );
  });
});

describe('the values of a record', () => {
  test('instants are RFC 3339 of any precision and offset, leap seconds too', async () => {
    const times = [
      '2026-03-10T11:00:00Z',
      '2026-03-10t11:00:01.5z',
      '2026-03-10T12:00:02.123456789+01:00',
      '2026-03-10 05:30:03-05:30',
      '2026-03-10T11:00:60Z',
    ];
    const body = lines(...times.map((timestamp, core) => cpu(core, { timestamp })));
    expect((await send(body)).body).toMatchObject({ accepted: 5, rejected_count: 0 });
    const rows = await stored('cpu_metrics', "core_id, timestamp at time zone 'utc' as at");
    expect(rows).toHaveLength(5);
    const micros = await stored(
      'cpu_metrics',
      "core_id, to_char(timestamp at time zone 'utc', 'HH24:MI:SS.US') as at",
    );
    expect(micros.map(({ at }) => at)).toEqual([
      '11:00:00.000000',
      '11:00:01.500000',
      '11:00:02.123456',
      '11:00:03.000000',
      '11:01:00.000000',
    ]);
  });

  test.each([
    ['s', '1773140340.5'],
    ['ms', '1773140340500'],
    ['us', '1773140340500000'],
    ['ns', '1773140340500000999'],
  ])('instants may be numbers, where the request names the unit %s', async (unit, number) => {
    const record = JSON.stringify(cpu(0)).replace('"2026-03-10T11:59:00Z"', number);
    const answer = await post(served.app, `${URL}?time_unit=${unit}`, record);
    expect(answer.body).toMatchObject({ accepted: 1 });
    const rows = await stored('cpu_metrics', 'extract(epoch from timestamp)::text as at');
    expect(rows).toEqual([{ at: '1773140340.500000' }]);
  });

  test('a number without a unit is no instant, and the answer says what to do', async () => {
    const { body } = await send(lines(cpu(0, { timestamp: 1_773_140_340 })));
    expect(body.rejected).toMatchObject([
      {
        field: 'timestamp',
        code: 'unit_unknown',
        message: expect.stringContaining('time_unit=s|ms|us|ns'),
      },
    ]);
    expect((await post(served.app, `${URL}?time_unit=h`, '{}')).body).toMatchObject({
      status: 400,
      code: 'REQUEST_INVALID',
      hint: expect.stringContaining('s, ms, us, ns'),
    });
  });

  test('a record without its time has that of its receipt', async () => {
    const { timestamp: _, ...timeless } = cpu(0);
    expect((await send(lines(timeless))).body).toMatchObject({ accepted: 1 });
    const [row] = await stored('cpu_metrics', 'timestamp');
    expect(row?.timestamp).toBe(served.clock.now());
  });

  test('64-bit numbers keep all digits, as numbers and as text', async () => {
    const numbers = [
      '9007199254740993',
      '"9223372036854775807"',
      '-9223372036854775808',
      '9223372036854775808',
    ];
    const body = numbers
      .map((bytes, pid) => `{"device_id":"d","pid":${pid},"memory_usage":${bytes}}`)
      .join('\n');
    const answer = await post(served.app, '/api/ingest/process_metrics', body);
    expect(answer.body).toMatchObject({ accepted: 3, rejected: [{ index: 3, code: 'bad_value' }] });
    expect(await stored('process_metrics', 'pid, memory_usage::text as bytes')).toMatchObject([
      { bytes: '9007199254740993' },
      { bytes: '9223372036854775807' },
      { bytes: '-9223372036854775808' },
    ]);
  });

  test('numbers within JSON keep all digits too', async () => {
    const record = `{"device_id":"d","metric_name":"m","metric_type":"t","metadata":{"n":[18446744073709551615,0.5]}}`;
    const answer = await post(served.app, '/api/ingest/timeseries_metrics', record);
    expect(answer.body).toMatchObject({ accepted: 1 });
    expect(await stored('timeseries_metrics', 'metadata::text as text')).toEqual([
      { text: '{"n": [18446744073709551615, 0.5]}' },
    ]);
  });

  test('blank text is no value, and NUL characters and lone surrogates are repaired', async () => {
    const record = `{"device_id":"d","core_id":0,"label":"  ","cluster":"a\\u0000b\\ud800","host_id":null}`;
    expect((await send(record)).body).toMatchObject({ accepted: 1 });
    expect(await stored('cpu_metrics', 'label, cluster, host_id')).toEqual([
      { label: null, cluster: 'ab\ufffd', host_id: null },
    ]);
  });

  test('bytes that are no UTF-8 are refused with their record alone', async () => {
    const bad = Buffer.concat([
      Buffer.from('{"label":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}\n'),
    ]);
    const { body } = await send(Buffer.concat([bad, Buffer.from(lines(cpu(1)))]));
    expect(body).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: 'bad_text' }] });
  });

  test('nesting without end is refused', async () => {
    const deep = `{"device_id":"d","metric_name":"m","metric_type":"t","tags":${'{"a":'.repeat(100_000)}`;
    const answer = await post(served.app, '/api/ingest/timeseries_metrics', deep);
    expect(answer.body).toMatchObject({ rejected: [{ code: 'too_deep' }] });
  });

  test('the hash that tells rows apart is made here, and cannot be given', async () => {
    const url = '/api/ingest/timeseries_metrics';
    const metric = { timestamp: NOW, metric_name: 'm', metric_type: 't', device_id: 'd', value: 1 };
    const body = lines(metric, { ...metric, if_index: 4 }, { ...metric, tags: { a: 'b' } });
    expect((await post(served.app, url, body)).body).toMatchObject({ accepted: 3 });
    expect((await post(served.app, url, body)).body).toMatchObject({ duplicates: 3 });
    const given = await post(served.app, url, lines({ ...metric, row_key: 'AAAA' }));
    expect(given.body.rejected).toMatchObject([{ field: 'row_key', code: 'computed_field' }]);
  });
});
