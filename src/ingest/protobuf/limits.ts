/** What a decoder takes at most. Whatever is beyond is refused before memory grows. */
export interface DecodeLimits {
  /** Length of the whole input. */
  readonly bytes: number;
  /** Messages in each other. */
  readonly depth: number;
  /** Messages and values of lists and maps over all: two bytes can make an object of a hundred. */
  readonly elements: number;
}

export const DECODE_LIMITS: DecodeLimits = {
  bytes: 64 * 1_024 * 1_024,
  depth: 100,
  elements: 1_000_000,
};
