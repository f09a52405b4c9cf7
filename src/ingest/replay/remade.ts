import type { DeviceObservation } from '../../catalogue/index.ts';
import type { StoredLetter } from '../dead-letters/index.ts';
import type { RowsByDataset } from '../writer/index.ts';

/** Why a record is refused once more. */
export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

/** What a letter becomes when its record is read once more. */
export interface Remade {
  readonly rows: RowsByDataset;
  /** What it tells of devices, beside rows of `device_updates`. */
  readonly observations?: readonly DeviceObservation[];
  /** Set where some of it cannot be read this time either. */
  readonly refusal?: Refusal | undefined;
}

/** Reads the record of a letter as its receiver did. May throw a fault that tells why it cannot. */
export type Remake = (letter: StoredLetter) => Remade;

/** By the receivers' names. */
export type RemakeByReceiver = ReadonlyMap<string, Remake>;
