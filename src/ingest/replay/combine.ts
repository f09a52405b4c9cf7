import type { DatasetName, DeviceObservation } from '../../catalogue/index.ts';
import { JsonFault, messageOf, RadarError } from '../../core/index.ts';
import type { StoredLetter } from '../dead-letters/index.ts';
import { OtlpFault } from '../otlp/index.ts';
import { RecordFault } from '../records/index.ts';
import { datasetsOf, type RowsByDataset, type WriteOutcome } from '../writer/index.ts';
import type { Refusal, Remade, RemakeByReceiver } from './remade.ts';

/** Letters whose rows are stored in one transaction. */
export interface Combined {
  readonly rows: RowsByDataset;
  readonly observations: readonly DeviceObservation[];
  /** What became of each letter, by its id: why it stays, or undefined where it is done with. */
  verdicts(outcome: WriteOutcome): ReadonlyMap<number, Refusal | undefined>;
}

/** Reads the records of letters once more, and puts their rows together. Never throws. */
export function combine(letters: readonly StoredLetter[], remakes: RemakeByReceiver): Combined {
  const read = new Map<number, Refusal | undefined>();
  const rows = new Map<DatasetName, object[]>();
  const owners = new Map<DatasetName, number[]>();
  const observations: DeviceObservation[] = [];
  const observers: number[] = [];
  for (const letter of letters) {
    const remade = remakeOne(letter, remakes);
    read.set(letter.id, remade.refusal ?? emptiness(remade));
    for (const [dataset, list] of datasetsOf(remade.rows)) {
      push(rows, dataset, list);
      push(
        owners,
        dataset,
        list.map(() => letter.id),
      );
    }
    for (const observation of remade.observations ?? []) {
      observations.push(observation);
      observers.push(letter.id);
    }
  }
  // Observations become rows behind those that are rows already.
  if (observers.length > 0) push(owners, 'device_updates', observers);
  return {
    rows: Object.fromEntries(rows) as RowsByDataset,
    observations,
    verdicts(outcome) {
      const verdicts = new Map(read);
      for (const [dataset, { refused }] of Object.entries(outcome)) {
        for (const { index, reason, message } of refused) {
          const id = owners.get(dataset as DatasetName)?.[index];
          if (id !== undefined) verdicts.set(id, { reason, message });
        }
      }
      return verdicts;
    },
  };
}

function push<K, V>(lists: Map<K, V[]>, key: K, values: readonly V[]): void {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  for (const value of values) list.push(value);
}

function remakeOne(letter: StoredLetter, remakes: RemakeByReceiver): Remade {
  const remake = remakes.get(letter.receiver);
  if (remake === undefined) {
    const message = `what came by ${letter.receiver} cannot be sent again from here`;
    return refusing({ reason: 'no_receiver', message });
  }
  if (letter.cut) {
    const message = `only a part of its ${letter.originalBytes} bytes was kept`;
    return refusing({ reason: 'cut', message });
  }
  try {
    return remake(letter);
  } catch (fault) {
    return refusing({ reason: reasonOf(fault), message: messageOf(fault) });
  }
}

const refusing = (refusal: Refusal): Remade => ({ rows: {}, refusal });

/** A letter is not done with while nothing came of it. */
function emptiness({ rows, observations = [] }: Remade): Refusal | undefined {
  if (datasetsOf(rows).length + observations.length > 0) return undefined;
  return { reason: 'nothing', message: 'the record holds nothing to store' };
}

function reasonOf(fault: unknown): string {
  if (fault instanceof RecordFault || fault instanceof OtlpFault) return fault.reason;
  if (fault instanceof JsonFault) return fault.kind;
  return fault instanceof RadarError ? fault.code : 'undecodable';
}
