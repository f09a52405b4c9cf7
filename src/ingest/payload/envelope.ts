import { cleanText } from '../../core/index.ts';
import type { PayloadContext } from './context.ts';
import { member, type Part, type Place, partOf } from './reading/index.ts';

/** What an envelope holds, and who reported it. */
export interface Opened {
  readonly context: PayloadContext;
  readonly content: Place;
}

/**
 * Opens the envelope `{poller_id, agent_id, partition, service_type, service_name, data}` in which
 * pollers send what checkers answer (telemetry §1.9). Only one that names both poller and agent is
 * an envelope; its identity is then stronger than that of the connection. Anything else is the
 * payload itself.
 */
export function openEnvelope(payload: Place, context: PayloadContext): Opened {
  const { value } = payload;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { context, content: payload };
  }
  const envelope = partOf(payload);
  const pollerId = told(envelope, 'poller_id');
  const agentId = told(envelope, 'agent_id');
  const content = member(envelope, 'data');
  if (pollerId === null || agentId === null || content.value === null) {
    return { context, content: payload };
  }
  return {
    content,
    context: {
      ...context,
      pollerId,
      agentId,
      partition: told(envelope, 'partition') ?? context.partition,
      serviceName: told(envelope, 'service_name') ?? context.serviceName,
    },
  };
}

/** A member that is no text does not make an envelope; the payload may use the name for another thing. */
function told(part: Part, name: string): string | null {
  const { value } = member(part, name);
  return typeof value === 'string' ? cleanText(value) : null;
}
