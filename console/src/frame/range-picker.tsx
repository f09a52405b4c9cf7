import { type FormEvent, useState } from 'react';
import { Icon, Popover } from '../controls/index.ts';
import { serverNow } from '../data/index.ts';
import { formatDateTime, readLocalInstant, type Zone, zoneName } from '../format/index.ts';
import {
  chooseRange,
  describeRange,
  LONGEST_MS,
  PRESETS,
  readTimeRange,
  type TimeRange,
  useView,
  windowOf,
} from '../location/index.ts';
import { prefer, usePreferences } from '../preferences/index.ts';

export interface RangePickerProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** The time that the page looks at: presets, any two instants, and the zone in which they are shown. */
export function RangePicker({ open, onOpenChange }: RangePickerProps) {
  const { range } = useView();
  const { zone } = usePreferences();
  const choose = (next: TimeRange) => {
    chooseRange(next);
    onOpenChange(false);
  };
  return (
    <Popover
      label="Time range"
      open={open}
      onOpenChange={onOpenChange}
      align="end"
      trigger={(attributes) => (
        <button
          type="button"
          className="button range-button"
          title="Time range (t)"
          {...attributes}
        >
          <Icon name="clock" />
          <span className="range-text">{describeRange(range, zone)}</span>
          <span className="range-short">{range.kind === 'last' ? range.text : 'fixed'}</span>
          <span className="range-zone">{zone === 'utc' ? 'UTC' : 'local'}</span>
          <Icon name="down" />
        </button>
      )}
    >
      <div className="range-sheet">
        <ul className="menu">
          {PRESETS.map(({ text, title }) => (
            <li key={text}>
              <button
                type="button"
                className="menu-item"
                aria-pressed={range.kind === 'last' && range.text === text}
                onClick={() => choose(readTimeRange({ range: text }))}
              >
                {title}
                <kbd>{text}</kbd>
              </button>
            </li>
          ))}
        </ul>
        <AbsoluteRange
          key={`${zone} ${describeRange(range, zone)}`}
          range={range}
          zone={zone}
          onChoose={choose}
        />
        <ZoneChoice zone={zone} />
      </div>
    </Popover>
  );
}

interface AbsoluteRangeProps {
  readonly range: TimeRange;
  readonly zone: Zone;
  readonly onChoose: (range: TimeRange) => void;
}

function AbsoluteRange({ range, zone, onChoose }: AbsoluteRangeProps) {
  const { startMs, endMs } = windowOf(range, Math.floor(serverNow() / 1_000) * 1_000);
  const [from, setFrom] = useState(() => formatDateTime(startMs, zone));
  const [to, setTo] = useState(() => formatDateTime(endMs, zone));
  const [refusal, setRefusal] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const start = readLocalInstant(from, zone);
    const end = readLocalInstant(to, zone);
    if (start === undefined || end === undefined) {
      setRefusal('Write both as 2026-11-23 14:05, seconds if you like.');
    } else if (start >= end) setRefusal('From must be earlier than to.');
    else if (end - start > LONGEST_MS) setRefusal('At most 400 days.');
    else onChoose({ kind: 'absolute', startMs: start, endMs: end });
  };
  return (
    <form className="range-form" onSubmit={submit}>
      <label>
        From
        <input value={from} onChange={(event) => setFrom(event.target.value)} spellCheck={false} />
      </label>
      <label>
        To
        <input value={to} onChange={(event) => setTo(event.target.value)} spellCheck={false} />
      </label>
      {refusal !== '' && (
        <p className="refusal" role="alert">
          {refusal}
        </p>
      )}
      <button type="submit" className="button button-primary">
        Show this range
      </button>
    </form>
  );
}

function ZoneChoice({ zone }: { readonly zone: Zone }) {
  return (
    <fieldset className="segments">
      <legend>Times are shown in</legend>
      {(['local', 'utc'] as const).map((one) => (
        <label key={one}>
          <input
            type="radio"
            name="range-zone"
            checked={zone === one}
            onChange={() => prefer({ zone: one })}
          />
          <span>{one === 'utc' ? 'UTC' : `Local (${zoneName('local')})`}</span>
        </label>
      ))}
    </fieldset>
  );
}
