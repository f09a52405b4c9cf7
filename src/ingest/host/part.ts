/** One kind of reading with a limit on its time. */
export interface Part<T> {
  /**
   * Reads. Rejects when the host does not answer in time, when it has not yet answered the reading
   * before (so that readings of a hanging part do not pile up), and when `stop` is aborted.
   */
  read(stop: AbortSignal): Promise<T>;
}

/** `work` is told when to give up, so that it can end what it started. */
export function createPart<T>(timeoutMs: number, work: (stop: AbortSignal) => Promise<T>): Part<T> {
  let busy = false;
  return {
    async read(stop) {
      if (busy) throw new Error('still no answer to an earlier reading');
      busy = true;
      const answer = started(work, stop).finally(() => {
        busy = false;
      });
      return within(answer, timeoutMs, stop);
    },
  };
}

/** Work that throws before its first wait rejects like any other. */
async function started<T>(work: (stop: AbortSignal) => Promise<T>, stop: AbortSignal): Promise<T> {
  return work(stop);
}

function within<T>(answer: Promise<T>, timeoutMs: number, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onStop = () => end(() => reject(new Error('stopped')));
    const end = (settle: () => void) => {
      clearTimeout(timer);
      stop.removeEventListener('abort', onStop);
      settle();
    };
    const late = () => end(() => reject(new Error(`no answer within ${timeoutMs} ms`)));
    const timer = setTimeout(late, timeoutMs);
    stop.addEventListener('abort', onStop, { once: true });
    if (stop.aborted) onStop();
    answer.then(
      (value) => end(() => resolve(value)),
      (fault) => end(() => reject(fault)),
    );
  });
}
