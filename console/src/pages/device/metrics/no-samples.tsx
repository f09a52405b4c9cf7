import { Empty } from '../../../controls/index.ts';
import { chooseRange, readTimeRange } from '../../../location/index.ts';

/** No sample in the range: look further back, or let the device be measured. */
export function NoSamples({ what }: { readonly what: string }) {
  return (
    <Empty title={`No ${what} samples in this time range`}>
      <button
        type="button"
        className="link-button"
        onClick={() => chooseRange(readTimeRange({ range: '3d' }))}
      >
        Look at the last 3 days
      </button>
    </Empty>
  );
}
