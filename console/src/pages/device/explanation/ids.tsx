import type { DeviceExplanation } from '../../../../../src/contract/index.ts';
import { CopyButton, Instant } from '../../../controls/index.ts';
import { DASH } from '../../../format/index.ts';

export interface IdsProps {
  readonly told: Pick<DeviceExplanation, 'aliases' | 'reporters'>;
}

/** The ids under which the device was reported, and those that lead to it. */
export function Ids({ told: { aliases, reporters } }: IdsProps) {
  const since = new Map(aliases.map((alias) => [alias.device_id, alias.since]));
  const reported = new Map(reporters.map((one) => [one.reported_id, one]));
  const ids = [...new Set([...reported.keys(), ...since.keys()])];
  return (
    <section className="section" aria-labelledby="ids">
      <h2 id="ids">Ids and aliases</h2>
      <div className="scroll-x">
        <table className="plain-table ids-table">
          <thead>
            <tr>
              <th scope="col">Id</th>
              <th scope="col">Leads here</th>
              <th scope="col">Sources</th>
              <th scope="col" className="numeric">
                First
              </th>
              <th scope="col" className="numeric">
                Last
              </th>
            </tr>
          </thead>
          <tbody>
            {ids.map((id) => (
              <tr key={id}>
                <th scope="row">
                  <code className="plain">{id}</code>
                  <CopyButton text={id} what="id" />
                </th>
                <td>{since.has(id) ? <Since at={since.get(id)} /> : DASH}</td>
                <td>{reported.get(id)?.sources.join(', ') || DASH}</td>
                <td className="numeric">
                  <Instant at={reported.get(id)?.first_seen} />
                </td>
                <td className="numeric">
                  <Instant at={reported.get(id)?.last_seen} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Since({ at }: { readonly at: string | null | undefined }) {
  return (
    <>
      alias, since <Instant at={at} />
    </>
  );
}
