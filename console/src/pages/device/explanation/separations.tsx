import type { DeviceExplanation } from '../../../../../src/contract/index.ts';
import { announce, Instant } from '../../../controls/index.ts';
import { separateDevice, useMay } from '../../../data/index.ts';
import { Refusal, useDeed } from '../../../forms/index.ts';

export interface SeparationsProps {
  readonly told: DeviceExplanation;
  readonly onDone: () => void;
}

/** What somebody declared to be of different devices; it can be taken back. */
export function Separations({ told: { device_id, separations }, onDone }: SeparationsProps) {
  const { busy, fault, run } = useDeed();
  const may = useMay({ permission: 'devices:write' });
  if (separations.length === 0) return null;
  const rejoin = (identity: string, from: string) =>
    run(async () => {
      announce((await separateDevice(device_id, 'rejoin', { identity, from })).message);
      onDone();
    });
  return (
    <section className="section" aria-labelledby="separations">
      <h2 id="separations">Parted by hand</h2>
      <Refusal fault={fault} />
      <ul className="happenings">
        {separations.map(({ identity, from, actor, reason, at }) => (
          <li key={`${identity} ${from}`}>
            <span>
              {identity} is of another device than {from}
            </span>
            <Instant at={at} />
            <p>{[`by ${actor}`, reason].filter(Boolean).join(': ')}</p>
            {may && (
              <button
                type="button"
                className="link-button"
                disabled={busy}
                onClick={() => void rejoin(identity, from)}
              >
                Take it back
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
