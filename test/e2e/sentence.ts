import { expect } from 'vitest';
import type { ErrorCode } from '../../src/core/index.ts';
import type { Outcome } from '../support/program.ts';

/** A line of a stack trace. */
const STACK = /at .*\(?.*:\d+:\d+\)?$/m;

/** How a command that cannot do its work has to end. */
export interface Expected {
  /** Exit code. */
  readonly code: number;
  readonly error: ErrorCode;
  /** What of the sentence matters: what happened, to which object. */
  readonly says: RegExp;
  /** What of the hint matters: what to do. */
  readonly hint: RegExp;
}

/** Expects one clear sentence with its hint on standard error, and nothing that only we understand. */
export function expectSentence(outcome: Outcome, { code, error, says, hint }: Expected): void {
  const told = /^Error: (.+) \[([A-Z_]+)\]\nHint: (.+)\n$/.exec(outcome.err);
  expect(outcome.err, 'one sentence and one hint').toMatch(told === null ? /^one sentence$/ : /./);
  expect(told?.[2]).toBe(error);
  expect(told?.[1]).toMatch(says);
  expect(told?.[3]).toMatch(hint);
  expect(outcome.code).toBe(code);
  expect(`${outcome.out}${outcome.err}`).not.toMatch(STACK);
}
