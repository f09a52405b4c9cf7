import { announce } from '../controls/index.ts';
import { Fault, logOut, useMe } from '../data/index.ts';

/** What logs out; undefined where nobody is logged in. */
export function useLogOut(): (() => void) | undefined {
  const me = useMe();
  return me?.authentication === 'on' && me.user_id !== null ? leave : undefined;
}

function leave(): void {
  logOut().catch((thrown: unknown) => {
    if (!(thrown instanceof Fault)) throw thrown;
    announce(`You are still logged in. ${thrown.message}`);
  });
}
