import { CATALOGUE, type Dataset, type DatasetName } from '../../catalogue/index.ts';
import type { DeadLetter, WriteBatch, WriteOutcome } from './batch.ts';

/**
 * The dead letters of a batch: those that its receiver brought, and one for each refused row whose
 * original the receiver kept. What is secret is kept nowhere else than in its table.
 */
export function lettersOf(batch: WriteBatch, outcome: WriteOutcome): DeadLetter[] {
  const letters = [...(batch.deadLetters ?? [])];
  const { origin } = batch;
  if (origin?.original === undefined) return letters;
  const { receiver, receivedAt, contentType } = origin;
  for (const [name, { refused }] of Object.entries(outcome)) {
    const dataset = name as DatasetName;
    if ((CATALOGUE[dataset] as Dataset).rights?.secret === true) continue;
    for (const { index, field, reason, message } of refused) {
      const original = origin.original(dataset, index);
      if (original === undefined) continue;
      const attributes = origin.attributes?.(dataset, index);
      letters.push({
        ...{ dataset, receiver, receivedAt, reason, message, field, original },
        ...(contentType === undefined ? {} : { contentType }),
        ...(attributes === undefined ? {} : { attributes }),
      });
    }
  }
  return letters;
}
