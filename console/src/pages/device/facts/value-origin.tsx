import { Failure, Progress, revealed } from '../../../controls/index.ts';
import { useExplanation } from '../../../data/index.ts';
import { useView } from '../../../location/index.ts';
import { Claims } from '../explanation/index.ts';

/** Observations that are looked at for what others said. */
const OBSERVATIONS = 500;

export interface ValueOriginProps {
  readonly deviceId: string;
  readonly field: string;
}

/** Where one value came from, beside that value. */
export function ValueOrigin({ deviceId, field }: ValueOriginProps) {
  const { live } = useView();
  const { value: told, busy, fault, retry } = useExplanation(deviceId, OBSERVATIONS, live);
  if (fault !== undefined) return <Failure fault={fault} retry={retry} />;
  if (told === undefined) return <Progress busy={busy} />;
  const found = told.fields.find((one) => one.field === field);
  return (
    <div className="value-origin" ref={revealed}>
      <Claims won={found?.won ?? null} beaten={found?.beaten ?? []} />
    </div>
  );
}
