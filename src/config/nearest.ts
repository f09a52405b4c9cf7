import { suggest } from '../core/index.ts';
import { CONFIG_KEY_NAMES, type ConfigKeyName } from './schema.ts';

/**
 * The settings that a wrong name was probably meant to be, whichever spelling it has: a file key, a
 * flag or a variable. A name without its section (`port`) finds each setting that ends so.
 */
export function nearestKeys(word: string): ConfigKeyName[] {
  const wanted = plain(word.replace(/^(--|RADARSTORE_)/, ''));
  const byPlain = new Map(CONFIG_KEY_NAMES.map((key) => [plain(key), key]));
  const same = byPlain.get(wanted);
  if (same !== undefined) return [same];
  const inSections = CONFIG_KEY_NAMES.filter((key) => plain(key.replace(/^.*\./, '')) === wanted);
  if (inSections.length > 0) return inSections;
  const endings = CONFIG_KEY_NAMES.filter((key) => plain(key).endsWith(`_${wanted}`));
  if (endings.length > 0) return endings;
  const near = byPlain.get(suggest(wanted, byPlain.keys()) ?? '');
  return near === undefined ? [] : [near];
}

/** The guess in parentheses with a blank before it, or nothing. */
export function didYouMean(candidates: readonly string[]): string {
  return candidates.length === 0 ? '' : ` (did you mean ${candidates.join(' or ')}?)`;
}

/** Hyphens, dots and camel case all become `_`. */
function plain(name: string): string {
  return name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[-.]/g, '_')
    .toLowerCase();
}
