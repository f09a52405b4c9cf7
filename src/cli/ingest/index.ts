export { withIngest } from './open.ts';
