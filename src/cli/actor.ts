import type { Io } from './io.ts';

/** Who runs the command, as it is kept beside what it changes. */
export function actorOf({ environment, machine }: Pick<Io, 'environment' | 'machine'>): string {
  return `${environment.USER || environment.LOGNAME || 'somebody'}@${machine.hostName}`;
}
