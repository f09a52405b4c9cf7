import type { Fault } from '../data/index.ts';

/** Why the server does not do what a form asks: its sentence, which is read out as it comes. */
export function Refusal({ fault }: { readonly fault: Fault | undefined }) {
  return (
    <div role="alert">
      {fault !== undefined && (
        <p className="failure">
          <strong>{fault.message}</strong> {fault.hint}
        </p>
      )}
    </div>
  );
}
