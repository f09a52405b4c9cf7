export { ChoiceChips } from './choice-chips.tsx';
export { type Deed, useDeed } from './deed.ts';
export { Field } from './field.tsx';
export { readPartitions, writePartitions } from './partitions.ts';
export { ReasonDialog } from './reason-dialog.tsx';
export { Refusal } from './refusal.tsx';
export { Segments } from './segments.tsx';
export { ToldOnce } from './told-once.tsx';
