export { engineTitle } from './engine.ts';
export { StoragePage } from './storage.tsx';
