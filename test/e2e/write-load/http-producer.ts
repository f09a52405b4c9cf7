import { until } from '../../support/until.ts';
import { Producer, type ProducerParts } from './producer.ts';

/** How long one request may go unanswered before the batch is sent again. */
const ANSWER_MS = 10_000;

interface Answer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly rejected: readonly unknown[];
}

/** A producer that sends its rows over HTTP; an answer of success acknowledges them. */
export class HttpProducer extends Producer {
  readonly #url: () => string;

  constructor({ url, ...parts }: ProducerParts & { readonly url: () => string }) {
    super(parts);
    this.#url = url;
  }

  protected async sendUntilAcknowledged(from: number, to: number): Promise<void> {
    const answer = await until(
      `rows ${from} to ${to} of ${this.deviceId} are acknowledged`,
      () => this.#send(from, to),
      120_000,
    );
    const told = answer.accepted + answer.duplicates;
    if (told !== to - from || answer.conflicts > 0 || answer.rejected.length > 0) {
      this.faults.add(`${to - from} rows were answered with ${JSON.stringify(answer)}`);
    }
    // Of rows that had been acknowledged before, none can be new.
    const fresh = Math.max(0, to - Math.max(from, this.acknowledged));
    if (answer.accepted > fresh) {
      this.faults.add(`${answer.accepted} rows were new, but only ${fresh} had not been stored`);
    }
  }

  /** What was acknowledged is committed. */
  protected async settle(): Promise<void> {}

  /** Undefined where the batch is to be sent again: the store is away, is full, or gave no answer. */
  async #send(from: number, to: number): Promise<Answer | undefined> {
    let response: Response;
    try {
      response = await fetch(`${this.#url()}/api/ingest/cpu_metrics`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: this.lines(from, to),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const text = await response.text();
      if (response.ok) return JSON.parse(text) as Answer;
      if (![429, 503].includes(response.status)) {
        this.faults.add(`the answer was ${response.status}: ${text}`);
      }
    } catch {
      // Whether it was stored is not known; it is sent again.
    }
    return undefined;
  }
}
