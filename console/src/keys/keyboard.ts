import { useEffect, useRef, useSyncExternalStore } from 'react';
import { currentPreferences } from '../preferences/index.ts';
import { type Binding, matchStrokes, writeStroke } from './match.ts';

/** How long the keyboard waits for the next key of a sequence. */
const SEQUENCE_MS = 1_200;

/** Whose keys: those of a page win over those of the frame. */
export type Layer = 'frame' | 'page';

interface Scope {
  readonly layer: Layer;
  readonly bindings: readonly Binding[];
}

const scopes = new Set<Scope>();
const listeners = new Set<() => void>();
let active: readonly Binding[] = [];
let strokes: readonly string[] = [];
let timer: number | undefined;

function collect(): void {
  const of = (layer: Layer) =>
    [...scopes].flatMap((scope) => (scope.layer === layer ? scope.bindings : []));
  active = [...of('frame'), ...of('page')];
  for (const listener of listeners) listener();
}

/** Whether what has the focus takes letters for itself. */
function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const stroke = writeStroke(event);
  const withModifier = stroke.startsWith('mod+');
  if (!withModifier && (takesText(event.target) || !currentPreferences().singleKeys)) return;
  // A dialog that is open keeps its keys to itself.
  if (!withModifier && document.querySelector('dialog[open]') !== null) return;
  window.clearTimeout(timer);
  let match = matchStrokes([...strokes, stroke], active);
  if (match.kind === 'none' && strokes.length > 0) match = matchStrokes([stroke], active);
  strokes = match.kind === 'wait' ? [...strokes, stroke] : [];
  if (match.kind === 'none') return;
  event.preventDefault();
  if (match.kind === 'run') match.binding.run();
  else {
    timer = window.setTimeout(() => {
      strokes = [];
    }, SEQUENCE_MS);
  }
}

/** Begins to listen; once, at start. */
export function listenToKeyboard(): void {
  document.addEventListener('keydown', press);
}

/** Binds keys while the component is shown. */
export function useKeys(bindings: readonly Binding[], layer: Layer = 'page'): void {
  const scope = useRef(bindings);
  const signature = bindings.map(({ keys, title }) => `${keys} ${title}`).join('\n');
  useEffect(() => {
    scope.current = bindings;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is told again only when its keys or titles differ.
  useEffect(() => {
    // Each run is looked up at the stroke, so that it never sees an outdated closure.
    const entry: Scope = {
      layer,
      bindings: bindings.map((binding, index) => ({
        ...binding,
        run: () => scope.current[index]?.run(),
      })),
    };
    scopes.add(entry);
    collect();
    return () => {
      scopes.delete(entry);
      collect();
    };
  }, [signature]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Every binding in force, for the help. */
export function useBindings(): readonly Binding[] {
  return useSyncExternalStore(subscribe, () => active);
}
