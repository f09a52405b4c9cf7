import { once } from 'node:events';
import { connect } from 'node:http2';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Client, compressionAlgorithms, credentials, type ServiceError } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from 'vitest';
import { RadarError } from '../../../src/core/index.ts';
import {
  decode,
  OTLP_SIGNALS,
  type OtlpSignal,
  RetryInfo,
  RpcStatus,
  SIGNALS,
} from '../../../src/ingest/index.ts';
import { bodyOf, logsOf, spansOf, TRACE } from '../../ingest/otlp/requests.ts';
import { expectRadarError } from '../../support/expect-error.ts';
import { counted, type ReceiverUnderTest, startReceiver } from './received.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(...options: Parameters<typeof startReceiver>): Promise<ReceiverUnderTest> {
  const one = await startReceiver(...options);
  closing.push(() => one.stop());
  return one;
}

const asIs = (bytes: Buffer) => bytes;

/** Calls the method of a signal with raw bytes. Rejects with the error of gRPC. */
function call(
  { receiver }: ReceiverUnderTest,
  bytes: Uint8Array,
  { signal = 'logs', options = {} }: { signal?: OtlpSignal; options?: object } = {},
): Promise<Uint8Array> {
  const client = new Client(new URL(receiver.grpcUrl).host, credentials.createInsecure(), {
    'grpc.max_send_message_length': -1,
    ...options,
  });
  closing.push(() => client.close());
  const { grpcMethod } = SIGNALS[signal];
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(grpcMethod, asIs, asIs, Buffer.from(bytes), (fault, answer) => {
      if (fault === null) resolve(answer ?? new Uint8Array(0));
      else reject(fault);
    });
  });
}

async function faultOf(answer: Promise<unknown>): Promise<ServiceError> {
  return answer.then(
    () => {
      throw new Error('it was taken');
    },
    (fault: ServiceError) => fault,
  );
}

const LOGS = bodyOf('logs', logsOf({}, {})).bytes;

