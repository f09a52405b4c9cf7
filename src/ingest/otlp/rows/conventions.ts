import type { NewRow } from '../../../catalogue/index.ts';
import type { JsonObject } from '../../../core/index.ts';
import { textAt } from './attributes.ts';

type RequestColumns = Pick<
  NewRow<'otel_metrics'>,
  | 'http_method'
  | 'http_route'
  | 'http_status_code'
  | 'grpc_service'
  | 'grpc_method'
  | 'grpc_status_code'
  | 'span_kind'
  | 'component'
  | 'level'
>;

/** The names that gRPC gives its statuses, by number. */
const GRPC_STATUSES = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND'],
  ...['ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION'],
  ...['ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS'],
  'UNAUTHENTICATED',
];

/**
 * What the attributes of a data point tell of a request, by the semantic conventions of OpenTelemetry
 * before and after their renaming; the newer name wins.
 */
export function requestColumns(attributes: JsonObject | undefined): RequestColumns {
  if (attributes === undefined) return {};
  return {
    http_method: textAt(attributes, 'http.request.method', 'http.method'),
    http_route: textAt(attributes, 'http.route'),
    http_status_code: textAt(attributes, 'http.response.status_code', 'http.status_code'),
    ...calledMethod(attributes),
    grpc_status_code: grpcStatus(
      textAt(
        attributes,
        'rpc.response.status_code',
        'rpc.grpc.status_code',
        'grpc.status_code',
        'grpc.status',
      ),
    ),
    span_kind: textAt(attributes, 'span.kind')?.toLowerCase(),
    component: textAt(attributes, 'component'),
    level: textAt(attributes, 'level'),
  };
}

/** Newer senders put service and method into one name: `package.Service/Method`. */
function calledMethod(
  attributes: JsonObject,
): Pick<RequestColumns, 'grpc_service' | 'grpc_method'> {
  const service = textAt(attributes, 'rpc.service', 'grpc.service');
  const method = textAt(attributes, 'rpc.method', 'grpc.method');
  const slash = method?.lastIndexOf('/') ?? -1;
  if (method === undefined || slash === -1) return { grpc_service: service, grpc_method: method };
  const before = method.slice(0, slash).replace(/^\//, '');
  return { grpc_service: service ?? (before || undefined), grpc_method: method.slice(slash + 1) };
}

/** The number of a status, also where it is told by name. */
function grpcStatus(text: string | undefined): string | undefined {
  const number = text === undefined ? -1 : GRPC_STATUSES.indexOf(text.toUpperCase());
  return number === -1 ? text : String(number);
}
