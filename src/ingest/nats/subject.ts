/*
 * Subjects of NATS are tokens with dots between. In a pattern `*` stands for exactly one token and a
 * last `>` for one or more. Everything here compares tokens, never text: `events.otel.metrics` has
 * nothing to do with `events.otel.metricsX`.
 */

const ONE = '*';
const REST = '>';

/** Whether a text is a subject or a pattern of subjects. */
export function isPattern(text: string): boolean {
  const tokens = text.split('.');
  return tokens.every((token, index) => {
    if (token === '' || /[\s\p{Cc}]/u.test(token)) return false;
    if (token === REST) return index === tokens.length - 1;
    return token === ONE || !/[*>]/.test(token);
  });
}

/** Whether a pattern stands for a subject, or for every subject of another pattern. */
export function covers(pattern: string, other: string): boolean {
  const [wide, narrow] = [pattern.split('.'), other.split('.')];
  for (const [index, token] of wide.entries()) {
    const met = narrow[index];
    if (met === undefined) return false;
    if (token === REST) return true;
    if (met === REST || (token !== ONE && token !== met)) return false;
  }
  return wide.length === narrow.length;
}

/** The pattern of all subjects that both patterns stand for; undefined when there are none. */
export function intersect(one: string, other: string): string | undefined {
  const [left, right] = [one.split('.'), other.split('.')];
  const common: string[] = [];
  for (let index = 0; ; index++) {
    const [a, b] = [left[index], right[index]];
    if (a === undefined || b === undefined) return a === b ? common.join('.') : undefined;
    if (a === REST) return [...common, ...right.slice(index)].join('.');
    if (b === REST) return [...common, ...left.slice(index)].join('.');
    if (a !== ONE && b !== ONE && a !== b) return undefined;
    common.push(a === ONE ? b : a);
  }
}

/**
 * Orders patterns by how much they say: the one with more fixed tokens first, then the longer one,
 * then the one whose fixed tokens come earlier. Negative when `one` says more.
 */
export function compareSpecificity(one: string, other: string): number {
  const [a, b] = [rankOf(one), rankOf(other)];
  return (
    b.fixed - a.fixed || b.length - a.length || (a.shape < b.shape ? -1 : +(a.shape > b.shape))
  );
}

function rankOf(pattern: string) {
  const tokens = pattern.split('.');
  const wild = (token: string) => token === ONE || token === REST;
  return {
    fixed: tokens.filter((token) => !wild(token)).length,
    // A rest counts less than the one token that it stands for at least.
    length: tokens.filter((token) => token !== REST).length,
    shape: tokens.map((token) => (token === REST ? 2 : +(token === ONE))).join(''),
  };
}

/** Patterns without those that another one covers, in order, so that no subject is asked for twice. */
export function withoutCovered(patterns: readonly string[]): string[] {
  const unique = [...new Set(patterns)].sort();
  return unique.filter(
    (pattern) => !unique.some((other) => other !== pattern && covers(other, pattern)),
  );
}
