export { checkDeadLetters } from './budget.ts';
export { dropLetters } from './drop.ts';
export { isNarrow, type LetterFilter, letterCondition, NO_DATASET } from './filter.ts';
export { keepDeadLetters, MOST_ORIGINAL_BYTES } from './keep.ts';
export {
  LETTER_COLUMNS,
  type LetterHead,
  originalText,
  readLetter,
  type StoredLetter,
} from './letter.ts';
export { countLetters, type LetterCount, type LetterPage, listLetters } from './list.ts';
export { LETTER_BOUNDS, type LetterBounds, trimDeadLetters } from './trim.ts';
