import { useCallback, useState } from 'react';
import { Fault } from '../data/index.ts';

/** Something that a person asks the server to do. */
export interface Deed {
  /** It is under way. */
  readonly busy: boolean;
  /** Why the newest attempt failed. */
  readonly fault: Fault | undefined;
  /** Does it; a refusal of the server becomes the fault. Answers whether it was done. */
  readonly run: (doIt: () => Promise<void>) => Promise<boolean>;
  readonly forgive: () => void;
}

/** Follows one deed at a time. */
export function useDeed(): Deed {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const run = useCallback(async (doIt: () => Promise<void>) => {
    setBusy(true);
    setFault(undefined);
    try {
      await doIt();
      return true;
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      setFault(thrown);
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  const forgive = useCallback(() => setFault(undefined), []);
  return { busy, fault, run, forgive };
}
