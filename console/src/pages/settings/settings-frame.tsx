import type { ReactNode } from 'react';
import { Failure, Progress, RoomHead } from '../../controls/index.ts';
import { type Polled, useMe } from '../../data/index.ts';
import { useTitle } from '../../location/index.ts';
import { BROWSER_PART, SETTINGS_PARTS, type SettingsPart } from './parts.ts';

export interface SettingsFrameProps<T> {
  readonly part: SettingsPart;
  readonly polled: Polled<T>;
  /** Buttons of the part, beside its name. */
  readonly actions?: ReactNode;
  /** What the answer is shown as. */
  readonly children: (value: T) => ReactNode;
}

/** What the lists of the settings have in common: where one is, and how the answer came. */
export function SettingsFrame<T>({ part, polled, actions, children }: SettingsFrameProps<T>) {
  const { value, busy, outdated, fault, retry } = polled;
  const me = useMe();
  return (
    <div className="page page-fill">
      <SettingsHead part={part}>{actions}</SettingsHead>
      <Progress busy={busy && (value === undefined || outdated)} />
      {me?.authentication === 'off' && (
        <p className="note">
          Authentication is off: everybody who reaches this address may do everything. The setting{' '}
          <code>auth.enabled=on</code> turns it on.
        </p>
      )}
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {value !== undefined && children(value)}
    </div>
  );
}

/** The head of a part of the settings, with the way to the others. */
export function SettingsHead(props: {
  readonly part: SettingsPart;
  readonly children?: ReactNode;
}) {
  const { part, children } = props;
  const me = useMe();
  useTitle(part === BROWSER_PART ? 'Settings' : `${part.title} · Settings`);
  const parts = SETTINGS_PARTS.filter(
    ({ signedIn = false }) => me !== undefined && !(signedIn && me.authentication === 'off'),
  );
  return (
    <RoomHead title="Settings" parts={parts} part={part}>
      {children}
    </RoomHead>
  );
}
