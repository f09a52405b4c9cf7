import type { DeviceEvent } from '../../../../../src/contract/index.ts';
import { Instant } from '../../../controls/index.ts';
import { devicePath, useHref } from '../../../location/index.ts';
import { actionWord, evidenceText } from './action-word.ts';

export interface EventsProps {
  readonly deviceId: string;
  readonly events: readonly DeviceEvent[];
}

/** Joins, splits, deletions and returns of the device, with who or what did it. */
export function Events({ deviceId, events }: EventsProps) {
  return (
    <section className="section" aria-labelledby="events">
      <h2 id="events">Joins, splits and deletions</h2>
      {events.length === 0 && (
        <p className="muted">It was never joined with another device, split or deleted.</p>
      )}
      <ul className="happenings">
        {events.map((event) => (
          <li key={`${event.at} ${event.action} ${event.device_id} ${event.other_device_id ?? ''}`}>
            <span>
              {actionWord(event.action)} <Others deviceId={deviceId} event={event} />
            </span>
            <Instant at={event.at} />
            <p>{[`by ${event.actor}`, evidenceText(event.evidence)].filter(Boolean).join(' · ')}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The devices that an event was about beside the one that is looked at. */
function Others({ deviceId, event }: { readonly deviceId: string; readonly event: DeviceEvent }) {
  const href = useHref();
  const others = [event.device_id, event.other_device_id].filter(
    (id): id is string => id !== null && id !== deviceId,
  );
  return others.map((id) => (
    <a key={id} href={href(devicePath(id))}>
      {id}
    </a>
  ));
}
