export { deadLettersDrop } from './drop.ts';
export { deadLettersList } from './list.ts';
export { deadLettersReplay } from './replay.ts';
export { deadLettersShow } from './show.ts';
