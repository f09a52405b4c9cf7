export { TokensPage } from './tokens.tsx';
