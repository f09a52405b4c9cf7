import { useSyncExternalStore } from 'react';
import { serverNow } from '../data/index.ts';

/** One timer for every relative time on the page. */
const listeners = new Set<() => void>();
let second: number | undefined;
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  second = Math.floor(serverNow() / 1_000);
  for (const listener of listeners) listener();
}

function currentSecond(): number {
  second ??= Math.floor(serverNow() / 1_000);
  return second;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    second = undefined;
  };
}

/** Milliseconds of the server's clock, anew each second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, currentSecond) * 1_000;
}
