import type { DatasetName } from '../../catalogue/index.ts';
import { entries, type Harvest, type Part, type Place, partOf } from './reading/index.ts';

/** What a payload holds records of, and the member under which a report has a list of them. */
export interface RecordKind {
  readonly dataset: DatasetName;
  readonly member: string;
}

/** Reads each record of a payload that is one record, a list of them, or a report with such a list. */
export function readRecords(
  kind: RecordKind,
  payload: Place,
  harvest: Harvest,
  read: (record: Part) => void,
): void {
  if (Array.isArray(payload.value)) {
    for (const place of entries(payload)) harvest.attempt(kind.dataset, place, read);
    return;
  }
  const part = partOf(payload);
  if (Object.hasOwn(part.members, kind.member)) {
    harvest.each(kind.dataset, part, kind.member, read);
  } else harvest.attempt(kind.dataset, payload, read);
}
