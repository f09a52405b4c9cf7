import { cleanIp, cleanText, type Instant } from '../../core/index.ts';

/** Who reported a payload, as far as it is known outside of it. */
export interface PayloadContext {
  readonly receivedAt: Instant;
  readonly pollerId?: string | null | undefined;
  readonly agentId?: string | null | undefined;
  /** Network partition (tenant); `default` where nobody tells. */
  readonly partition?: string | null | undefined;
  /** The service that was checked, by its configured name. */
  readonly serviceName?: string | null | undefined;
  /** Address of the agent's host. */
  readonly sourceIp?: string | null | undefined;
  /** Addresses of which the inventory is not told (DS-4); all are told unless given. */
  readonly ignores?: ((address: string) => boolean) | undefined;
}

/** The same, cleaned: what is blank is absent. */
export interface Reporter {
  readonly receivedAt: Instant;
  readonly pollerId: string | null;
  readonly agentId: string | null;
  readonly partition: string;
  readonly serviceName: string | null;
  /** Null for what is no address: never a host name or another word (SR-37). */
  readonly sourceIp: string | null;
}

export function reporterOf(context: PayloadContext): Reporter {
  return {
    receivedAt: context.receivedAt,
    pollerId: cleanText(context.pollerId),
    agentId: cleanText(context.agentId),
    partition: cleanText(context.partition) ?? 'default',
    serviceName: cleanText(context.serviceName),
    sourceIp: cleanIp(context.sourceIp),
  };
}

/** `<partition>:<address or name>` (UD-7). */
export function deviceIdOf(partition: string, name: string): string {
  return `${partition}:${name}`;
}

/** The partition in a device id (UD-12 c); null where there is none in it. */
export function partitionOfId(deviceId: string): string | null {
  const colon = deviceId.indexOf(':');
  return colon < 0 ? null : cleanText(deviceId.slice(0, colon));
}
