/** Parameters of an address; one value a name. */
export type Params = Readonly<Record<string, string>>;

/** Changes of parameters: null takes one away. */
export type ParamChanges = Readonly<Record<string, string | null | undefined>>;

/** Reads `?a=1&b=2`; the last of two equal names counts. */
export function readSearch(text: string): Params {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Writes parameters so that a person can read them: `:` `,` `/` `@` stay as they are. */
export function writeSearch(params: Params): string {
  const pairs = Object.entries(params).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** The parameters with some changed; the others keep their place. */
export function withParams(params: Params, changes: ParamChanges): Params {
  const merged: Record<string, string> = { ...params };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === null || value === '') delete merged[name];
    else merged[name] = value;
  }
  return merged;
}

/** A path segment of any text; colons stay, so that device ids can be read. */
export function writeSegment(text: string): string {
  return encode(text).replaceAll('/', '%2F');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/%(3A|2C|2F|40)/g, (code) => decodeURIComponent(code));
}

/** A list as one parameter. A comma inside an entry is written `~.`, a tilde `~~`. */
export function writeList(entries: readonly string[]): string {
  return entries.map((entry) => entry.replaceAll('~', '~~').replaceAll(',', '~.')).join(',');
}

/** Reads what `writeList` wrote; undefined when the parameter is absent. */
export function readList(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  if (text === '') return [];
  return text
    .split(',')
    .map((entry) => entry.replace(/~[~.]/g, (code) => (code === '~.' ? ',' : '~')));
}

/** The text of a path's last segment below `prefix`; undefined when the path is not there. */
export function readSegment(path: string, prefix: string): string | undefined {
  if (!path.startsWith(prefix) || path.length === prefix.length) return undefined;
  const segment = path.slice(prefix.length);
  if (segment.includes('/')) return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray percent sign: the text as it is.
    return segment;
  }
}
