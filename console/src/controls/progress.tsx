import { useLasting } from '../data/index.ts';

/** A thin line and a word once loading takes longer than a moment; the old content stays below. */
export function Progress({ busy }: { readonly busy: boolean }) {
  const shown = useLasting(busy);
  return (
    <div className="progress" role="status" aria-live="polite">
      {shown && <span>Loading…</span>}
    </div>
  );
}
