import type { ReadinessReport } from '../../../../src/contract/index.ts';
import { type Condition, Failure, State } from '../../controls/index.ts';
import type { Polled } from '../../data/index.ts';

const CONDITIONS = { ok: 'ok', degraded: 'warn', failed: 'fail' } as const satisfies Record<
  string,
  Condition
>;

const WORDS = { ok: 'OK', degraded: 'Degraded', failed: 'Failed' } as const;

/** The name of a check as a person says it: `host_receiver` is `Host receiver`. */
export function checkTitle(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What each part of the server says of itself. */
export function Checks({ polled }: { readonly polled: Polled<ReadinessReport> }) {
  const { value, fault, retry } = polled;
  return (
    <section className="section" aria-labelledby="checks">
      <h2 id="checks">Parts of the store</h2>
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      <ul className="checks">
        {(value?.checks ?? []).map(({ name, state, message, hint }) => (
          <li key={name}>
            <State condition={CONDITIONS[state]}>{WORDS[state]}</State>
            <span className="check-name">{checkTitle(name)}</span>
            <span className="muted">
              {message} {hint}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
