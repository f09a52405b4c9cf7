import { type CapabilityEvent, capabilityRow, type NewRow } from '../../catalogue/index.ts';
import type { Instant } from '../../core/index.ts';

type CheckRow = NewRow<'device_capabilities'>;

/** Where checks are stored: the writer, which also keeps the latest state. */
export interface CapabilityStore<Outcome> {
  write(batch: {
    readonly rows: { readonly device_capabilities: readonly CheckRow[] };
    readonly origin: { readonly receiver: string; readonly receivedAt: Instant };
  }): Promise<{ readonly device_capabilities?: Outcome }>;
}

/** Rows of `device_capabilities` as they are to be stored, by whatever way they came. */
export function capabilityRows(events: readonly CapabilityEvent[], now: Instant): CheckRow[] {
  return events.map((event) => capabilityRow(event, now));
}

/**
 * Stores checks of what devices can do: each in the audit, and the newest of each device, capability
 * and service as the latest state, in one transaction (CP-3 to CP-5). An older check never replaces a
 * newer one, and the times of the last success and failure outlive each other (CP-6), in whatever order
 * checks come; the same check twice is one. A check without device or capability is refused alone.
 *
 * Answers what the writer says of the rows; undefined where there were none. Rejects as it does.
 */
export async function recordCapabilities<Outcome>(
  store: CapabilityStore<Outcome>,
  events: readonly CapabilityEvent[],
  { now, receiver }: { readonly now: Instant; readonly receiver: string },
): Promise<Outcome | undefined> {
  if (events.length === 0) return undefined;
  const told = await store.write({
    rows: { device_capabilities: capabilityRows(events, now) },
    origin: { receiver, receivedAt: now },
  });
  return told.device_capabilities;
}
