import type { Integer64 } from '../../../catalogue/index.ts';
import {
  cleanText,
  type Instant,
  MICROS_PER_MILLI,
  parseInstant,
  repairText,
} from '../../../core/index.ts';

/** A step into a payload: the name of a member, or the place in a list. */
export type Step = string | number;

/** One value of a payload, and where it stands. */
export interface Place {
  readonly value: unknown;
  readonly path: readonly Step[];
}

/** One object of a payload, and where it stands. */
export interface Part {
  readonly members: { readonly [name: string]: unknown };
  readonly path: readonly Step[];
}

/** Words of the writer, so that a reader of dead letters meets each reason once. */
export type UnreadableReason = 'missing_value' | 'bad_value' | 'not_finite';

/** Why a record makes no row. Thrown while it is read, and caught by the harvest. */
export class Unreadable extends Error {
  readonly path: readonly Step[];
  readonly reason: UnreadableReason;

  constructor(path: readonly Step[], reason: UnreadableReason, message: string) {
    super(message);
    this.path = path;
    this.reason = reason;
  }
}

export type SkipReason =
  /** The checker told an error, or that it has nothing. */
  | 'unavailable'
  /** It tells nothing that could be stored. */
  | 'nothing_told'
  /** Another record of the payload tells of the same thing. */
  | 'told_twice'
  /** A device at an address of which the inventory is not to know. */
  | 'ignored_address';

/** Says that a record is no row, without being wrong. Thrown and caught like {@link Unreadable}. */
export class Idle extends Error {
  readonly reason: SkipReason;

  constructor(reason: SkipReason) {
    super(reason);
    this.reason = reason;
  }
}

/** A path as people write it: `status.cpus[3].usage_percent`; empty for the payload itself. */
export function pathText(path: readonly Step[]): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** The object that stands there. Throws {@link Unreadable} for anything else. */
export function partOf({ value, path }: Place): Part {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong({ value, path }, 'an object');
  }
  return { members: value as Part['members'], path };
}

/** The value of a member, null where it has none. */
export function member(part: Part, name: string): Place {
  const value = Object.hasOwn(part.members, name) ? part.members[name] : null;
  return { value: value ?? null, path: [...part.path, name] };
}

/** Text of a member; null where it is absent or blank. */
export function text(part: Part, name: string): string | null {
  const place = member(part, name);
  if (place.value === null) return null;
  if (typeof place.value !== 'string') throw wrong(place, 'text');
  return cleanText(place.value);
}

/** Text of a member that a row cannot do without. */
export function requiredText(part: Part, name: string): string {
  return text(part, name) ?? missing(part, name);
}

/** A finite number of a member; null where it is absent. */
export function number(part: Part, name: string): number | null {
  const place = member(part, name);
  if (place.value === null) return null;
  if (typeof place.value === 'bigint') return Number(place.value);
  if (typeof place.value !== 'number') throw wrong(place, 'a number');
  if (Number.isFinite(place.value)) return place.value;
  throw new Unreadable(place.path, 'not_finite', `${nameOf(place)} is not a finite number`);
}

/** As {@link number}, for amounts that cannot be negative. */
export function amount(part: Part, name: string): number | null {
  const value = number(part, name);
  if (value === null || value >= 0) return value;
  throw new Unreadable([...part.path, name], 'bad_value', `${name} is ${value}, below 0`);
}

/** Least and greatest of what a column holds. */
export type Range = readonly [least: bigint, greatest: bigint];

export const INT32: Range = [-(2n ** 31n), 2n ** 31n - 1n];
export const UINT16: Range = [0n, 2n ** 16n - 1n];
export const UINT31: Range = [0n, 2n ** 31n - 1n];
export const UINT32: Range = [0n, 2n ** 32n - 1n];
/** What a `bigint` column holds of a count that cannot be negative. */
export const COUNT64: Range = [0n, 2n ** 63n - 1n];

/**
 * A whole number of a member, exact; null where it is absent. Digits as text are taken too, as
 * senders write numbers of 64 bits that cannot count so far themselves. A number beyond 2^53 that
 * is no `bigint` has lost digits already.
 */
export function integer(part: Part, name: string, range: Range): Integer64 | null {
  const place = member(part, name);
  if (place.value === null) return null;
  const whole = wholeOf(place.value);
  if (whole === undefined) throw wrong(place, 'a whole number');
  if (whole < range[0] || whole > range[1]) {
    throw new Unreadable(
      place.path,
      'bad_value',
      `${name} is ${whole}, not from ${range[0]} to ${range[1]}`,
    );
  }
  return narrow(whole);
}

/** As {@link integer}, for a range within the safe numbers. */
export function smallInteger(part: Part, name: string, range: Range): number | null {
  const value = integer(part, name, range);
  return value === null ? null : Number(value);
}

/** A whole number that a row cannot do without, from a range within the safe numbers. */
export function requiredInteger(part: Part, name: string, range: Range): number {
  return smallInteger(part, name, range) ?? missing(part, name);
}

/** The whole number that a value tells; undefined where it tells none, or lost digits. */
export function wholeOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (typeof value === 'string' && /^-?\d{1,30}$/.test(value)) return BigInt(value);
  return undefined;
}

/** A number while it is safe. */
export function narrow(whole: bigint): Integer64 {
  const value = Number(whole);
  return Number.isSafeInteger(value) ? value : whole;
}

/** A truth value of a member; null where it is absent. */
export function flag(part: Part, name: string): boolean | null {
  const place = member(part, name);
  if (place.value === null || typeof place.value === 'boolean') return place.value;
  throw wrong(place, 'a truth value');
}

/** What the old system wrote where it knew no time. */
const NO_TIME = Date.parse('0001-01-01T00:00:00Z') * MICROS_PER_MILLI;

/**
 * An instant of a member, RFC 3339; null where it is absent, unset or no instant, for which the
 * time of receipt then stands (telemetry §1.0).
 */
export function instant(part: Part, name: string): Instant | null {
  const told = text(part, name);
  const value = told === null ? undefined : parseInstant(told);
  return value === undefined || value <= NO_TIME ? null : value;
}

/** An object of a member; null where it is absent. */
export function inner(part: Part, name: string): Part | null {
  const place = member(part, name);
  return place.value === null ? null : partOf(place);
}

/** What a list of a member holds; nothing where it is absent. */
export function list(part: Part, name: string): Place[] {
  return entries(member(part, name));
}

/** What a list holds. */
export function entries(place: Place): Place[] {
  if (place.value === null) return [];
  if (!Array.isArray(place.value)) throw wrong(place, 'a list');
  return place.value.map((value: unknown, index) => ({ value, path: [...place.path, index] }));
}

/** The members of an object, each where it stands. */
export function membersOf(part: Part): [string, Place][] {
  return Object.keys(part.members).map((name) => [name, member(part, name)]);
}

/** Throws that a row cannot do without that member. */
export function missing(part: Part, name: string): never {
  throw new Unreadable([...part.path, name], 'missing_value', `${repairText(name)} has no value`);
}

/** What to throw for a value of another kind than it should be. */
export function wrong(place: Place, what: string): Unreadable {
  const { value } = place;
  const said =
    typeof value === 'number' || typeof value === 'bigint'
      ? String(value)
      : value === null
        ? 'nothing'
        : Array.isArray(value)
          ? 'a list'
          : `of type ${typeof value}`;
  return new Unreadable(place.path, 'bad_value', `${nameOf(place)} is ${said}, not ${what}`);
}

function nameOf({ path }: Place): string {
  return path.length === 0 ? 'the payload' : pathText(path);
}
