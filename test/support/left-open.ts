/** Things that a test opened and must close, with the name under which a failure tells them. */
const open = new Map<object, { readonly name: string; readonly close: () => Promise<void> }>();

/** Notes something opened; the returned function notes that it was closed. */
export function noteOpened(name: string, close: () => Promise<void>): () => void {
  const key = {};
  open.set(key, { name, close });
  return () => open.delete(key);
}

/** Closes what is still open and throws its names, so that the test file fails. */
export async function checkNothingLeftOpen(): Promise<void> {
  const left = [...open.values()];
  open.clear();
  for (const one of left) await one.close().catch(() => {});
  if (left.length > 0) {
    throw new Error(`tests must close what they open: ${left.map((one) => one.name).join(', ')}`);
  }
}
