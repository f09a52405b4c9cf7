import { fieldTitle, valueText } from '../value-text.ts';

const WORDS: Readonly<Record<string, string>> = {
  join: 'Joined',
  split: 'Split',
  rename: 'Got another id',
  delete: 'Deleted',
  return: 'Came back',
  prune: 'Pruned',
  separate: 'Parted by hand',
  rejoin: 'No longer parted by hand',
};

/** What happened to a device, in words; an action that is not known here as it is. */
export function actionWord(action: string): string {
  return WORDS[action] ?? action.replaceAll('_', ' ');
}

/** What led to an event, in one line; empty where nothing is told. */
export function evidenceText(evidence: unknown): string {
  if (evidence === null || evidence === undefined) return '';
  if (typeof evidence !== 'object' || Array.isArray(evidence)) return valueText(evidence);
  return Object.entries(evidence)
    .filter(([, value]) => !isNothing(value))
    .map(([key, value]) => `${fieldTitle(key)}: ${valueText(value)}`)
    .join(' · ');
}

const isNothing = (value: unknown): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);
