import { expect, test } from 'vitest';
import { noteActivity, takeActivity } from '../../console/src/data/index.ts';

test('what a person does is taken note of once, however much it was', () => {
  expect(takeActivity()).toBe(false);
  noteActivity();
  noteActivity();
  expect(takeActivity()).toBe(true);
  expect(takeActivity()).toBe(false);
});
