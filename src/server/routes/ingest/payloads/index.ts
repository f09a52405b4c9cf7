export { payloadRoute } from './payload.ts';
