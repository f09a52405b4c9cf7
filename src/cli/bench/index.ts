export { benchIngest } from './ingest.ts';
