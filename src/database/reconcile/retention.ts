import { formatDurationMs, formatInstant } from '../../core/index.ts';
import {
  type ChosenRetention,
  followersOf,
  isShorter,
  type RetentionStep,
  retentionSteps,
  type WantedRetention,
} from '../retention/index.ts';
import type { Difference } from './difference.ts';

const DAY_MS = 86_400_000;

/** A number of days as settings write it. */
export const daysText = (days: number) => formatDurationMs(Math.round(days * DAY_MS));

/** The differences between what settings ask for and what is stored. */
export function retentionDifferences(
  chosen: ReadonlyMap<string, ChosenRetention>,
  wanted: WantedRetention,
): Difference[] {
  return retentionSteps(chosen, wanted).map((step) => differenceOf(step, chosen));
}

function differenceOf(
  step: RetentionStep,
  chosen: ReadonlyMap<string, ChosenRetention>,
): Difference {
  const { dataset, days, fromDays, toDays } = step;
  const shorter = isShorter(step);
  const before = chosen.get(dataset.name);
  const origin =
    before === undefined
      ? 'as the catalogue declares'
      : `chosen by ${before.actor} at ${formatInstant(before.changedAt)}`;
  const followers = followersOf(dataset.name)
    .filter(({ name }) => !chosen.has(name))
    .map(({ name }) => name);
  const also = followers.length === 0 ? '' : `, and with it that of ${followers.join(', ')}`;
  const lost = shorter ? `; rows older than ${daysText(toDays)} will be lost` : '';
  return {
    object: dataset.name,
    fact: 'retention',
    declared: days === null ? `${daysText(toDays)} (default)` : daysText(toDays),
    live: `${daysText(fromDays)} (${origin})`,
    action: `${shorter ? 'Shortens' : 'Extends'} the retention${also}${lost}.`,
    sql: [],
    how: 'choice',
    destructive: shorter,
    needsConfirmation: shorter,
  };
}
