import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  type YAMLMap,
} from 'yaml';

/** One value in a configuration file, under its dotted key. */
export interface DocumentValue {
  readonly key: string;
  readonly line: number;
  /** The text as written; null when the value is empty, undefined when it is a list or an alias of one. */
  readonly text: string | null | undefined;
}

export interface ParsedDocument {
  readonly values: readonly DocumentValue[];
  readonly faults: readonly { readonly line: number; readonly message: string }[];
}

/**
 * Reads YAML, and with it JSON. Nested and dotted keys are the same. The only place that knows the
 * YAML library.
 */
export function parseConfigDocument(text: string): ParsedDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  // A warning, such as an unknown tag, means that a value is not what its author thinks.
  const faults = [...document.errors, ...document.warnings].map((fault) => ({
    line: lineAt(fault.pos[0]),
    message: fault.message,
  }));
  const values: DocumentValue[] = [];
  const walk = (map: YAMLMap, path: readonly string[]) => {
    for (const { key, value } of map.items) {
      const inside = [...path, isScalar(key) ? String(key.value) : String(key)];
      const line = lineAt(isNode(key) ? (key.range?.[0] ?? 0) : 0);
      if (isMap(value) && value.items.length > 0) walk(value, inside);
      else values.push({ key: inside.join('.'), line, text: textOf(value, document) });
    }
  };
  const { contents } = document;
  if (faults.length > 0) return { values, faults };
  if (isMap(contents)) walk(contents, []);
  else if (textOf(contents, document) !== null) {
    faults.push({ line: 1, message: 'It must hold keys with values, such as "http.port: 8450"' });
  }
  return { values, faults };
}

/**
 * The source text, not the value that YAML makes of it: `0x10` and `1e3` are no whole numbers here.
 */
function textOf(written: unknown, document: Document): string | null | undefined {
  const node = isAlias(written) ? written.resolve(document) : written;
  if (node === null || (isMap(node) && node.items.length === 0)) return null;
  if (!isScalar(node)) return undefined;
  return node.value === null ? null : (node.source ?? String(node.value));
}
