export type { Manner } from './part.ts';
export { type StoreTarget, storeGroup } from './store.ts';
export type { Ending, Progress } from './transaction.ts';
