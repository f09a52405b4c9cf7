import { type Histogram, type Instant, mergeHistograms } from '../../core/index.ts';
import type { StateColumn, Values } from './state.ts';

/** The points of one series, oldest first, with the state of each column. */
export interface Points {
  /** Instants at which the points begin. */
  readonly at: Float64Array;
  readonly states: ReadonlyMap<string, Values>;
}

/** The points of both, one after the other. */
export function together(one: Points, other: Points): Points {
  const states = [...one.states].map(
    ([name, values]) => [name, joined(values, other.states.get(name) ?? [])] as const,
  );
  return { at: joined(one.at, other.at) as Float64Array, states: new Map(states) };
}

function joined(one: Values, other: Values): Values {
  if (!(one instanceof Float64Array)) return [...one, ...(other as typeof one)];
  const values = new Float64Array(one.length + other.length);
  values.set(one);
  values.set(other as Float64Array, one.length);
  return values;
}

/**
 * Puts points in order and merges those of one instant: the server gives what series have in any
 * order, and where readers do not ask for network partitions, several of one instant.
 */
export function inOrder(points: Points, columns: readonly StateColumn[]): Points {
  if (isAscending(points.at)) return points;
  const order = Uint32Array.from(points.at, (_, place) => place);
  order.sort((a, b) => (points.at[a] as Instant) - (points.at[b] as Instant) || a - b);
  const ordered = taken(points, order);
  return isAscending(ordered.at) ? ordered : merged(ordered, columns);
}

/** The points at some places, in that order. */
function taken({ at, states }: Points, places: Uint32Array): Points {
  const pick = (values: Values): Values =>
    values instanceof Float64Array
      ? Float64Array.from(places, (place) => values[place] as number)
      : Array.from(places, (place) => values[place] ?? null);
  return {
    at: Float64Array.from(places, (place) => at[place] as Instant),
    states: new Map([...states].map(([name, values]) => [name, pick(values)])),
  };
}

/** Neighbours of one instant become one. */
function merged({ at, states }: Points, columns: readonly StateColumn[]): Points {
  const begins = [...at.keys()].filter((place) => place === 0 || at[place] !== at[place - 1]);
  const lists = columns.map((column) => {
    const values = states.get(column.name) ?? [];
    const list = begins.map((begin, index) => {
      let state = given(values[begin]);
      const end = begins[index + 1] ?? at.length;
      for (let place = begin + 1; place < end; place++) {
        state = mergeStates(column, state, given(values[place]));
      }
      return state;
    });
    return [column.name, values instanceof Float64Array ? floats(list) : list] as const;
  });
  return { at: Float64Array.from(begins, (place) => at[place] as Instant), states: new Map(lists) };
}

function isAscending(at: Float64Array): boolean {
  for (let index = 1; index < at.length; index++) {
    if (!((at[index] as number) > (at[index - 1] as number))) return false;
  }
  return true;
}

type State = number | bigint | Histogram | null;

const given = (value: State | undefined): State =>
  value === undefined || Number.isNaN(value) ? null : value;

const floats = (values: readonly State[]) =>
  Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)));

/** What `mergedColumns` of the database does, for the few that meet here. Null is no value. */
export function mergeStates(
  { merge, form }: Pick<StateColumn, 'merge' | 'form'>,
  one: State,
  other: State,
): State {
  if (one === null || other === null) return one ?? other;
  switch (merge) {
    case 'add':
      return form === 'whole'
        ? wholeSum(one as number | bigint, other as number | bigint)
        : (one as number) + (other as number);
    case 'min':
      return one <= other ? one : other;
    case 'max':
      return one >= other ? one : other;
    case 'first':
      return one;
    case 'last':
      return other;
    case 'histogram':
      return mergeHistograms(one as Histogram, other as Histogram);
  }
}

function wholeSum(one: number | bigint, other: number | bigint): number | bigint {
  const sum = BigInt(one) + BigInt(other);
  const number = Number(sum);
  return Number.isSafeInteger(number) ? number : sum;
}
