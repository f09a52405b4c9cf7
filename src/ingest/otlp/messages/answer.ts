import {
  bytes,
  int32,
  int64,
  type MessageType,
  message,
  nested,
  repeated,
  string,
} from '../../protobuf/index.ts';

/** How many records were refused, and why; absent where all were taken. */
export interface PartialSuccess {
  readonly rejectedLogRecords?: bigint;
  readonly rejectedDataPoints?: bigint;
  readonly rejectedSpans?: bigint;
  readonly errorMessage: string;
}

/** The answer to a request that could be read. */
export interface ExportAnswer {
  readonly partialSuccess: PartialSuccess | undefined;
}

/** The answer of one signal, in which the count of refused records has a name of its own. */
export function exportAnswer(
  name: string,
  rejected: Exclude<keyof PartialSuccess, 'errorMessage'>,
): MessageType<ExportAnswer> {
  const fields = { [rejected]: int64(1), errorMessage: string(2) };
  const partial = message(`${name}PartialSuccess`, fields as never) as MessageType<PartialSuccess>;
  return message(`${name}ServiceResponse`, { partialSuccess: nested(1, () => partial) });
}

interface Packed {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

const Packed: MessageType<Packed> = message('Any', { typeUrl: string(1), value: bytes(2) });

/** google.rpc.Status: why a request was not taken. */
export interface RpcStatus {
  /** A code of gRPC. */
  readonly code: number;
  readonly message: string;
  readonly details: readonly Packed[];
}

export const RpcStatus: MessageType<RpcStatus> = message('Status', {
  code: int32(1),
  message: string(2),
  details: repeated(nested(3, () => Packed)),
});

interface Duration {
  readonly seconds: bigint;
}

const Duration: MessageType<Duration> = message('Duration', {
  seconds: int64(1),
});

/** google.rpc.RetryInfo: when to try again. */
export interface RetryInfo {
  readonly retryDelay: Duration | undefined;
}

export const RetryInfo: MessageType<RetryInfo> = message('RetryInfo', {
  retryDelay: nested(1, () => Duration),
});

/** The name under which a retry info stands among the details of a status. */
export const RETRY_INFO_URL = 'type.googleapis.com/google.rpc.RetryInfo';
