import { messageOf } from '../../../core/index.ts';
import {
  type LoadDataset,
  ndjsonOf,
  OTLP_LOADS,
  type OtlpLoad,
  otlpRequestOf,
} from '../../../ingest/index.ts';
import type { Contestant } from '../contest.ts';

/** The HTTP API: `POST /api/ingest/<dataset>` with a JSON object a line. */
export function httpContestant(base: string): Contestant {
  return {
    name: 'HTTP NDJSON',
    async prepare(dataset, batches) {
      const bodies = batches.map((batch) => ndjsonOf(dataset, batch));
      const url = new URL(`/api/ingest/${dataset}`, base);
      return {
        async send(index) {
          const answer = await post(url, 'application/x-ndjson', bodies[index]);
          if (answer === 'full') return 'full';
          const { accepted, rejected } = JSON.parse(answer.toString('utf8')) as Accepted;
          const first = rejected[0];
          if (first !== undefined) throw refused(dataset, first.message);
          return accepted;
        },
      };
    },
  };
}

interface Accepted {
  readonly accepted: number;
  readonly rejected: readonly { readonly message: string }[];
}

/** OTLP over HTTP, in protobuf, as SDKs and collectors send it. */
export function otlpContestant(base: string): Contestant {
  return {
    name: 'OTLP/HTTP',
    carries: Object.keys(OTLP_LOADS) as OtlpLoad[],
    async prepare(dataset, batches) {
      const load = dataset as OtlpLoad;
      const bodies = batches.map((batch) => otlpRequestOf(load, batch));
      const url = new URL(`/v1/${OTLP_LOADS[load]}`, base);
      return {
        async send(index) {
          const answer = await post(url, 'application/x-protobuf', bodies[index]);
          if (answer === 'full') return 'full';
          // A success without any refused record has nothing to tell.
          if (answer.length > 0) throw refused(dataset, `the answer has ${answer.length} bytes`);
          return batches[index]?.length ?? 0;
        },
      };
    },
  };
}

/** Answers that say: come back later. */
const BUSY = [429, 503];

async function post(
  url: URL,
  type: string,
  body: Uint8Array | undefined,
): Promise<Buffer | 'full'> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': type },
    body: body as NonNullable<RequestInit['body']>,
  }).catch((fault: Error) => {
    throw new Error(`${url.href} cannot be reached: ${messageOf(fault.cause ?? fault)}`);
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (BUSY.includes(answer.status)) return 'full';
  if (answer.ok) return bytes;
  throw new Error(`${url.pathname} answered ${answer.status}: ${bytes.toString('utf8', 0, 500)}`);
}

const refused = (dataset: LoadDataset, why: string) =>
  new Error(`a row of ${dataset} was refused: ${why}`);
