import { type Condition, State } from '../../../controls/index.ts';

/** How an interface does; one that is down because somebody wants it so is no fault. */
export function interfaceCondition(admin: string | null, oper: string | null): Condition {
  if (oper === 'up') return 'ok';
  if (admin === 'down' || oper === null || oper === 'unknown') return 'unknown';
  return oper === 'dormant' || oper === 'testing' ? 'warn' : 'fail';
}

/** The actual state as a word; that it is wanted is told with it. */
export function interfaceWord(admin: string | null, oper: string | null): string {
  if (admin === 'down') return 'Switched off';
  if (oper === null) return 'Unknown';
  const word = oper.replaceAll('-', ' ');
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

export interface InterfaceStateProps {
  readonly admin: string | null;
  readonly oper: string | null;
}

/** The state of an interface: a shape and a word. */
export function InterfaceState({ admin, oper }: InterfaceStateProps) {
  return <State condition={interfaceCondition(admin, oper)}>{interfaceWord(admin, oper)}</State>;
}
