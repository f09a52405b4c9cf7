import { Failure, Progress } from '../../../controls/index.ts';
import { useExplanation } from '../../../data/index.ts';
import { useView } from '../../../location/index.ts';
import { Events } from './events.tsx';
import { FieldTable } from './field-table.tsx';
import { Identities } from './identities.tsx';
import { Ids } from './ids.tsx';
import { Observations } from './observations.tsx';
import { Separations } from './separations.tsx';

/** Observations that are listed: as many as one answer holds. */
const OBSERVATIONS = 500;

export interface ExplanationProps {
  readonly deviceId: string;
  /** Something was parted or brought together; the device is to be read again. */
  readonly onChanged: () => void;
}

/** Why the inventory says what it says of a device: from each value down to the observations. */
export function Explanation({ deviceId, onChanged }: ExplanationProps) {
  const { live } = useView();
  const { value: told, busy, fault, retry } = useExplanation(deviceId, OBSERVATIONS, live);
  const changed = () => {
    retry();
    onChanged();
  };
  return (
    <>
      <Progress busy={busy && told === undefined} />
      {fault !== undefined && <Failure fault={fault} retry={retry} />}
      {told !== undefined && (
        <>
          <FieldTable fields={told.fields} />
          <Identities told={told} onDone={changed} />
          <Ids told={told} />
          <Separations told={told} onDone={changed} />
          <Events events={told.history} deviceId={told.device_id} />
          <Observations observations={told.observations} />
        </>
      )}
    </>
  );
}
