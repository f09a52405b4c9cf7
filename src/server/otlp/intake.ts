import { type Clock, messageOf, RadarError } from '../../core/index.ts';
import {
  type ByteAccount,
  type ByteBudget,
  createByteBudget,
  type OtlpBody,
  OtlpFault,
  type OtlpSignal,
  type Writer,
} from '../../ingest/index.ts';
import type { Logger, Metrics } from '../../observe/index.ts';
import { nameFault } from '../faults/index.ts';
import { type AcceptOutcome, acceptOtlp } from './accept.ts';

/** Requests that may be in memory together, in units of the longest one. */
const MOST_TOGETHER = 6;

export type Transport = 'grpc' | 'http';

/** What both transports share. */
export interface Intake {
  readonly maxBytes: number;
  /** Memory for one request. */
  open(): ByteAccount;
  /** Stores a request. Throws a RadarError, whatever went wrong. */
  take(request: TakenRequest): Promise<AcceptOutcome>;
  /** Counts a request that was refused before it was whole, and gives its error. */
  refuse(transport: Transport, signal: OtlpSignal, fault: unknown): RadarError;
}

export interface TakenRequest {
  readonly transport: Transport;
  readonly signal: OtlpSignal;
  readonly body: OtlpBody;
}

export interface IntakeOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly writer: Pick<Writer, 'write'>;
  readonly maxBytes: number;
  readonly commitMs?: number;
}

/** Makes the way in. */
export function createIntake(options: IntakeOptions): Intake {
  const { metrics, log, maxBytes } = options;
  const budget: ByteBudget = createByteBudget(MOST_TOGETHER * maxBytes);
  const count = (transport: Transport, signal: OtlpSignal, outcome: string) =>
    metrics.otlpRequests.inc({ signal, transport, outcome });
  const refuse: Intake['refuse'] = (transport, signal, fault) => {
    const error = errorOf(fault);
    count(transport, signal, outcomeOf(error, fault));
    tell(log, { transport, signal, fault, error });
    return error;
  };
  return {
    maxBytes,
    open: () => budget.open(),
    refuse,
    async take({ transport, signal, body }) {
      try {
        const outcome = await acceptOtlp(options, signal, body);
        count(transport, signal, outcome.refused === 0 ? 'accepted' : 'partial');
        return outcome;
      } catch (fault) {
        throw refuse(transport, signal, fault);
      }
    },
  };
}

function errorOf(fault: unknown): RadarError {
  if (!(fault instanceof OtlpFault)) return nameFault(fault);
  return new RadarError('REQUEST_INVALID', fault.message, {
    hint: 'It is kept as a dead letter.',
    cause: fault,
  });
}

function outcomeOf(error: RadarError, fault: unknown): string {
  if (fault instanceof OtlpFault) return 'unreadable';
  if (error.code === 'QUEUE_FULL') return 'turned_away';
  return error.status < 500 ? 'refused' : 'failed';
}

interface Told {
  readonly transport: Transport;
  readonly signal: OtlpSignal;
  readonly fault: unknown;
  readonly error: RadarError;
}

function tell(log: Logger, { transport, signal, fault, error }: Told): void {
  const fields = { transport, signal, code: error.code, fault: messageOf(error.cause ?? error) };
  if (error.code === 'INTERNAL') {
    const stack = fault instanceof Error ? fault.stack : undefined;
    log.error({ ...fields, stack }, 'an OTLP request failed');
  } else if (fault instanceof OtlpFault) log.warn(fields, 'an OTLP request cannot be read');
  else log.debug(fields, 'an OTLP request was not taken');
}
