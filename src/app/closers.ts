import { messageOf } from '../core/index.ts';
import type { Logger } from '../observe/index.ts';

/** What was opened, closed in the opposite order. */
export interface Closers {
  push(name: string, close: () => Promise<void> | void): void;
  /** Closes everything. A part that fails to close is logged and does not keep the rest open. */
  close(): Promise<void>;
}

/** An empty stack. Start-up pushes each part as it opens, so that a failure half way unwinds. */
export function createClosers(log: Logger): Closers {
  const stack: { readonly name: string; readonly close: () => Promise<void> | void }[] = [];
  return {
    push: (name, close) => stack.push({ name, close }),
    async close() {
      for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
        try {
          await top.close();
        } catch (fault) {
          log.warn({ part: top.name, fault: messageOf(fault) }, 'a part did not stop cleanly');
        }
      }
    },
  };
}
