import {
  enumeration,
  fixed32,
  fixed64,
  hex,
  type MessageType,
  message,
  nested,
  repeated,
  string,
  uint32,
} from '../../protobuf/index.ts';
import { AnyValue, KeyValue, Resource, Scope } from './common.ts';

export interface LogRecord {
  readonly timeUnixNano: bigint;
  readonly observedTimeUnixNano: bigint;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: AnyValue | undefined;
  readonly attributes: readonly KeyValue[];
  readonly droppedAttributesCount: number;
  readonly flags: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly eventName: string;
}

const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const SEVERITY_NAMES = [
  'SEVERITY_NUMBER_UNSPECIFIED',
  ...SEVERITIES.flatMap((name) =>
    ['', '2', '3', '4'].map((step) => `SEVERITY_NUMBER_${name}${step}`),
  ),
];

const LogRecord: MessageType<LogRecord> = message('LogRecord', {
  timeUnixNano: fixed64(1),
  severityNumber: enumeration(2, SEVERITY_NAMES),
  severityText: string(3),
  body: nested(5, () => AnyValue),
  attributes: repeated(nested(6, () => KeyValue)),
  droppedAttributesCount: uint32(7),
  flags: fixed32(8),
  traceId: hex(9),
  spanId: hex(10),
  observedTimeUnixNano: fixed64(11),
  eventName: string(12),
});

interface ScopeLogs {
  readonly scope: Scope | undefined;
  readonly logRecords: readonly LogRecord[];
}

const ScopeLogs: MessageType<ScopeLogs> = message('ScopeLogs', {
  scope: nested(1, () => Scope),
  logRecords: repeated(nested(2, () => LogRecord)),
});

interface ResourceLogs {
  readonly resource: Resource | undefined;
  readonly scopeLogs: readonly ScopeLogs[];
}

const ResourceLogs: MessageType<ResourceLogs> = message('ResourceLogs', {
  resource: nested(1, () => Resource),
  scopeLogs: repeated(nested(2, () => ScopeLogs)),
});

/** What a sender of logs sends. */
export interface LogsRequest {
  readonly resourceLogs: readonly ResourceLogs[];
}

export const LogsRequest: MessageType<LogsRequest> = message('ExportLogsServiceRequest', {
  resourceLogs: repeated(nested(1, () => ResourceLogs)),
});

/** From the request to the records, as `splitMessage` takes it. */
export const LOGS_PATH = [[1], [2], [2]];
