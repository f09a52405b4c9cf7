import { cleanText, type Instant, type JsonObject } from '../core/index.ts';
import type { NewRow } from './catalogue.ts';
import { withHash } from './row-key.ts';

export const CAPABILITY_STATES = ['ok', 'degraded', 'failed', 'unknown'] as const;
export type CapabilityState = (typeof CAPABILITY_STATES)[number];

/** What one check found of what a device can do, as somebody tells it (CP-1). */
export type CapabilityEvent = Partial<NewRow<'device_capabilities'>>;

/** Why a check failed that does not tell. */
const NO_REASON = 'unavailable';

/**
 * The row of a check, complete (CP-1, CP-2, CP-6): names cleaned, the capability in lower case, the
 * time of the success or failure that the state speaks of, and an id that follows from what was told.
 * Neither success nor failure is later than the check. A state of another word counts as unknown and
 * stays in the metadata. Doing it again changes nothing. What a row cannot do without and nobody told
 * is still missing, so that the writer refuses the row and says why.
 */
export function capabilityRow(event: CapabilityEvent, now: Instant): NewRow<'device_capabilities'> {
  const told = withHash('device_capabilities', {
    ...event,
    last_checked: event.last_checked ?? now,
  });
  const word = cleanText(told.state)?.toLowerCase() ?? 'unknown';
  const state = CAPABILITY_STATES.find((one) => one === word) ?? 'unknown';
  const checked = told.last_checked;
  const row = {
    event_id: cleanText(told.event_id) ?? undefined,
    device_id: cleanText(told.device_id) ?? undefined,
    service_id: cleanText(told.service_id),
    service_type: cleanText(told.service_type),
    capability: cleanText(told.capability)?.toLowerCase(),
    state,
    enabled: told.enabled ?? true,
    last_checked: checked,
    last_success: notAfter(checked, told.last_success ?? (state === 'ok' ? checked : null)),
    last_failure: notAfter(checked, told.last_failure ?? (state === 'failed' ? checked : null)),
    failure_reason: cleanText(told.failure_reason) ?? (state === 'failed' ? NO_REASON : null),
    metadata: metadataOf(told, word === state ? {} : { reported_state: word }),
    recorded_by: cleanText(told.recorded_by) ?? 'system',
  };
  return row as NewRow<'device_capabilities'>;
}

/** A later time would stay the latest for good. */
const notAfter = (checked: Instant, at: Instant | null): Instant | null =>
  at === null ? null : Math.min(checked, at);

function metadataOf({ metadata }: CapabilityEvent, beside: JsonObject): JsonObject {
  const isObject = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata);
  const map = isObject ? (metadata as JsonObject) : metadata == null ? {} : { value: metadata };
  return { ...map, ...beside };
}
