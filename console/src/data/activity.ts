/*
 * Whether a person does something here. Pages ask the server by themselves, so what they ask says nothing
 * about anybody being there.
 */

/** What only a person does. */
const DEEDS = ['pointerdown', 'keydown', 'wheel'] as const;

let isActive = false;

/** A person did something. */
export function noteActivity(): void {
  isActive = true;
}

/** Whether somebody did something since the last time that this was asked. */
export function takeActivity(): boolean {
  const was = isActive;
  isActive = false;
  return was;
}

/** Begins to notice; once, at start. */
export function listenToPerson(): void {
  for (const deed of DEEDS) {
    window.addEventListener(deed, noteActivity, { capture: true, passive: true });
  }
}
