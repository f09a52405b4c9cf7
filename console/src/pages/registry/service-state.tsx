import type { RegistryService } from '../../../../src/contract/index.ts';
import { type Condition, State } from '../../controls/index.ts';

const CONDITIONS: Readonly<Record<string, Condition>> = {
  active: 'ok',
  inactive: 'warn',
  revoked: 'fail',
};

/** A word with a capital letter in front. */
export const sentenceCase = (word: string): string =>
  word.slice(0, 1).toUpperCase() + word.slice(1).replaceAll('_', ' ');

/** Where a service stands in its life. */
export function ServiceState({ status }: { readonly status: string }) {
  return <State condition={CONDITIONS[status] ?? 'unknown'}>{sentenceCase(status)}</State>;
}

/** What the latest report of a poller found; null before the first, and for what is no poller. */
export function healthOf({ last_seen, is_healthy }: RegistryService): boolean | null {
  return last_seen === null ? null : is_healthy;
}

/** Whether a poller found every one of its services up. */
export function Health({ isHealthy }: { readonly isHealthy: boolean }) {
  return isHealthy ? (
    <State condition="ok">Healthy</State>
  ) : (
    <State condition="fail">Not healthy</State>
  );
}
