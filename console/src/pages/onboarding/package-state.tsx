import { type Condition, State } from '../../controls/index.ts';
import { sentenceCase } from '../registry/index.ts';

const CONDITIONS: Readonly<Record<string, Condition>> = {
  activated: 'ok',
  expired: 'warn',
  revoked: 'fail',
};

/** Where a package stands in its life. */
export function PackageState({ status }: { readonly status: string }) {
  return <State condition={CONDITIONS[status] ?? 'unknown'}>{sentenceCase(status)}</State>;
}
