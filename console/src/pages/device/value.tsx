import { Instant } from '../../controls/index.ts';
import { readInstant } from '../../format/index.ts';
import { valueText } from './value-text.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT/;

/** A value of the inventory; an instant as every instant is shown. */
export function Value({ of }: { readonly of: unknown }) {
  if (typeof of === 'string' && INSTANT.test(of) && readInstant(of) !== undefined) {
    return <Instant at={of} />;
  }
  return valueText(of);
}
