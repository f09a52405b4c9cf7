import { chooseRetention, type Database } from '../../src/database/index.ts';

/** Chooses how many days a dataset is kept, whether that is longer or shorter. */
export async function keepDays(database: Database, dataset: string, days: number): Promise<void> {
  await chooseRetention(database, {
    wanted: new Map([[dataset, days]]),
    actor: 'a test',
    mayShorten: true,
  });
}
