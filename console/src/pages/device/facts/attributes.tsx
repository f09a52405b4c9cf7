import type { DeviceDetail } from '../../../../../src/contract/index.ts';
import { Icon, Instant } from '../../../controls/index.ts';
import { readInstant } from '../../../format/index.ts';
import { changeParams, usePlace } from '../../../location/index.ts';
import { fieldTitle, fieldValue, valueText } from '../value-text.ts';
import { ValueOrigin } from './value-origin.tsx';

/** What is known of a device beyond numbers; each value tells on a click where it came from. */
export function Attributes({ device }: { readonly device: DeviceDetail }) {
  const { params } = usePlace();
  const fields = fieldsOf(device);
  return (
    <section className="section" aria-labelledby="attributes">
      <h2 id="attributes">Attributes</h2>
      <p className="note">A click on a value tells who said it, when, and what it beat.</p>
      <dl className="facts">
        {fields.map(({ field, value }) => {
          const open = params.explain === field;
          return (
            <div key={field}>
              <dt>{fieldTitle(field)}</dt>
              <dd>
                <button
                  type="button"
                  className="explained"
                  aria-expanded={open}
                  onClick={() => changeParams({ explain: open ? null : field }, { replace: true })}
                >
                  <Icon name={open ? 'down' : 'right'} />
                  {valueText(fieldValue(field, value))}
                </button>
                {isInstant(value) && (
                  <span className="muted">
                    <Instant at={value} />
                  </span>
                )}
                {open && <ValueOrigin deviceId={device.device_id} field={field} />}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

const isInstant = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && readInstant(value) !== undefined;

interface ExplainedField {
  /** As the explanation names it. */
  readonly field: string;
  readonly value: unknown;
}

function fieldsOf(device: DeviceDetail): readonly ExplainedField[] {
  const { hostname, ip, mac, poller_id, agent_id, is_available, attributes } = device;
  const told = Object.entries(attributes)
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([key, { value }]) => ({ field: `attributes.${key}`, value }));
  const plain = { hostname, ip, mac, is_available, poller_id, agent_id };
  return [...Object.entries(plain).map(([field, value]) => ({ field, value })), ...told];
}
