import type { TokenItem } from '../../../../src/contract/index.ts';
import { type Condition, State } from '../../controls/index.ts';
import { readInstant } from '../../format/index.ts';

/** Whether a token opens anything, and why not. */
export interface TokenState {
  readonly condition: Condition;
  readonly word: 'Revoked' | 'Expired' | 'Expires soon' | 'Valid';
}

const SOON_MS = 7 * 86_400_000;

/** The state of a token at an instant. */
export function stateOf(token: TokenItem, nowMs: number): TokenState {
  const expires = readInstant(token.expires_at);
  if (token.revoked_at !== null) return { condition: 'fail', word: 'Revoked' };
  if (expires !== undefined && expires <= nowMs) return { condition: 'fail', word: 'Expired' };
  if (expires !== undefined && expires - nowMs < SOON_MS) {
    return { condition: 'warn', word: 'Expires soon' };
  }
  return { condition: 'ok', word: 'Valid' };
}

/** The state as a shape and a word. */
export function TokenStateMark(props: { readonly token: TokenItem; readonly nowMs: number }) {
  const { condition, word } = stateOf(props.token, props.nowMs);
  return <State condition={condition}>{word}</State>;
}
