/** More lines than this in one chart are a tangle: then only the first is drawn until asked for. */
const MOST_AT_ONCE = 9;

/** Lines that are drawn: those that the address names, else all, else the first of too many. */
export function visibleKeys(
  keys: readonly string[],
  chosen: readonly string[] | undefined,
): ReadonlySet<string> {
  const known = (chosen ?? []).filter((key) => keys.includes(key));
  if (chosen !== undefined) return new Set(known);
  return new Set(keys.length > MOST_AT_ONCE ? keys.slice(0, 1) : keys);
}

/** Shows a hidden line, hides a shown one. The list is undefined again when it says what the default says. */
export function toggleKey(
  keys: readonly string[],
  visible: ReadonlySet<string>,
  key: string,
): readonly string[] | undefined {
  const wanted = keys.filter((one) => (one === key ? !visible.has(one) : visible.has(one)));
  return unlessDefault(keys, wanted);
}

/** Shows one line alone; alone already, shows all again. */
export function isolateKey(
  keys: readonly string[],
  visible: ReadonlySet<string>,
  key: string,
): readonly string[] | undefined {
  const alone = visible.size === 1 && visible.has(key);
  return unlessDefault(keys, alone ? keys : [key]);
}

function unlessDefault(
  keys: readonly string[],
  wanted: readonly string[],
): readonly string[] | undefined {
  const usual = visibleKeys(keys, undefined);
  const same = wanted.length === usual.size && wanted.every((key) => usual.has(key));
  return same ? undefined : wanted;
}
