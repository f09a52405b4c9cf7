import {
  CONTENT_TYPES,
  encode,
  OTLP_SIGNALS,
  type OtlpFormat,
  type OtlpSignal,
  SIGNALS,
  toJson,
} from '../../../src/ingest/index.ts';
import type { Random } from '../../../src/ingest/load/random.ts';
import { createMetrics } from '../../../src/observe/index.ts';
import { LIMITS } from '../../../src/server/limits.ts';
import { buildOtlpHttp } from '../../../src/server/otlp/http.ts';
import { createIntake } from '../../../src/server/otlp/intake.ts';
import { createDrain } from '../../../src/server/protocol/index.ts';
import { mutateBytes, mutateText, pack } from '../mutate.ts';
import { type MakeReceiver, post, type Sent, serverParts, shown } from '../receiver.ts';
import { watching } from '../watch.ts';
import { requestOf } from './otlp-request.ts';
import { rejectedIn, toldOf } from './otlp-told.ts';

const MAX_BYTES = 16 * 1_048_576;

/** OTLP over HTTP, in protobuf and JSON. */
export const makeOtlp: MakeReceiver = async (target) => {
  const given = serverParts(target);
  const metrics = createMetrics('test');
  const parts = { ...given, metrics };
  const watch = watching(target);
  const intake = createIntake({ ...parts, writer: watch, maxBytes: MAX_BYTES });
  const app = buildOtlpHttp({
    intake,
    parts,
    limits: LIMITS,
    drain: createDrain(),
    loopbackOnly: true,
  });
  let sent: Sent | undefined;
  return {
    async send(random) {
      watch.take();
      const input = inputOf(random);
      sent = input.sent;
      const { status, bytes } = await post(app, sent);
      const handed = watch.take();
      if (status !== 200) {
        // One that arrived whole and cannot be read is kept.
        if (input.whole && status === 400 && handed === undefined)
          throw new Error('it was not kept');
        return { records: 1, made: undefined, whole: `${status}` };
      }
      const rejected = rejectedOf(input.signal, input.format, bytes);
      return { ...toldOf(rejected, handed), made: input.made };
    },
    last: () => shown(sent),
    close: () => app.close(),
  };
};

function rejectedOf(signal: OtlpSignal, format: OtlpFormat, bytes: Buffer): number {
  if (format === 'protobuf') return rejectedIn(signal, bytes);
  const { rejected } = SIGNALS[signal];
  const { partialSuccess } = JSON.parse(bytes.toString('utf8')) as {
    readonly partialSuccess?: { readonly [name: string]: string };
  };
  return Number(partialSuccess?.[rejected] ?? 0);
}

interface Input {
  readonly sent: Sent;
  readonly signal: OtlpSignal;
  readonly format: OtlpFormat;
  readonly made: number | undefined;
  /** Whether it arrives as something that claims to be OTLP. */
  readonly whole: boolean;
}

function inputOf(random: Random): Input {
  const signal = random.pick(OTLP_SIGNALS);
  const format: OtlpFormat = random.below(3) === 0 ? 'json' : 'protobuf';
  const { request, records } = requestOf(signal, random);
  const type = SIGNALS[signal].request;
  const json = format === 'json';
  let body: Buffer = json
    ? Buffer.from(JSON.stringify(toJson(type, request)))
    : Buffer.from(encode(type, request));
  let made = records;
  if (random.below(5) === 0) {
    made = undefined;
    if (json && random.below(3) > 0) body = Buffer.from(mutateText(body.toString('utf8'), random));
    else body = mutateBytes(body, random);
  }
  const { payload, encoding, whole } = pack(body, random);
  const wrong = random.below(100) === 0;
  const contentType = wrong
    ? random.pick(['text/plain', 'application/grpc', ';'])
    : CONTENT_TYPES[format];
  const packed: { readonly [name: string]: string } =
    encoding === undefined ? {} : { 'content-encoding': encoding };
  const headers = { 'content-type': contentType, ...packed };
  const known = whole && !wrong;
  const sent = { url: `/v1/${signal}`, payload, headers };
  return { sent, signal, format, made: known ? made : undefined, whole: known };
}
