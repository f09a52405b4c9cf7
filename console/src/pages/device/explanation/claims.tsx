import type { FieldClaim, FieldExplanation } from '../../../../../src/contract/index.ts';
import { Instant } from '../../../controls/index.ts';
import { valueText } from '../value-text.ts';

/** Who said the value of a field, when, and what it beat. */
export function Claims({ won, beaten }: Pick<FieldExplanation, 'won' | 'beaten'>) {
  return (
    <div className="claims">
      {won === null ? (
        <p className="muted">Nobody told a value.</p>
      ) : (
        <p>
          Said by <Said claim={won} />
        </p>
      )}
      {beaten.length === 0 ? (
        <p className="muted">It beat nothing that is still known.</p>
      ) : (
        <>
          <p>It beat, as it is newer or of a surer source at the same time:</p>
          <ul>
            {beaten.map((claim) => (
              <li key={keyOf(claim)}>
                <span>{valueText(claim.value)}</span> <Said claim={claim} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

const keyOf = ({ at, source, reported_id, agent_id, poller_id, value }: FieldClaim): string =>
  JSON.stringify([at, source, reported_id, agent_id, poller_id, value]);

function Said({ claim }: { readonly claim: FieldClaim }) {
  const { source, at, confidence, agent_id, poller_id, reported_id } = claim;
  const by = [agent_id && `agent ${agent_id}`, poller_id && `poller ${poller_id}`]
    .filter(Boolean)
    .join(', ');
  return (
    <span className="muted" title={`Reported as ${reported_id}`}>
      {source} <Instant at={at} />
      {by !== '' && `, ${by}`}, confidence {confidence} of 10
    </span>
  );
}
