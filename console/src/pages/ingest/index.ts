export { IngestPage } from './ingest.tsx';
export { IngestHead, LETTERS_PART } from './ingest-head.tsx';
