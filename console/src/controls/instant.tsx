import { memo } from 'react';
import { DASH, formatDateTime, formatRelative, readInstant, zoneName } from '../format/index.ts';
import { usePreferences } from '../preferences/index.ts';
import { announce } from './announcer.tsx';
import { copyText } from './clipboard.ts';
import { useNow } from './ticker.ts';

export interface InstantProps {
  /** RFC 3339. */
  readonly at: string | null | undefined;
  /** Leaves the tab order, for cells of long lists. */
  readonly quiet?: boolean;
}

/** A relative time: the exact instant on hover, copied by a click. */
export const Instant = memo(function Instant({ at, quiet = false }: InstantProps) {
  const { zone } = usePreferences();
  const timeMs = readInstant(at);
  if (timeMs === undefined || at === null || at === undefined) return <span>{DASH}</span>;
  const exact = `${formatDateTime(timeMs, zone)} ${zoneName(zone)}`;
  const copy = async () => {
    await copyText(at);
    announce(`Copied ${at}`);
  };
  return (
    <button
      type="button"
      className="instant"
      title={`${exact}\nClick to copy ${at}`}
      tabIndex={quiet ? -1 : 0}
      onClick={(event) => {
        event.stopPropagation();
        void copy();
      }}
    >
      <time dateTime={at}>
        <Age timeMs={timeMs} />
      </time>
    </button>
  );
});

/** The one part of an instant that each second changes. */
function Age({ timeMs }: { readonly timeMs: number }) {
  return formatRelative(timeMs, useNow());
}

/** An exact instant in the chosen zone. */
export function ExactInstant({ at }: { readonly at: string | null | undefined }) {
  const { zone } = usePreferences();
  const timeMs = readInstant(at);
  if (timeMs === undefined || at === null || at === undefined) return <span>{DASH}</span>;
  return (
    <time dateTime={at} title={at}>
      {formatDateTime(timeMs, zone)} {zone === 'utc' ? 'UTC' : ''}
    </time>
  );
}
