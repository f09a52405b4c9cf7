/** How far this browser's clock is behind the server's, in milliseconds. */
let offsetMs = 0;

/** Learns from an answer: the server's instant lies between asking and answering. */
export function learnClock(serverMs: number, askedMs: number, answeredMs: number): void {
  const offset = serverMs - (askedMs + answeredMs) / 2;
  // Half the journey is the error; below a second a correction would only jitter.
  offsetMs = Math.abs(offset) < 1_000 ? 0 : offset;
}

/** Now, by the server's clock. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
