/** A number of places for work of which no more is to run at once. */
export interface Slots {
  /** Runs `work` when a place is free, in the order of asking. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function createSlots(count: number): Slots {
  const asking: (() => void)[] = [];
  let free = count;
  return {
    async run(work) {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => asking.push(resolve));
      try {
        return await work();
      } finally {
        const next = asking.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}
