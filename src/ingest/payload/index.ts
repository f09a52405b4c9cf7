export type { PayloadContext } from './context.ts';
export {
  isPayloadKind,
  PAYLOAD_KINDS,
  PAYLOAD_USES,
  type PayloadKind,
  rowsOfPayload,
} from './payload.ts';
export type {
  PayloadRows,
  RefusedPart,
  SkippedPart,
  SkipReason,
} from './reading/index.ts';
