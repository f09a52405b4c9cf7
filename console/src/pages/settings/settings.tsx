import type { ReactNode } from 'react';
import { Facts, Failure } from '../../controls/index.ts';
import { useVersion } from '../../data/index.ts';
import { DASH, zoneName } from '../../format/index.ts';
import { THEMES } from '../../frame/index.ts';
import { prefer, usePreferences } from '../../preferences/index.ts';
import { BROWSER_PART } from './parts.ts';
import { SettingsHead } from './settings-frame.tsx';

/** What a reader chooses for this browser. */
export function SettingsPage() {
  return (
    <div className="page page-narrow">
      <SettingsHead part={BROWSER_PART} />
      <p className="note">Kept in this browser. Everything else of a view stands in its address.</p>
      <Choices />
      <About />
    </div>
  );
}

function Choices() {
  const { theme, zone, singleKeys, railCollapsed } = usePreferences();
  return (
    <section className="section settings" aria-label="Choices">
      <Choice legend="Theme">
        {THEMES.map((one) => (
          <Option
            key={one.theme}
            name="theme"
            checked={theme === one.theme}
            onChoose={() => prefer({ theme: one.theme })}
          >
            {one.title}
          </Option>
        ))}
      </Choice>
      <Choice legend="Times are shown in">
        {(['local', 'utc'] as const).map((one) => (
          <Option
            key={one}
            name="zone"
            checked={zone === one}
            onChoose={() => prefer({ zone: one })}
          >
            {one === 'utc' ? 'UTC' : `Local time (${zoneName('local')})`}
          </Option>
        ))}
      </Choice>
      <Choice legend="Keys without Ctrl or ⌘">
        <Option name="keys" checked={singleKeys} onChoose={() => prefer({ singleKeys: true })}>
          On
        </Option>
        <Option name="keys" checked={!singleKeys} onChoose={() => prefer({ singleKeys: false })}>
          Off
        </Option>
      </Choice>
      <Choice legend="Left rail">
        <Option
          name="rail"
          checked={!railCollapsed}
          onChoose={() => prefer({ railCollapsed: false })}
        >
          Words
        </Option>
        <Option
          name="rail"
          checked={railCollapsed}
          onChoose={() => prefer({ railCollapsed: true })}
        >
          Icons
        </Option>
      </Choice>
    </section>
  );
}

function Choice({ legend, children }: { readonly legend: string; readonly children: ReactNode }) {
  return (
    <fieldset className="segments">
      <legend>{legend}</legend>
      {children}
    </fieldset>
  );
}

interface OptionProps {
  readonly name: string;
  readonly checked: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

function Option({ name, checked, onChoose, children }: OptionProps) {
  return (
    <label>
      <input type="radio" name={`settings-${name}`} checked={checked} onChange={onChoose} />
      <span>{children}</span>
    </label>
  );
}

function About() {
  const { value, fault, retry } = useVersion();
  return (
    <section className="section" aria-labelledby="about">
      <h2 id="about">About</h2>
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      <Facts
        facts={[
          { name: 'radarstore', value: value?.version ?? DASH },
          { name: 'Schema', value: value === undefined ? DASH : `version ${value.schema_version}` },
          { name: 'Node', value: value === undefined ? DASH : `${value.node}, ${value.platform}` },
          { name: 'API', value: <a href="/api/openapi.json">/api/openapi.json</a> },
          { name: 'Own metrics', value: <a href="/metrics">/metrics</a> },
        ]}
      />
    </section>
  );
}
