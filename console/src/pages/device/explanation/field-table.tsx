import { Fragment } from 'react';
import type { FieldExplanation } from '../../../../../src/contract/index.ts';
import { Icon, Instant, revealed } from '../../../controls/index.ts';
import { DASH, formatCount } from '../../../format/index.ts';
import { changeParams, usePlace } from '../../../location/index.ts';
import { Value } from '../value.tsx';
import { fieldTitle, fieldValue } from '../value-text.ts';
import { Claims } from './claims.tsx';

/** Each field with its value and who said it; one opens to what it beat: `field` in the address. */
export function FieldTable({ fields }: { readonly fields: readonly FieldExplanation[] }) {
  const { params } = usePlace();
  return (
    <section className="section" aria-labelledby="fields">
      <h2 id="fields">Why each value is what it is</h2>
      <div className="scroll-x">
        <table className="plain-table fields-table">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Value</th>
              <th scope="col">Said by</th>
              <th scope="col" className="numeric">
                Seen
              </th>
              <th scope="col" className="numeric">
                Beat
              </th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <Fragment key={field.field}>
                <Row field={field} open={params.field === field.field} />
                {params.field === field.field && (
                  <tr className="claims-row" ref={revealed}>
                    <td colSpan={5}>
                      <Claims won={field.won} beaten={field.beaten} />
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface RowProps {
  readonly field: FieldExplanation;
  readonly open: boolean;
}

function Row({ field: { field, value, won, beaten }, open }: RowProps) {
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className="fold-button"
          aria-expanded={open}
          title={field}
          onClick={() => changeParams({ field: open ? null : field }, { replace: true })}
        >
          <Icon name={open ? 'down' : 'right'} />
          {fieldTitle(field)}
        </button>
      </th>
      <td className="field-value">
        <Value of={fieldValue(field, value)} />
      </td>
      <td>{won?.source ?? DASH}</td>
      <td className="numeric">
        <Instant at={won?.at} />
      </td>
      <td className="numeric">{beaten.length === 0 ? DASH : formatCount(beaten.length)}</td>
    </tr>
  );
}
