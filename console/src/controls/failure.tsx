import type { Fault } from '../data/index.ts';

/** Why something cannot be shown: the server's sentence, its code, and a way to try again. */
export function Failure({ fault, retry }: { readonly fault: Fault; readonly retry: () => void }) {
  return (
    <div className="failure" role="alert">
      <p>
        <strong>{fault.message}</strong> {fault.hint}
      </p>
      <p className="failure-foot">
        <code>{fault.code}</code>
        {fault.requestId !== undefined && <code>request {fault.requestId}</code>}
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      </p>
    </div>
  );
}
