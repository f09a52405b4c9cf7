export { IngestPage } from './ingest.tsx';
