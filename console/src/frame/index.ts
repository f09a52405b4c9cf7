export { Brand } from './brand.tsx';
export { ConnectionLine } from './connection-line.tsx';
export { Frame } from './frame.tsx';
export { THEMES } from './theme.ts';
