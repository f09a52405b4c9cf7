import type { Call } from '../command.ts';

/** Tells on standard error how far a command is. */
export interface Progress {
  tell(count: number): void;
  /** Ends the line that a person sees. */
  end(): void;
}

/** Where nobody looks, a line each time so many are done. */
const STEP = 10_000;

/** On a terminal one line that counts on; elsewhere a line now and then. */
export function progressOf({ io: { stderr } }: Call, what: string): Progress {
  let told = 0;
  let open = false;
  return {
    tell(count) {
      if (stderr.terminal) {
        stderr.write(`\r${count} ${what}`);
        open = true;
      } else if (Math.floor(count / STEP) > Math.floor(told / STEP)) {
        stderr.write(`${count} ${what}\n`);
      }
      told = count;
    },
    end() {
      if (open) stderr.write('\n');
      open = false;
    },
  };
}
