/** A key or a sequence of keys, and what it does. */
export interface Binding {
  /** Keys in order, apart by spaces: `g d`, `?`, `mod+k`. */
  readonly keys: string;
  /** What it does, in a few words. */
  readonly title: string;
  /** Heading under which the help lists it. */
  readonly group: string;
  readonly run: () => void;
}

/** What a keyboard event says, as far as bindings care. */
export interface Stroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** A stroke as bindings write it: `mod+k` is Ctrl or ⌘ with K. */
export function writeStroke(stroke: Stroke): string {
  const key = stroke.key.length === 1 ? stroke.key.toLowerCase() : stroke.key;
  return stroke.ctrlKey || stroke.metaKey ? `mod+${key}` : stroke.altKey ? `alt+${key}` : key;
}

export type Match =
  | { readonly kind: 'run'; readonly binding: Binding }
  /** The strokes so far begin a longer sequence. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'none' };

/** Finds what the strokes so far mean. Of two equal bindings the last counts: pages win over the frame. */
export function matchStrokes(strokes: readonly string[], bindings: readonly Binding[]): Match {
  const typed = strokes.join(' ');
  const binding = bindings.findLast(({ keys }) => keys === typed);
  if (binding !== undefined) return { kind: 'run', binding };
  const begins = bindings.some(({ keys }) => keys.startsWith(`${typed} `));
  return begins ? { kind: 'wait' } : { kind: 'none' };
}
