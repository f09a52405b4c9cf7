import { formatDurationMs, parseDurationMs } from '../core/index.ts';
import type { Kind } from './kind.ts';
import { CONFIG_KEY_NAMES, type ConfigKeyName, isConfigKey } from './schema.ts';

/** Settings of one kind, one for each of many things: `retention.<dataset>`. */
export interface ConfigFamily<Value> {
  /** What the dotted name of each begins with. */
  readonly name: string;
  /** What stands behind the dot. */
  readonly member: string;
  readonly kind: Kind<Value>;
  readonly section: string;
  readonly meaning: string;
  /** What holds for a member that nobody names. */
  readonly without: string;
}

const HOUR_MS = 3_600_000;
const LEAST = '6h';
const MOST = '36500d';

/** How long rows stay, in whole hours; null for the word `default`. Milliseconds. */
const retentionTime: Kind<number | null> = {
  allowed: `a duration of whole hours from ${LEAST} to ${MOST}, such as 36h or 7d, or default`,
  placeholder: 'duration',
  secret: false,
  parse(text) {
    if (text.toLowerCase() === 'default') return null;
    // A bare number would be seconds, which nobody means here.
    const value = /[a-z]$/.test(text) ? parseDurationMs(text) : undefined;
    const [least = 0, most = 0] = [LEAST, MOST].map(parseDurationMs);
    if (value === undefined || value % HOUR_MS !== 0 || value < least || value > most) {
      return undefined;
    }
    return value;
  },
  format: (value) => (value === null ? 'default' : formatDurationMs(value)),
};

/** The one family there is. Which members it has, only the catalogue knows. */
export const RETENTION: ConfigFamily<number | null> = {
  name: 'retention',
  member: 'dataset',
  kind: retentionTime,
  section: 'Retention',
  meaning:
    'how long rows of a dataset stay; a shorter one is taken over only by `radarstore schema apply --confirm-shorter`',
  without: 'what was stored before, else what the catalogue declares',
};

/** The dotted name of a member of {@link RETENTION}. */
export type RetentionName = `retention.${string}`;

/** The dotted name of any setting. */
export type SettingName = ConfigKeyName | RetentionName;

const MEMBER = /^retention\.([a-z][a-z0-9_]*)$/;

/** The dataset of `retention.<dataset>`; undefined for any other text. */
export function memberOf(key: string): string | undefined {
  return MEMBER.exec(key)?.[1];
}

export function isRetentionName(key: string): key is RetentionName {
  return MEMBER.test(key);
}

/** Whether a text is the dotted name of a setting. */
export function isSettingName(key: string): key is SettingName {
  return isConfigKey(key) || isRetentionName(key);
}

/** The settings of a section, as they are listed for people. */
export function namesIn(section: string): string[] {
  if (section === RETENTION.name) return [`${RETENTION.name}.<${RETENTION.member}>`];
  return CONFIG_KEY_NAMES.filter((name) => name.startsWith(`${section}.`));
}
