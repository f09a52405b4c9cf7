import { Instant } from '../../controls/index.ts';
import type { DeviceSummary } from '../../data/index.ts';
import { DASH } from '../../format/index.ts';
import { devicePath, useHref } from '../../location/index.ts';

/** Devices that do not answer, those that were lost last in front. */
export function OfflineDevices({ summary }: { readonly summary: DeviceSummary | undefined }) {
  const href = useHref();
  if (summary === undefined || summary.total === 0) return null;
  return (
    <section className="section" aria-labelledby="offline">
      <h2 id="offline">
        <a href={href('/devices', { status: 'offline' })}>Offline devices</a>
        <span className="muted">the latest first</span>
      </h2>
      <table className="plain-table">
        <tbody>
          {summary.first.map(({ device_id, hostname, ip, last_seen }) => (
            <tr key={device_id}>
              <th scope="row">
                <a href={href(devicePath(device_id))}>{hostname ?? ip ?? device_id}</a>
              </th>
              <td>{ip ?? DASH}</td>
              <td className="numeric">
                <Instant at={last_seen} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
