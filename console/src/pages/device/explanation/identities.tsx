import type { DeviceExplanation, DeviceIdentity } from '../../../../../src/contract/index.ts';
import { Instant } from '../../../controls/index.ts';
import { identityName, otherIdentities } from './identity-names.ts';
import { Separate } from './separate.tsx';

export interface IdentitiesProps {
  readonly told: Pick<DeviceExplanation, 'device_id' | 'identities'>;
  /** Something was parted; what is shown is to be read again. */
  readonly onDone: () => void;
}

/** By what observations are brought together to this device; one of several can be parted. */
export function Identities({ told, onDone }: IdentitiesProps) {
  const { identities, device_id } = told;
  return (
    <section className="section" aria-labelledby="identities">
      <h2 id="identities">Identities</h2>
      {identities.length === 0 ? (
        <p className="muted">No strong one: the device is told apart by its id alone.</p>
      ) : (
        <div className="scroll-x">
          <table className="plain-table identities-table">
            <thead>
              <tr>
                <th scope="col">Kind</th>
                <th scope="col">Value</th>
                <th scope="col">Reported as</th>
                <th scope="col" className="numeric">
                  First
                </th>
                <th scope="col" className="numeric">
                  Last
                </th>
                <td />
              </tr>
            </thead>
            <tbody>
              {identities.map((identity) => (
                <Row
                  key={`${identityName(identity)} ${identity.reported_id}`}
                  deviceId={device_id}
                  identity={identity}
                  others={otherIdentities(identities, identityName(identity))}
                  onDone={onDone}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface RowProps {
  readonly deviceId: string;
  readonly identity: DeviceIdentity;
  readonly others: readonly string[];
  readonly onDone: () => void;
}

function Row({ deviceId, identity, others, onDone }: RowProps) {
  const { kind, value, reported_id, first_seen, last_seen } = identity;
  return (
    <tr>
      <th scope="row">{kind}</th>
      <td>{value}</td>
      <td>
        <code className="plain">{reported_id}</code>
      </td>
      <td className="numeric">
        <Instant at={first_seen} />
      </td>
      <td className="numeric">
        <Instant at={last_seen} />
      </td>
      <td className="numeric">
        {others.length > 0 && (
          <Separate
            deviceId={deviceId}
            identity={identityName(identity)}
            others={others}
            onDone={onDone}
          />
        )}
      </td>
    </tr>
  );
}
