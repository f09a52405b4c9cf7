import type { Instant } from '../../core/index.ts';
import type { MadeUpDevice } from './fleet.ts';
import type { Random } from './random.ts';

/** One device at one instant, and the chance of that moment. */
export interface Moment {
  readonly device: MadeUpDevice;
  readonly at: Instant;
  readonly random: Random;
  /** Time until the next moment, in seconds. */
  readonly stepSeconds: number;
}

const MICROS = 1e6;

/** An instant of the step that begins with this moment. */
export function within({ at, random, stepSeconds }: Moment): Instant {
  return at + random.below(stepSeconds * MICROS);
}
