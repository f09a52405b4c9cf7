/**
 * Named points on the way of a row at which a proof of durability ends the process as a crash does.
 * `batch`: a batch was taken; `rows`: its rows are in the open transaction; `commit`: it is
 * committed, and nobody knows yet; `ack`: the broker is about to be told.
 */
export type Failpoint = 'batch' | 'rows' | 'commit' | 'ack';

/** `RADAR_FAILPOINT=commit@20` ends the process when it comes to that point for the 20th time. */
const [wanted, times = '1'] = (process.env.RADAR_FAILPOINT ?? '').split('@');
let left = Number(times);

/** Ends the process by SIGKILL where that was asked for; does nothing otherwise. */
export function failpoint(name: Failpoint): void {
  if (name !== wanted) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}
