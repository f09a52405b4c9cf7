import { type FormEvent, useState } from 'react';
import type { DeviceDetail } from '../../../../../src/contract/index.ts';
import { ExactInstant, Failure, Progress } from '../../../controls/index.ts';
import { useDeviceAsOf } from '../../../data/index.ts';
import { readInstant, readLocalInstant, writeInstant, zoneName } from '../../../format/index.ts';
import { Field } from '../../../forms/index.ts';
import { changeParams, usePlace } from '../../../location/index.ts';
import { usePreferences } from '../../../preferences/index.ts';
import { fieldTitle, fieldValue, valueText } from '../value-text.ts';
import { compareRecord } from './compare.ts';

/** The record as it was at an instant: `at` in the address. */
export function AsOf({ device }: { readonly device: DeviceDetail }) {
  const { params } = usePlace();
  const at = readInstant(params.at) === undefined ? undefined : params.at;
  return (
    <section className="section" aria-labelledby="as-of">
      <h2 id="as-of">What the inventory believed</h2>
      <AtForm key={at ?? ''} />
      {at !== undefined && <Record device={device} at={at} />}
    </section>
  );
}

function AtForm() {
  const { zone } = usePreferences();
  const [text, setText] = useState('');
  const [refused, refuse] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const timeMs = readLocalInstant(text, zone);
    refuse(timeMs === undefined);
    if (timeMs !== undefined) changeParams({ at: writeInstant(timeMs) });
  };
  return (
    <form className="at-form" onSubmit={submit}>
      <Field
        title={`At (${zoneName(zone)})`}
        value={text}
        onChange={setText}
        placeholder="2026-11-23 14:05"
      />
      <button type="submit" className="button">
        Show the record
      </button>
      <div role="alert">
        {refused && <p className="refusal">Write it as 2026-11-23 14:05, seconds if you like.</p>}
      </div>
    </form>
  );
}

function Record({ device, at }: { readonly device: DeviceDetail; readonly at: string }) {
  const { value: past, busy, fault, retry } = useDeviceAsOf(device.device_id, at);
  if (fault !== undefined) return <Failure fault={fault} retry={retry} />;
  if (past === undefined) return <Progress busy={busy} />;
  return (
    <div className="scroll-x">
      <p className="as-of-lead">
        At <ExactInstant at={past.at} />
        {past.known ? '' : ' the inventory did not know the device.'}
        {past.hidden_by !== null && ` it was hidden by a ${past.hidden_by}.`}{' '}
        <button type="button" className="link-button" onClick={() => changeParams({ at: null })}>
          Close the record
        </button>
      </p>
      {past.known && (
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Then</th>
              <th scope="col">Now</th>
            </tr>
          </thead>
          <tbody>
            {compareRecord(past.fields, device).map(({ field, before, now, differs }) => (
              <tr key={field}>
                <th scope="row">{fieldTitle(field)}</th>
                <td className="wrap">{valueText(fieldValue(field, before))}</td>
                <td className="wrap">
                  {differs ? (
                    <mark>{valueText(fieldValue(field, now))}</mark>
                  ) : (
                    <span className="muted">the same</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
