export { deadLettersDrop } from './drop.ts';
export { requireSchema } from './filter.ts';
export { deadLettersList } from './list.ts';
export { oneLine, printable } from './printable.ts';
export { deadLettersReplay } from './replay.ts';
export { deadLettersShow } from './show.ts';
