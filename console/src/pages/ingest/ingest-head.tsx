import { RoomHead, type RoomPart } from '../../controls/index.ts';

export const LINES_PART: RoomPart = {
  path: '/ingest',
  title: 'What comes in',
  needs: { permission: 'ingest:read', whole: true },
};
export const LETTERS_PART: RoomPart = {
  path: '/ingest/dead-letters',
  title: 'Dead letters',
  needs: { permission: 'deadletters:read', whole: true },
};

/** The head of a part of the ingest room. */
export function IngestHead({ part }: { readonly part: RoomPart }) {
  return <RoomHead title="Ingest" parts={[LINES_PART, LETTERS_PART]} part={part} />;
}
