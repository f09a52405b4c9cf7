export { MappingPage } from './mapping.tsx';
