import { delay, failpoint, messageOf, toRadarError } from '../../core/index.ts';
import type { WriteBatch, WriteOutcome } from '../writer/index.ts';
import type { BrokerMessage } from './broker.ts';
import { letterBatch, prepareBatch } from './prepare.ts';
import type { StreamProgress } from './progress.ts';
import type { Router } from './route.ts';
import type { NatsSettings } from './settings.ts';

export interface StoreOptions {
  readonly settings: NatsSettings;
  readonly router: Router;
  /** Stores a batch; resolves after the commit. */
  readonly write: (batch: WriteBatch) => Promise<WriteOutcome>;
  readonly progress: StreamProgress;
  /** Aborted when nothing is waited for any more. */
  readonly giveUp: AbortSignal;
}

/** Rest after a write was refused, so that messages are not fetched only to be sent back. */
const LONGEST_REST_MS = 1_000;

/**
 * Stores messages in one transaction and answers them: acknowledged after the commit, sent back with
 * a delay when they could not be stored. A message with which the transaction can never be stored is
 * searched for by halves and kept as a dead letter, so that it costs no other message anything.
 * Never throws.
 */
export async function storeMessages(
  messages: readonly BrokerMessage[],
  options: StoreOptions,
): Promise<void> {
  const { progress, settings, write, router } = options;
  const { batch, isEmpty, counts } = prepareBatch(messages, router);
  try {
    if (!isEmpty) await write(batch);
  } catch (thrown) {
    const fault = toRadarError(thrown);
    if (options.giveUp.aborted) return;
    if (!fault.retryable) return isolate(messages, messageOf(thrown), options);
    progress.failed(fault.message);
    sendBack(messages, options);
    return delay(Math.min(settings.nakDelayMs, LONGEST_REST_MS), options.giveUp);
  }
  progress.stored(counts);
  await acknowledge(messages, options);
}

async function isolate(
  messages: readonly BrokerMessage[],
  why: string,
  options: StoreOptions,
): Promise<void> {
  const [first] = messages;
  if (messages.length > 1) {
    const middle = Math.ceil(messages.length / 2);
    await storeMessages(messages.slice(0, middle), options);
    return storeMessages(messages.slice(middle), options);
  }
  if (first === undefined) return;
  const dataset = options.router(first.subject)?.dataset ?? null;
  try {
    await options.write(
      letterBatch(first, {
        dataset,
        reason: 'not_storable',
        message: `It cannot be stored: ${why}`,
      }),
    );
  } catch (fault) {
    if (options.giveUp.aborted) return;
    options.progress.failed(messageOf(fault));
    return sendBack(messages, options);
  }
  const counts = [{ dataset: dataset ?? 'none', outcome: 'dead_letter', messages: 1 }] as const;
  options.progress.stored(counts);
  await acknowledge(messages, options);
}

function sendBack(messages: readonly BrokerMessage[], { settings, progress }: StoreOptions): void {
  progress.sentBack(messages.length);
  for (const message of messages) answer(() => message.nak(settings.nakDelayMs));
}

/** An acknowledgement that is lost costs a second delivery, which changes nothing. */
async function acknowledge(
  messages: readonly BrokerMessage[],
  { settings, progress }: StoreOptions,
): Promise<void> {
  failpoint('ack');
  if (!settings.doubleAck) {
    for (const message of messages) answer(() => message.ack());
    return;
  }
  const answers = await Promise.allSettled(messages.map((message) => message.ackConfirmed()));
  const lost = answers.filter((one) => one.status === 'rejected');
  if (lost.length > 0) progress.failed(`the broker did not note ${lost.length} acknowledgements`);
}

/** The connection may be gone; then the broker delivers the message again. */
export function answer(send: () => void): void {
  try {
    send();
  } catch {
    // Told by the session, which ends with its connection.
  }
}
