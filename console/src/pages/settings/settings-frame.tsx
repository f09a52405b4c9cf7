import type { ReactNode } from 'react';
import { Failure, Progress } from '../../controls/index.ts';
import { mayUse, type Polled, useMe } from '../../data/index.ts';
import { useHref, useTitle } from '../../location/index.ts';
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
  const href = useHref();
  const me = useMe();
  useTitle(part === BROWSER_PART ? 'Settings' : `${part.title} · Settings`);
  const shown = SETTINGS_PARTS.filter(({ needs, signedIn = false }) => {
    if (me === undefined) return false;
    if (signedIn && me.authentication === 'off') return false;
    return needs === undefined || mayUse(me, needs);
  });
  return (
    <header className="page-head">
      <h1>Settings</h1>
      <nav className="tabs" aria-label="Parts of the settings">
        {shown.map(({ path, title }) => (
          <a
            key={path}
            className="tab"
            href={href(path)}
            aria-current={path === part.path ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
      {children}
    </header>
  );
}