describe('OTLP over gRPC', () => {
  test.each(OTLP_SIGNALS)('takes an empty request of %s', async (signal) => {
    const one = await start();
    expect(await call(one, new Uint8Array(0), { signal })).toHaveLength(0);
    expect(await counted(one.metrics)).toEqual({ 'grpc accepted': 1 });
  });

  test('takes requests that are packed by gzip', async () => {
    const one = await start();
    const options = { 'grpc.default_compression_algorithm': compressionAlgorithms.gzip };
    expect(await call(one, LOGS, { options })).toHaveLength(0);
    expect(one.batches[0]?.rows.logs).toHaveLength(2);
  });

  test('tells how many records were refused and why, with success', async () => {
    const one = await start();
    const good = { traceId: TRACE, spanId: '0102030405060708', startTimeUnixNano: 5n };
    const { bytes } = bodyOf('traces', spansOf(good, { ...good, spanId: '01' }));
    const answer = decode(SIGNALS.traces.answer, await call(one, bytes, { signal: 'traces' }));
    expect(answer.partialSuccess).toEqual({
      rejectedSpans: 1n,
      errorMessage:
        '1 of 2 spans were refused. The first: span_id "01" is not 8 bytes, 16 hexadecimal digits.',
    });
  });

  test('refuses a request that cannot be read for good, and keeps it', async () => {
    const one = await start();
    const fault = await faultOf(call(one, Uint8Array.of(0x0a, 9, 1)));
    expect([fault.code, fault.details]).toEqual([3, expect.stringContaining('cannot be read')]);
    expect(one.batches[0]?.deadLetters).toHaveLength(1);
  });

  test.each([
    ['QUEUE_FULL', 8],
    ['STOPPING', 14],
    ['DATABASE_UNREACHABLE', 14],
  ] as const)('asks to come again when the writer says %s, and when', async (code, grpc) => {
    const one = await start({
      write: async () => {
        throw new RadarError(code, 'nein – später');
      },
    });
    const fault = await faultOf(call(one, LOGS));
    expect([fault.code, fault.details]).toEqual([grpc, 'nein – später']);
    const [bytes] = fault.metadata.get('grpc-status-details-bin');
    const { code: told, details } = decode(RpcStatus, bytes as Buffer);
    expect(told).toBe(grpc);
    const retry = decode(RetryInfo, details[0]?.value ?? new Uint8Array(0));
    expect(retry.retryDelay).toEqual({ seconds: 5n });
  });

  test('refuses more bytes than are taken for good, packed or not', async () => {
    const one = await start();
    const options = { 'grpc.default_compression_algorithm': compressionAlgorithms.gzip };
    for (const more of [{}, { options }]) {
      const fault = await faultOf(call(one, Buffer.alloc(20_000_000), more));
      expect([fault.code, fault.metadata.get('grpc-status-details-bin')]).toEqual([8, []]);
    }
    expect(await call(one, LOGS)).toHaveLength(0);
    expect(one.batches).toHaveLength(1);
  });

  test('stays when a sender sends what is no gRPC', async () => {
    const one = await start();
    const broken = gzipSync(LOGS).subarray(0, 12);
    const frame = Buffer.concat([Buffer.of(1, 0, 0, 0, broken.length), broken]);
    for (const body of [frame, Buffer.of(0, 255, 255, 255, 255), Buffer.from('GET / HTTP/1.1')]) {
      const session = connect(one.receiver.grpcUrl);
      session.on('error', () => {});
      const stream = session.request({
        ':method': 'POST',
        ':path': SIGNALS.logs.grpcMethod,
        'content-type': 'application/grpc',
        'grpc-encoding': 'gzip',
        te: 'trailers',
      });
      stream.on('error', () => {});
      const closed = new Promise((resolve) => stream.once('close', resolve));
      stream.resume().end(body);
      await closed;
      await new Promise<void>((resolve) => session.close(() => resolve()));
    }
    expect(await call(one, LOGS)).toHaveLength(0);
  });

  test('gives up calls that do not go on, asks to come again, and takes others', async () => {
    const one = await start({ limits: { requestMs: 200 } });
    const session = connect(one.receiver.grpcUrl);
    closing.push(() => session.destroy());
    const resting = [0, 4, 5, 9].map((length) => {
      const stream = session.request({
        ':method': 'POST',
        ':path': SIGNALS.logs.grpcMethod,
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      stream.write(Buffer.concat([Buffer.of(0, 0, 0, 0, 9), LOGS]).subarray(0, length));
      return once(stream.resume(), 'response');
    });
    const statuses = (await Promise.all(resting)).map(([headers]) => headers['grpc-status']);
    expect(statuses).toEqual(['4', '4', '4', '4']);
    expect(await call(one, LOGS)).toHaveLength(0);
    expect(one.batches).toHaveLength(1);
  });

  test('stops when its time is over, though a sender says nothing more and does not go', async () => {
    const one = await start({ limits: { requestMs: 100, graceMs: 200 } });
    const session = connect(one.receiver.grpcUrl);
    session.on('error', () => {}); // it is cut
    closing.push(() => session.destroy());
    const closed = once(session, 'close');
    const stream = session.request({
      ':method': 'POST',
      ':path': SIGNALS.logs.grpcMethod,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.on('error', () => {});
    stream.write(Buffer.of(0));
    await once(stream.resume(), 'response');
    await one.stop();
    await closed;
  });

  test('says which setting to change where its port is taken', async () => {
    const holder = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    closing.push(() => new Promise<void>((resolve) => holder.close(() => resolve())));
    await new Promise((resolve) => holder.once('listening', resolve));
    const { port } = holder.address() as { port: number };
    const grpc = await expectRadarError(startReceiver({ grpcPort: port }), 'HTTP_PORT_TAKEN');
    expect(grpc.hint).toContain('--otlp-grpc-port');
    const http = await expectRadarError(startReceiver({ httpPort: port }), 'HTTP_PORT_TAKEN');
    expect(http.hint).toContain('--otlp-http-port');
  });

  test('lets requests under way end when it stops', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const one = await start({
      write: async () => {
        await held;
        return {};
      },
    });
    const answer = call(one, LOGS);
    await expect.poll(() => one.batches.length).toBe(1);
    const stopped = one.stop();
    release();
    expect(await answer).toHaveLength(0);
    await stopped;
  });
});
