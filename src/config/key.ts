import type { Kind } from './kind.ts';
import type { Environment, Machine } from './machine.ts';

/** What a setting is when no source names it. */
export type Default<Value> =
  | { readonly is: 'value'; readonly value: Value }
  /** Depends on the machine; `formula` says how, for help. */
  | {
      readonly is: 'computed';
      readonly formula: string;
      readonly compute: (machine: Machine, environment: Environment) => Value;
    }
  /** No value; `meaning` says what then happens. */
  | { readonly is: 'none'; readonly meaning: string };

/** One setting, as data. Its names in the three sources follow from the dotted name by rule. */
export interface ConfigKey<Value, Nullable extends boolean = boolean> {
  readonly kind: Kind<Value>;
  readonly default: Default<Value>;
  /** Whether `none` is a value too. */
  readonly nullable: Nullable;
  /** Heading under which help shows it. */
  readonly section: string;
  /** One line, without a full stop: help appends the default. */
  readonly meaning: string;
}

interface Description {
  readonly section: string;
  readonly meaning: string;
}

/** A setting with a fixed default. */
export function fixed<Value>(
  kind: Kind<Value>,
  value: NoInfer<Value>,
  description: Description,
): ConfigKey<Value, false> {
  return { kind, default: { is: 'value', value }, nullable: false, ...description };
}

/** A setting with a fixed default that may also be none. */
export function fixedOrNone<Value>(
  kind: Kind<Value>,
  value: NoInfer<Value>,
  description: Description,
): ConfigKey<Value, true> {
  return { kind, default: { is: 'value', value }, nullable: true, ...description };
}

/** A setting whose default the machine decides. */
export function computed<Value>(
  kind: Kind<Value>,
  from: {
    readonly formula: string;
    readonly compute: (machine: Machine, environment: Environment) => NoInfer<Value>;
  },
  description: Description,
): ConfigKey<Value, false> {
  return { kind, default: { is: 'computed', ...from }, nullable: false, ...description };
}

/** A setting that may be absent. */
export function optional<Value>(
  kind: Kind<Value>,
  without: string,
  description: Description,
): ConfigKey<Value, true> {
  return { kind, default: { is: 'none', meaning: without }, nullable: true, ...description };
}

/** The word that unsets a setting which may be absent. */
export const NONE = 'none';

/** `http.port` as a flag: `--http-port`. */
export function flagOf(key: string): string {
  return `--${key.replaceAll(/[._]/g, '-')}`;
}

/** `http.port` as an environment variable: `RADARSTORE_HTTP_PORT`. */
export function variableOf(key: string): string {
  return `RADARSTORE_${key.replaceAll('.', '_').toUpperCase()}`;
}

/** What completes "must be …" for a setting, `none` included. */
export function allowedOf(key: ConfigKey<unknown>): string {
  return key.nullable ? `${key.kind.allowed}, or ${NONE}` : key.kind.allowed;
}

/** The default as help says it: a value, a formula, or what happens without. */
export function defaultText(key: ConfigKey<unknown>): string {
  switch (key.default.is) {
    case 'value':
      return key.kind.format(key.default.value);
    case 'computed':
      return key.default.formula;
    case 'none':
      return `${NONE}, meaning ${key.default.meaning}`;
  }
}
