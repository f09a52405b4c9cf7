export { Frame } from './frame.tsx';
export { THEMES } from './theme.ts';
