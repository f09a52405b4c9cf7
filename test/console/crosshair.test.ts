import { afterEach, expect, test } from 'vitest';
import {
  followMoment,
  placeOf,
  pointAt,
  pointedMoment,
} from '../../console/src/charts/crosshair.ts';

const leaving: (() => void)[] = [];
afterEach(() => {
  for (const leave of leaving.splice(0)) leave();
});
const chart = () => {
  const seen: (number | null)[] = [];
  leaving.push(followMoment(() => seen.push(pointedMoment())));
  return seen;
};

test('every chart of a page is told of the moment, once for each change', () => {
  const [cpu, memory] = [chart(), chart()];
  pointAt(5_000);
  pointAt(5_000);
  pointAt(null);
  expect(cpu).toEqual([5_000, null]);
  expect(memory).toEqual(cpu);
});

test('a chart that is drawn later finds the moment, and the next page does not', () => {
  chart();
  pointAt(5_000);
  chart();
  expect(pointedMoment()).toBe(5_000);
  for (const leave of leaving.splice(0)) leave();
  expect(pointedMoment()).toBeNull();
});

test('a moment has its place in the window of each chart, and none outside', () => {
  const window = { startMs: 1_000, endMs: 3_000 };
  expect(placeOf(1_000, window, 400)).toBe(0);
  expect(placeOf(2_500, window, 400)).toBe(300);
  expect(placeOf(2_500, { startMs: 1_500, endMs: 3_500 }, 400)).toBe(200);
  expect(placeOf(3_000, window, 400)).toBe(400);
  expect(placeOf(3_001, window, 400)).toBeNull();
  expect(placeOf(999, window, 400)).toBeNull();
  expect(placeOf(null, window, 400)).toBeNull();
});
