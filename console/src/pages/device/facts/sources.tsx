import type { DeviceDetail } from '../../../../../src/contract/index.ts';
import { Instant } from '../../../controls/index.ts';
import { DASH } from '../../../format/index.ts';

/** Who saw the device, from when to when. */
export function Sources({ device }: { readonly device: DeviceDetail }) {
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
