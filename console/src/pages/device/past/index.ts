export { Past } from './past.tsx';
