export { Claims } from './claims.tsx';
export { Explanation } from './explanation.tsx';
