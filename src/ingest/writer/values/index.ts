export { type Checked, checkRows } from './check.ts';
export type { Combination } from './comparison.ts';
export { isOfStatement } from './fallback.ts';
export { type Candidate, type Folded, fold, sortByKey } from './fold.ts';
export { type Shape, shapeOf } from './shape.ts';
export type { Check, Value, Values } from './value.ts';
