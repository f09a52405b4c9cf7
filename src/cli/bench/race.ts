import { type Clock, delay } from '../../core/index.ts';

/** Sends one batch; answers how many of its rows are stored, or that there was no room for it. */
export type Send = (index: number) => Promise<number | 'full'>;

/** What became of all batches of one run. */
export interface Delivery {
  readonly seconds: number;
  readonly rows: number;
  /** From the time at which each batch was due until its commit. */
  readonly latenciesMs: readonly number[];
  /** Batches for which there was no room. */
  readonly turnedAway: number;
}

interface Race {
  readonly clock: Clock;
  readonly batches: number;
  readonly send: Send;
}

/** How long a sender waits that was told to come back. */
const ROOM_MS = 20;

/**
 * As fast as it goes: so many batches are under way at any time. One that finds no room is sent
 * again, as a good sender does.
 */
export async function raceClosed(race: Race, underWay: number): Promise<Delivery> {
  const { clock, batches, send } = race;
  const latenciesMs: number[] = [];
  let [rows, turnedAway, next] = [0, 0, 0];
  const began = clock.elapsedMs();
  const sender = async () => {
    for (let index = next++; index < batches; index = next++) {
      const due = clock.elapsedMs();
      for (;;) {
        const stored = await send(index);
        if (stored !== 'full') {
          rows += stored;
          break;
        }
        turnedAway++;
        await delay(ROOM_MS);
      }
      latenciesMs.push(clock.elapsedMs() - due);
    }
  };
  await Promise.all(Array.from({ length: underWay }, sender));
  return { seconds: (clock.elapsedMs() - began) / 1_000, rows, latenciesMs, turnedAway };
}

/**
 * By a fixed schedule, whatever became of the batches before: time that a batch waits because others
 * are late counts, which a sender that waits for answers would not notice.
 */
export async function raceOpen(race: Race, intervalMs: number): Promise<Delivery> {
  const { clock, batches, send } = race;
  const latenciesMs: number[] = [];
  let [rows, turnedAway] = [0, 0];
  const began = clock.elapsedMs();
  const underWay: Promise<void>[] = [];
  for (let index = 0; index < batches; index++) {
    const due = began + index * intervalMs;
    const early = due - clock.elapsedMs();
    if (early > 0) await delay(early);
    const sent = send(index).then((stored) => {
      if (stored === 'full') turnedAway++;
      else {
        rows += stored;
        latenciesMs.push(clock.elapsedMs() - due);
      }
    });
    sent.catch(() => {}); // it is awaited below
    underWay.push(sent);
  }
  await Promise.all(underWay);
  return { seconds: (clock.elapsedMs() - began) / 1_000, rows, latenciesMs, turnedAway };
}
