import type { DeviceDetail } from '../../../../src/contract/index.ts';
import { Facts, Instant } from '../../controls/index.ts';
import { DASH, readInstant } from '../../format/index.ts';

/** A value of the metadata as text; nested ones as JSON. */
export function attributeText(value: unknown): string {
  if (value === null || value === undefined || value === '') return DASH;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What is known of a device beyond numbers, and who told it. */
export function Attributes({ device }: { readonly device: DeviceDetail }) {
  const info = device.discovery_info;
  const told = Object.entries(device.metadata ?? {}).sort(([one], [other]) =>
    one.localeCompare(other),
  );
  return (
    <div className="columns">
      <section className="section" aria-labelledby="attributes">
        <h2 id="attributes">Attributes</h2>
        {told.length === 0 && <p className="muted">No source told any.</p>}
        <Facts
          facts={told.map(([name, value]) => ({
            name: name.replaceAll('_', ' '),
            value:
              typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && readInstant(value) ? (
                <Instant at={value} />
              ) : (
                attributeText(value)
              ),
          }))}
        />
        {info.metadata !== undefined && (
          <p className="note">
            Told by {info.metadata.source} <Instant at={info.metadata.last_updated} />.
          </p>
        )}
      </section>
      <Sources device={device} />
    </div>
  );
}

function Sources({ device }: { readonly device: DeviceDetail }) {
  const { discovery_info: info } = device;
  return (
    <section className="section" aria-labelledby="sources">
      <h2 id="sources">Seen by</h2>
      <div className="scroll-x">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Source</th>
              <th scope="col">Poller</th>
              <th scope="col">Agent</th>
              <th scope="col" className="numeric">
                First
              </th>
              <th scope="col" className="numeric">
                Last
              </th>
              <th scope="col" className="numeric" title="1 to 10">
                Confidence
              </th>
            </tr>
          </thead>
          <tbody>
            {info.discovery_sources.map((source) => (
              <tr key={`${source.source} ${source.poller_id} ${source.agent_id}`}>
                <th scope="row">{source.source}</th>
                <td>{source.poller_id || DASH}</td>
                <td>{source.agent_id || DASH}</td>
                <td className="numeric">
                  <Instant at={source.first_seen} />
                </td>
                <td className="numeric">
                  <Instant at={source.last_seen} />
                </td>
                <td className="numeric">{source.confidence}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
