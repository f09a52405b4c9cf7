import { cleanText, type ExactJson } from '../../core/index.ts';

/** A text without blanks around it; null for blank text and for anything else. */
export function textOf(value: ExactJson | undefined): string | null {
  return typeof value === 'string' ? cleanText(value) : null;
}
