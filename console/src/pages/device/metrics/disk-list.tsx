import type { DiskGroup } from '../../../../../src/contract/index.ts';
import { Meter } from '../../../controls/index.ts';
import { formatBytes, formatPercent } from '../../../format/index.ts';

/** The disks as they are now. */
export function DiskList({ group }: { readonly group: DiskGroup | undefined }) {
  const disks = (group?.disks ?? []).toSorted(
    (one, other) => (other.usage_percent ?? -1) - (one.usage_percent ?? -1),
  );
  if (disks.length === 0) return null;
  return (
    <section className="disk-list" aria-labelledby="disk-list">
      <h3 id="disk-list">Mount points</h3>
      <div className="scroll-x">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Mount point</th>
              <th scope="col">Device</th>
              <th scope="col" className="numeric">
                Used
              </th>
              <th scope="col" className="numeric">
                Size
              </th>
              <th scope="col" className="numeric">
                Free
              </th>
              <th scope="col" className="numeric">
                Full
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {disks.map((disk) => (
              <tr key={disk.mount_point}>
                <th scope="row">{disk.mount_point}</th>
                <td className="muted">{disk.device_name ?? ''}</td>
                <td className="numeric">{formatBytes(disk.used_bytes)}</td>
                <td className="numeric">{formatBytes(disk.total_bytes)}</td>
                <td className="numeric">{formatBytes(disk.available_bytes)}</td>
                <td className="numeric">{formatPercent(disk.usage_percent)}</td>
                <td className="meter-cell">
                  <Meter percent={disk.usage_percent} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
