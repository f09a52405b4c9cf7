import { useNow } from '../controls/index.ts';
import { connection, useLostSince } from '../data/index.ts';
import { formatRelative } from '../format/index.ts';

/** One quiet line while the server cannot be reached; what was known stays on the page. */
export function ConnectionLine() {
  const lostSince = useLostSince();
  return (
    <div role="status" aria-live="polite">
      {lostSince !== undefined && <LostLine lostSince={lostSince} />}
    </div>
  );
}

function LostLine({ lostSince }: { readonly lostSince: number }) {
  // Both instants are the browser's, save for the correction of `useNow`, which cancels to seconds.
  const now = Math.max(useNow(), lostSince);
  return (
    <p className="connection-line">
      <span>
        <strong>Connection lost</strong> {formatRelative(lostSince, now)}. What you see is from
        before; the page catches up by itself.
      </span>
      <button type="button" className="link-button" onClick={() => connection.askNow()}>
        Try now
      </button>
    </p>
  );
}
