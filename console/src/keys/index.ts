export { listenToKeyboard, useBindings, useKeys } from './keyboard.ts';
export type { Binding } from './match.ts';
