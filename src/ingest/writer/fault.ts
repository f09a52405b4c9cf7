import { codeOf, RadarError } from '../../core/index.ts';
import { classifyFault } from '../../database/index.ts';

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** SQLSTATE classes that blame the values of a statement, not the server or our statement. */
const DATA_CLASSES = [
  '22', // data exception
  '23', // integrity constraint violation
  '54', // program limit exceeded, such as a key too long for its index
];

/** Whether a fault lies in the rows, so that without the rows at fault it goes away. */
export function isDataFault(fault: unknown): boolean {
  const code = codeOf(fault);
  if (code === undefined || !SQLSTATE.test(code)) return false;
  return DATA_CLASSES.includes(code.slice(0, 2)) && classifyFault(fault) !== 'chunk-missing';
}

/**
 * Whether a fault will come again at every attempt: values are at fault, or the program. What the
 * server refuses for other reasons, such as a missing table or right, ends when an operator mends
 * it, and is waited for.
 */
export function isHopeless(fault: unknown): boolean {
  if (fault instanceof RadarError) return !fault.retryable;
  return isDataFault(fault) || !SQLSTATE.test(codeOf(fault) ?? '');
}
