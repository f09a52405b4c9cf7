import type { SearchTerm } from './search-term.ts';

/** What of a device is searched. */
export interface Searched {
  readonly device_id: string;
  readonly ip: string | null;
  readonly hostname: string | null;
  readonly mac: string | null;
  readonly last_seen: number | null;
}

/**
 * How well devices fit a text (RE-7): their likeness by trigrams, and points for the id, address, host
 * name or MAC that is it, begins with it or contains it.
 */
export function scorer(term: SearchTerm & { readonly kind: 'text' }): (device: Searched) => number {
  const wanted = term.text.toLowerCase();
  const trigrams = trigramsOf(wanted);
  const addresses = [wanted, ...term.spellings.map((one) => one.toLowerCase())];
  const wantedMac = term.mac?.toLowerCase();
  return (device) => {
    const id = device.device_id.toLowerCase();
    const ip = (device.ip ?? '').toLowerCase();
    const hostname = (device.hostname ?? '').toLowerCase();
    const mac = (device.mac ?? '').toLowerCase();
    const likeness = Math.max(...[id, ip, hostname, mac].map((text) => similarity(text, trigrams)));
    const points =
      (id === wanted ? 10 : 0) +
      Math.max(...addresses.map((one) => pointsOf(ip, one, { exact: 8, prefix: 4, part: 2 }))) +
      pointsOf(hostname, wanted, { exact: 6, prefix: 3, part: 1 }) +
      (wantedMac !== undefined && mac === wantedMac ? 5 : 0);
    return Math.round((points + likeness) * 1e6) / 1e6;
  };
}

function pointsOf(
  text: string,
  wanted: string,
  {
    exact,
    prefix,
    part,
  }: { readonly exact: number; readonly prefix: number; readonly part: number },
): number {
  if (text === wanted) return exact;
  if (text.startsWith(wanted)) return prefix;
  return text.includes(wanted) ? part : 0;
}

/** Share of trigrams that a text has in common, of all that either has. */
function similarity(text: string, wanted: ReadonlySet<string>): number {
  if (text === '') return 0;
  let shared = 0;
  const own = trigramsOf(text);
  for (const one of own) if (wanted.has(one)) shared += 1;
  return shared / (own.size + wanted.size - shared);
}

function trigramsOf(text: string): ReadonlySet<string> {
  const padded = `  ${text} `;
  const found = new Set<string>();
  for (let at = 0; at + 3 <= padded.length; at++) found.add(padded.slice(at, at + 3));
  return found;
}

/** Order of ranked devices: the best first, then the one seen last, then by id; 0 for a device and itself. */
export function compareRanked(a: Ranked, b: Ranked): number {
  return (
    b.score - a.score ||
    (b.last_seen ?? Number.NEGATIVE_INFINITY) - (a.last_seen ?? Number.NEGATIVE_INFINITY) ||
    (a.device_id < b.device_id ? -1 : +(a.device_id > b.device_id))
  );
}

export interface Ranked extends Searched {
  readonly score: number;
}
