import type { HealthCheck } from '../../observe/index.ts';
import type { Database } from '../connection/index.ts';
import { isShorter, readChosen, retentionSteps, type WantedRetention } from '../retention/index.ts';
import { daysText } from './retention.ts';

/** Whether the retentions that settings ask for hold; a shorter one waits for a person. */
export async function checkRetention(
  database: Database,
  wanted: WantedRetention,
): Promise<HealthCheck> {
  const name = 'retention';
  const steps = retentionSteps(await readChosen(database), wanted);
  const shorter = steps.filter(isShorter);
  if (shorter.length > 0) {
    const list = shorter.map(
      (step) =>
        `${step.dataset.name} is kept ${daysText(step.fromDays)}, not ${daysText(step.toDays)}`,
    );
    return {
      name,
      state: 'degraded',
      message: `A retention was made shorter in the settings and is not taken over by itself, because rows would be lost: ${list.join('; ')}.`,
      hint: 'Run `radarstore schema apply --confirm-shorter` with the same settings, or set it back.',
    };
  }
  if (steps.length > 0) {
    const list = steps.map((step) => `${step.dataset.name} to ${daysText(step.toDays)}`);
    return {
      name,
      state: 'degraded',
      message: `Retentions of the settings are not stored yet: ${list.join(', ')}.`,
      hint: 'A process that owns the schema stores them; or run `radarstore schema apply`.',
    };
  }
  return { name, state: 'ok', message: 'Every dataset is kept as long as the settings ask for.' };
}
