import { useSyncExternalStore } from 'react';
import { hrefHere, type Memory, type Place, readPlace } from './place.ts';
import type { ParamChanges } from './search.ts';

/** The one place where the console touches the browser's history. */

const listeners = new Set<() => void>();
let known: Place | undefined;

function moved(): void {
  known = undefined;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', moved);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('popstate', moved);
  };
}

/** The place, now. */
export function currentPlace(): Place {
  known ??= readPlace(window.location, window.history.state);
  return known;
}

/** The place; the component is drawn anew when it changes. */
export function usePlace(): Place {
  return useSyncExternalStore(subscribe, currentPlace);
}

export interface MoveOptions {
  /** Takes the place of this entry of the history instead of adding one. */
  readonly replace?: boolean;
  readonly memory?: Memory;
}

/** Goes to an address of the console. */
export function navigate(href: string, options: MoveOptions = {}): void {
  const method = options.replace ? 'replaceState' : 'pushState';
  window.history[method](options.memory ?? {}, '', href);
  moved();
}

/** Changes parameters of this page. */
export function changeParams(changes: ParamChanges, options: MoveOptions = {}): void {
  const href = hrefHere(currentPlace(), changes);
  if (href === window.location.pathname + window.location.search) return;
  navigate(href, options);
}

/** Lets this entry of the history remember more; nobody is told. */
export function remember(memory: Memory): void {
  const place = currentPlace();
  known = { ...place, memory: { ...place.memory, ...memory } };
  window.history.replaceState(known.memory, '');
}

/** One step back. */
export function goBack(): void {
  window.history.back();
}

/**
 * Turns plain clicks on links of the console into moves. Every link stays a real one: a middle
 * click, a modifier, a download or another host is the browser's.
 */
export function followLinks(): void {
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || link.target !== '' || link.hasAttribute('download')) return;
    if (link.origin !== window.location.origin || !isPage(link.pathname)) return;
    if (link.hash !== '' && link.pathname === window.location.pathname) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}

/** Whether a path is the console's and not the API's. */
function isPage(path: string): boolean {
  return !/^\/(api|metrics|healthz|readyz|version)(\/|$)/.test(path);
}
